/// Scenarios of integrations by each driver, of a plain f that allocates nothing.
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <span>
#include <stop_token>
#include <taskquad/integrate_as.hpp>

#include "scenario.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

double root(double x) { return std::exp(x) + std::sqrt(x); }

/// Some microseconds, so that it is worth while to have workers.
double slow_peak(double x) {
    double s = x;
    for (int i = 0; i < 500; ++i) s = std::fma(s, 0.5, 1.0);
    return s < 1e300 ? 1 / (1 + 25 * x * x) : s;
}

/// One integral; the options, too, are made each time, since what the library makes once may fail at that.
template <class F>
scenario integral(std::string_view name, F f, std::initializer_list<double> points, std::function<options()> o) {
    return {name, [=, limits = std::vector<double>(points)] {
                return subject_of([=] {
                    bits all;
                    append(all, integrate(f, domain(limits), o()));
                    return all;
                });
            }};
}

/// Sees everything, and says nothing.
class witness final : public observer {
public:
    verdict on_evaluation(const evaluation& e) override { return seen(e.x); }
    verdict on_estimate(const segment<>& s) override { return seen(s.a); }
    verdict on_split(const segment<>& left, const segment<>& /*right*/) override { return seen(left.b); }
    verdict on_progress(const progress& p) override { return seen(p.error); }
    void on_end(const result<>& r) override { seen(r.value); }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return std::chrono::milliseconds(0); }

private:
    verdict seen(double value) {
        last_ = value;
        return verdict::proceed;
    }
    double last_ = 0;
};

bits with_everything_on() {
    witness w;
    std::stop_source source;
    bits all;
    const auto r =
        integrate([](double x, const std::stop_token& stop) { return stop.stop_requested() ? 0.0 : root(x); }, {0.0, 0.5, 1.0},
                  {.relative_tolerance = 1e-5,
                   .rule = simpson(),
                   .concurrency = 2,
                   .time_limit = std::chrono::hours(1),
                   .stop = source.get_token(),
                   .observer = &w,
                   .failures = {.retries = 1, .non_finite = true, .drop_non_finite = true},
                   .keep_partition = true,
                   .f_relative_accuracy = 1e-15,
                   .initial_segments = 2});
    append(all, r);
    for (const auto& s : r.partition) append(all, s.integral);
    return all;
}

/// Every seventh call fails, and is tried again.
bits with_retries() {
    std::atomic<int> calls = 0;
    bits all;
    append(all, integrate(
                    [&](double x) {
                        if (const int n = ++calls; n % 7 == 0) throw n;
                        return root(x);
                    },
                    {0.0, 1.0}, {.rule = simpson(), .concurrency = 2, .failures = {.retries = 5}, .cost_of_f = grain::points}));
    return all;
}

bits in_batches() {
    const auto f = batch([](std::span<const double> x, std::span<double> y) { std::ranges::transform(x, y.begin(), root); },
                         {.max_batch = 16});
    bits all;
    append(all, integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-6, .concurrency = 2}));
    return all;
}

bits in_long_double() {
    const auto r = integrate_as<long double>([](long double x) { return 1 / (1 + 25 * x * x); }, {-1, 1},
                                             {.relative_tolerance = 1e-12L, .concurrency = 2});
    bits all;
    append(all, static_cast<double>(r.value));
    append(all, static_cast<double>(r.error));
    append(all, static_cast<double>(r.evaluations));
    return all;
}

bits of_fourier() {
    bits all;
    append(all, integrate_fourier([](double x) { return 1 / (1 + x); }, 0.0, fourier::cosine, 1.0,
                                  {.relative_tolerance = 1e-4, .concurrency = 2}));
    return all;
}

bits of_an_array() {
    const auto f = [](double x) { return std::array{std::exp(x), std::sin(x), root(x)}; };
    bits all;
    append(all, integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-6, .concurrency = 2, .cost_of_f = grain::points}));
    return all;
}

/// The outer f integrates, by an integrator that all its evaluations share.
class nested_calls final : public subject {
public:
    bits operator()() override {
        bits all;
        append(all, integrate(
                        [this](double x) {
                            return inner_({0.0, 1.0, 1.0 + x}).value;
                        },
                        {0.0, 1.0}, {.relative_tolerance = 1e-4, .rule = simpson(), .concurrency = 2, .cost_of_f = grain::points}));
        return all;
    }
    void check() override { check_cache(inner_.cache(), cosine); }

private:
    static double cosine(double y) { return std::cos(y); }
    integrator<double (*)(double)> inner_{cosine, {.relative_tolerance = 1e-6, .rule = clenshaw_curtis(9), .concurrency = 0}};
};

}  // namespace

std::vector<scenario> scenarios_of_integrations() {
    using grain::points, grain::segments;
    std::vector<scenario> all{
        integral("segments", root, {0.0, 1.0}, [] { return options{.concurrency = 1, .cost_of_f = segments}; }),
        integral("workers", slow_peak, {-1.0, 1.0},
                 [] { return options{.relative_tolerance = 1e-12, .rule = simpson(), .concurrency = 8, .cost_of_f = segments}; }),
        integral(
            "half_line", [](double x) { return std::exp(-x) * std::cos(x); }, {0.0, inf},
            [] { return options{.concurrency = 2, .cost_of_f = segments}; }),
        integral("clenshaw_curtis", root, {0.0, 1.0},
                 [] { return options{.rule = taskquad::clenshaw_curtis(), .concurrency = 2, .cost_of_f = points}; }),
        integral("simpson", root, {0.0, 1.0},
                 [] { return options{.relative_tolerance = 1e-5, .rule = simpson(), .concurrency = 2, .cost_of_f = points}; })};
    for (const auto& [name, n] : {std::pair{"points_1", 1}, {"points_2", 2}, {"points_8", 8}}) {
        all.push_back(integral(name, root, {0.0, 1.0}, [n = n] { return options{.concurrency = n, .cost_of_f = points}; }));
    }
    const auto add = [&](std::string_view name, bits (*f)()) { all.push_back({name, [f] { return subject_of(f); }}); };
    add("observer", with_everything_on);
    add("retries", with_retries);
    add("batch", in_batches);
    add("long_double", in_long_double);
    add("fourier", of_fourier);
    add("array", of_an_array);
    all.push_back({"nested", [] { return std::make_unique<nested_calls>(); }});
    return all;
}
