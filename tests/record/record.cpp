/// The record: what a few thousand random integrations give, to the bit, one line each. Whoever changes how the library is built,
/// and not what it computes, compares the record before with the record after: they are the same file. (The bits also depend on the
/// mathematical library, so that no record is kept here.)
///
///     taskquad_record [problems [concurrency [first problem]]] > before.txt
///
/// A line: number, kind, then the values, the error, the status, evaluations, segments, and a hash of the partition.
#include <algorithm>
#include <array>
#include <bit>
#include <cinttypes>
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

#include "support/families.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

using integrand_of_x = std::function<double(double)>;

constexpr double inf = std::numeric_limits<double>::infinity();

// --- what is written down

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x == x ? x : std::numeric_limits<double>::quiet_NaN()); }

/// FNV-1a, of 64-bit words.
class hash {
public:
    void add(std::uint64_t word) { sum_ = (sum_ ^ word) * 0x100000001b3U; }
    [[nodiscard]] std::uint64_t sum() const { return sum_; }

private:
    std::uint64_t sum_ = 0xcbf29ce484222325U;
};

/// The components of a value, one after another.
template <class V>
std::vector<double> components(const V& value) {
    if constexpr (requires { value.size(); }) {
        std::vector<double> all;
        for (const auto& v : value) {
            const auto of_element = components(v);
            all.insert(all.end(), of_element.begin(), of_element.end());
        }
        return all;
    } else if constexpr (requires { value.imag(); }) {
        return {value.real(), value.imag()};
    } else {
        return {static_cast<double>(value)};
    }
}

template <class V>
std::string line(const result<V>& r) {
    std::string text;
    char word[64];
    for (const double c : components(r.value)) {
        std::snprintf(word, sizeof word, "%016" PRIx64 " ", bits(c));
        text += word;
    }
    hash h;
    for (const segment<V>& s : r.partition) {
        h.add(bits(s.a));
        h.add(bits(s.b));
        for (const double c : components(s.integral)) h.add(bits(c));
        h.add(bits(s.error));
    }
    h.add(bits(r.non_finite_at));
    std::snprintf(word, sizeof word, "%016" PRIx64 " %d ", bits(r.error), static_cast<int>(r.status));
    text += word;
    std::snprintf(word, sizeof word, "%" PRIu64 " %" PRIu64 " %016" PRIx64, r.evaluations, r.segments, h.sum());
    return text + word;
}

template <class Real>
std::string line(const real_result<Real>& r) {
    char words[200];
    std::snprintf(words, sizeof words, "%.21Lg %.21Lg %d %" PRIu64 " %" PRIu64, static_cast<long double>(r.value),
                  static_cast<long double>(r.error), static_cast<int>(r.status), r.evaluations, r.segments);
    return words;
}

// --- what is integrated

rule random_rule(random_numbers& random) {
    switch (random.below(12)) {
        case 0:
            return simpson();
        case 1:
            return simpson({.guarded = true});
        case 2:
            return clenshaw_curtis();
        case 3:
            return clenshaw_curtis(3 + random.below(31));
        case 4:
            return gauss_kronrod(3 + 2 * random.below(40));
        case 5:
            return fourier_rule(random.below(2) == 0 ? fourier::sine : fourier::cosine, random.uniform(0, 1000));
        case 6:
            return clenshaw_curtis(17);
        default:
            return gauss_kronrod(21);
    }
}

/// Over about [0, 1], where the families have their features; one in four is infinite, a number of them run from right to left.
domain random_domain(random_numbers& random) {
    const double cut = random.uniform();
    switch (random.below(12)) {
        case 0:
            return {0.0, cut, 1.0};
        case 1:
            return {1.0, 0.0};
        case 2:
            return {0.0, 0.25, 0.5, 0.75, 1.0};
        case 3:
            return {0.0, inf};
        case 4:
            return {-inf, cut, inf};
        case 5:
            return {inf, cut, -1.0};
        case 6:
            return {-cut, 1 + cut};
        case 7:
            return {cut, cut + 1e-13};
        default:
            return {0.0, 1.0};
    }
}

options random_options(random_numbers& random, int concurrency) {
    options o;
    const double tolerance = std::pow(10.0, -random.uniform(3, 13));
    const bool absolute = random.below(2) == 0;
    o.absolute_tolerance = absolute ? tolerance : 0;
    o.relative_tolerance = absolute ? 0 : tolerance;
    o.rule = random_rule(random);
    o.refinement = random.below(3) == 0 ? refinement::local : refinement::global;
    const bool is_tight = random.below(8) == 0;
    const auto more = static_cast<std::uint64_t>(1 + random.below(1000));
    if (random.below(16) == 0) o.max_segments = static_cast<std::uint64_t>(1 + random.below(50));
    if (random.below(6) == 0) o.initial_segments = 1 + random.below(30);
    if (random.below(8) == 0) o.f_relative_accuracy = std::pow(10.0, -random.uniform(4, 15));
    if (random.below(8) == 0) o.failures.drop_non_finite = true;
    if (random.below(6) == 0) o.scale = std::pow(10.0, random.uniform(-2, 2));
    const grain::cost grains[] = {grain::automatic, grain::segments, grain::points};
    o.cost_of_f = grains[random.below(3)];
    o.concurrency = concurrency;
    o.speculation = random.below(3) == 0 ? 0 : 0.5;
    o.keep_partition = true;
    // What the first estimates take at most: of four segments, or of half as many pieces that go to infinity, by a panel of 97.
    const std::uint64_t first = 4 * static_cast<std::uint64_t>(o.initial_segments) *
                                std::max<std::size_t>(97, o.rule.abscissae(o.rule.first_level()).size());
    o.max_evaluations = is_tight ? first + more : std::max<std::uint64_t>(first, 3'000);
    return o;
}

/// Of a family; on an infinite range it has to fall off, and now and then it is not finite somewhere, or noisy.
integrand_of_x integrand_of(int family, random_numbers& random, const domain& where) {
    auto f = random_integrand(family, random);
    if (!std::isfinite(where.points().front()) || !std::isfinite(where.points().back()))
        f = [f](double x) { return f(x) / (1 + x * x * x * x); };
    switch (random.below(12)) {
        case 0: {
            const double at = std::ldexp(1 + random.below(15), -4);
            return [f, at](double x) { return x == at ? inf : f(x); };
        }
        case 1:
            return [f](double x) { return f(x) * (1 + 1e-9 * std::sin(1e9 * x)); };
        case 2: {
            const double power = random.uniform(-1.1, 0);
            return [f, power](double x) { return f(x) * std::pow(std::abs(x), power); };
        }
        case 3: {
            const double factor = std::ldexp(1.0, random.below(1800) - 900);
            return [f, factor](double x) { return f(x) * factor; };
        }
        default:
            return f;
    }
}

// --- by whom

std::string by_session(const integrand_of_x& f, const domain& where, const options& o, random_numbers& random) {
    session<double> s(where, o);
    std::vector<double> given;
    const int at_most = 1 + random.below(40);
    while (!s.done()) {
        for (const double x : s.ask(static_cast<std::size_t>(at_most))) given.push_back(x);
        if (given.empty()) break;
        // In any order.
        std::swap(given[static_cast<std::size_t>(random.below(static_cast<int>(given.size())))], given.back());
        const double x = given.back();
        given.pop_back();
        s.tell(x, f(x));
    }
    return line(s.result());
}

std::string by_integrator(const integrand_of_x& f, const domain& where, const options& o) {
    integrator again(f, o);
    const std::string coarse = line(again(where, tolerance{.relative = 1e-3}));
    return coarse + " " + line(again(where));
}

std::string in_long_double(const integrand_of_x& f, random_numbers& random, int concurrency) {
    real_options<long double> o;
    o.relative_tolerance = std::pow(10.0L, static_cast<long double>(-random.uniform(3, 15)));
    o.max_evaluations = 3'000;
    o.concurrency = concurrency;
    const long double b = random.below(3) == 0 ? std::numeric_limits<long double>::infinity() : 1.0L;
    const auto g = [&](long double x) { return static_cast<long double>(f(static_cast<double>(x))) / (1 + x * x * x * x); };
    return line(integrate_as<long double>(g, {0.0L, b}, o));
}

std::string nested(const integrand_of_x& f, options o) {
    o.max_evaluations = 4'000;
    o.initial_segments = 1;
    o.relative_tolerance = 1e-4;
    return line(integrate_nested([&](double x, double y) { return f(x * y); }, {0.0, 1.0},
                                 [](double x) {
                                     return domain{0.0, 1 - x / 2};
                                 },
                                 o));
}

constexpr const char* kinds[] = {
    "x",     "x",     "x",      "x",       "x",          "distances",   "complex",         "float",   "array", "vector",
    "batch", "async", "serial", "session", "integrator", "long double", "principal value", "fourier", "nested"};
constexpr int number_of_kinds = static_cast<int>(std::size(kinds));

std::string outcome(int number, int concurrency) {
    random_numbers random(static_cast<std::uint64_t>(number));
    const int kind = number % number_of_kinds;
    const std::string name = kinds[kind];
    const domain where = random_domain(random);
    const options o = random_options(random, concurrency);
    const auto f = integrand_of(random.below(families), random, where);
    const auto g = integrand_of(random.below(families), random, where);
    if (name == "x") return line(integrate(f, where, o));
    if (name == "distances") {
        const double p = random.uniform(-0.95, 1), q = random.uniform(-0.95, 1);
        return line(integrate(with_distances([&](double x, double from_a, double to_b) {
                                  const double tail = std::isfinite(to_b) ? std::pow(to_b, q) : std::exp(-std::abs(x));
                                  const double head = std::isfinite(from_a) ? std::pow(from_a, p) : std::exp(-std::abs(x));
                                  return head * tail;
                              }),
                              where, o));
    }
    if (name == "complex") return line(integrate([&](double x) { return std::complex<double>(f(x), g(x)); }, where, o));
    if (name == "float") return line(integrate([&](double x) { return static_cast<float>(f(x)); }, where, o));
    if (name == "array") return line(integrate([&](double x) { return std::array{f(x), g(x), 1e-3 * f(x) + g(x)}; }, where, o));
    if (name == "vector") return line(integrate([&](double x) { return std::vector{f(x), g(x)}; }, where, o));
    if (name == "batch") {
        const auto of_many = [&](std::span<const double> x, std::span<double> y) {
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
        };
        return line(integrate(batch(of_many, {.max_batch = static_cast<std::size_t>(1 + random.below(100))}), where, o));
    }
    if (name == "async") return line(integrate(async([&](double x, completion<double> done) { done(f(x)); }), where, o));
    if (name == "serial") return line(integrate(serial(f), where, o));
    if (name == "session") return by_session(f, where, o, random);
    if (name == "integrator") return by_integrator(f, where, o);
    if (name == "long double") return in_long_double(f, random, concurrency);
    if (name == "principal value") return line(integrate_principal_value(f, {-1.0, 2.0}, random.uniform(-0.9, 1.9), o));
    if (name == "nested") return nested(f, o);
    const double power = random.uniform(-2, -0.3), omega = random.uniform(0.1, 20);
    options few = o;
    few.max_evaluations = 3'000;
    few.keep_partition = false;
    return line(integrate_fourier([&](double x) { return std::pow(x, power) * std::cos(0.01 * f(std::fmod(x, 1.0))); },
                                  random.uniform(0.5, 2), random.below(2) == 0 ? fourier::sine : fourier::cosine, omega, few));
}

}  // namespace

int main(int count, char** given) {
    const auto number = [&](int i, int otherwise) { return count > i ? std::atoi(given[i]) : otherwise; };
    const int problems = number(1, 3000), concurrency = number(2, 0), first = number(3, 0);
    for (int i = first; i < first + problems; ++i) {
        std::string what;
        try {
            what = outcome(i, concurrency);
        } catch (const std::exception& e) {
            what = e.what();
        }
        std::printf("%d %s %s\n", i, kinds[i % number_of_kinds], what.c_str());
    }
}
