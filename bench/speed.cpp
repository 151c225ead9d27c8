// How long does an integration take, beside what people would take instead?
//
// Two questions. Where f costs next to nothing: six shapes of f, every method, on one thread. Where f costs something, from 10 ns
// to 10 ms: one shape, on one thread and on two. All methods get the same f and the same relative tolerance, 1e-10; each answer is
// compared with the exact one. All methods of a problem are run in turns, so that what else happens on the machine happens to all.
//
// usage: bench_speed FILE [--quick]     writes what it has measured to FILE, as JSON: speed.py makes a page of it
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <numbers>
#include <string>
#include <taskquad/taskquad.hpp>
#include <taskquad/vectorized.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "peers.hpp"
#include "serial.hpp"

namespace {

using clock_type = std::chrono::steady_clock;
constexpr double tolerance = 1e-10;

/// What is measured of one method on one problem.
struct figure {
    std::string problem, method;
    int threads;
    double f_ns;  ///< what f is made to take, beside its own; 0: nothing
    std::uint64_t evaluations;
    double seconds;  ///< of one integration, the median
    double error;    ///< relative, of the value
    bool converged;  ///< as it says itself
};

struct candidate {
    std::string method;
    int threads;
    std::function<peers::answer()> run;
    std::uint64_t evaluations = 0;
    std::vector<double> times = {};
};

double seconds_of(const std::function<peers::answer()>& run, int times) {
    const auto begin = clock_type::now();
    for (int i = 0; i < times; ++i) {
        volatile double kept = run().value;
        (void)kept;
    }
    return std::chrono::duration<double>(clock_type::now() - begin).count() / times;
}

class comparison {
public:
    comparison(bool quick) : rounds_(quick ? 3 : 21), slice_(quick ? 1e-4 : 2e-3) {}

    /// All candidates in turns; where one integration takes long, a single time.
    void run(const std::string& problem, double f_ns, double exact, std::vector<candidate> list) {
        constexpr double long_enough = 0.3;
        std::vector<int> repetitions;
        bool is_long = false;
        for (candidate& c : list) {
            c.times = {seconds_of(c.run, 1)};
            is_long = is_long || c.times.front() > long_enough;
            const double once = is_long ? c.times.front() : std::min(c.times.front(), seconds_of(c.run, 1));
            repetitions.push_back(std::clamp(static_cast<int>(slice_ / once), 1, 100'000));
        }
        for (int round = 0; !is_long && round < rounds_; ++round) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                if (round == 0) list[i].times.clear();
                list[i].times.push_back(seconds_of(list[i].run, repetitions[i]));
            }
        }
        for (candidate& c : list) {
            std::nth_element(c.times.begin(), c.times.begin() + static_cast<std::ptrdiff_t>(c.times.size() / 2), c.times.end());
            const auto r = c.run();
            const double error = std::abs(r.value - exact) / std::abs(exact);
            figures_.push_back(
                {problem, c.method, c.threads, f_ns, c.evaluations, c.times[c.times.size() / 2], error, r.converged});
            if (c.method.starts_with("taskquad") && (!r.converged || !(error <= tolerance))) wrong_ = true;
        }
        std::fprintf(stderr, "%s, %g ns\n", problem.c_str(), f_ns);
    }

    [[nodiscard]] bool wrong() const { return wrong_; }
    [[nodiscard]] const std::vector<figure>& figures() const { return figures_; }

private:
    int rounds_;
    double slice_;
    bool wrong_ = false;
    std::vector<figure> figures_;
};

taskquad::options on(int threads) { return {.relative_tolerance = tolerance, .concurrency = threads}; }

peers::answer as_answer(const taskquad::result<>& r) { return {r.value, r.error, r.evaluations, r.converged()}; }

/// How often a method evaluates f.
template <class F, class Method>
std::uint64_t evaluations_of(const F& f, const Method& method) {
    std::uint64_t n = 0;
    const auto counted = [&](double x) {
        ++n;
        return f(x);
    };
    method(counted);
    return n;
}

template <class F, class Method>
candidate of(std::string name, int threads, const F& f, const Method& method) {
    return {std::move(name), threads, [f, method] { return method(f); }, threads == 1 ? evaluations_of(f, method) : 0};
}

/// f as often as the default evaluates it, and nothing else.
template <class F>
candidate plain_loop(const F& f, double a, double b, std::uint64_t n) {
    return {"f alone", 1,
            [=] {
                double sum = 0;
                const double h = (b - a) / static_cast<double>(n);
                for (std::uint64_t i = 0; i < n; ++i) sum += f(a + (static_cast<double>(i) + 0.5) * h);
                return peers::answer{sum * h, 0, n, true};
            },
            n};
}

template <class F>
std::vector<candidate> everybody(const F& f, double a, double b) {
    std::vector<candidate> list;
    const auto ours = [=](int threads) {
        return [=, where = taskquad::domain{a, b}, o = on(threads)](const auto& g) {
            return as_answer(taskquad::integrate(g, where, o));
        };
    };
    list.push_back(of("taskquad", 1, f, ours(1)));
    list.push_back(of("taskquad", 2, f, ours(2)));
    const std::uint64_t n = list[1].evaluations = list.front().evaluations;
    list.push_back(plain_loop(f, a, b, n));
    list.push_back(of("serial reference", 1, f, [=](const auto& g) {
        const auto r = serial::integrate(g, a, b, taskquad::gauss_kronrod(21), tolerance);
        return peers::answer{r.value, r.error, r.evaluations, true};
    }));
    list.push_back(of("GSL QAG(21)", 1, f, [=](const auto& g) { return peers::gsl_qag(g, a, b, tolerance); }));
    list.push_back(of("GSL QAGS", 1, f, [=](const auto& g) { return peers::gsl_qags(g, a, b, tolerance); }));
    list.push_back(of("GSL CQUAD", 1, f, [=](const auto& g) { return peers::gsl_cquad(g, a, b, tolerance); }));
    list.push_back(of("Cubature", 1, f, [=](const auto& g) { return peers::cubature(g, a, b, tolerance); }));
    list.push_back(
        of("Boost gauss_kronrod(21)", 1, f, [=](const auto& g) { return peers::boost_gauss_kronrod(g, a, b, tolerance); }));
    list.push_back(of("Boost tanh_sinh", 1, f, [=](const auto& g) { return peers::boost_double_exponential(g, a, b, tolerance); }));
    return list;
}

void cheap(comparison& c) {
    const auto shape = [&](const char* name, const auto& f, double a, double b, double exact) {
        c.run(name, 0, exact, everybody(f, a, b));
    };
    shape(
        "smooth: exp, [0, 1]", [](double x) { return std::exp(x); }, 0, 1, std::numbers::e - 1);
    shape(
        "oscillatory: cos, [0, 100]", [](double x) { return std::cos(x); }, 0, 100, std::sin(100.0));
    shape(
        "peaked: .01 / ((x - .3)^2 + .0001), [0, 1]", [](double x) { return 1e-2 / ((x - 0.3) * (x - 0.3) + 1e-4); }, 0, 1,
        std::atan(70.0) + std::atan(30.0));
    shape(
        "kinked: sqrt |x - .37|, [0, 1]", [](double x) { return std::sqrt(std::abs(x - 0.37)); }, 0, 1,
        2.0 / 3 * (std::pow(0.37, 1.5) + std::pow(0.63, 1.5)));
    shape(
        "singular: x^-1/2, [0, 1]", [](double x) { return 1 / std::sqrt(x); }, 0, 1, 2);
    shape(
        "hard: cos 1000 x + |x - 1/3|, [0, 1]", [](double x) { return std::cos(1000 * x) + std::abs(x - 1.0 / 3); }, 0, 1,
        std::sin(1000.0) / 1000 + 1.0 / 18 + 2.0 / 9);
}

/// The same integrand written for a number and for an array.
void simd(comparison& c) {
    const auto pair = [&](const char* name, const auto& number, const auto& array, double b, double exact) {
        const auto ours = [=](const auto& g) { return as_answer(taskquad::integrate(g, {0.0, b}, on(1))); };
        auto list = std::vector{of("taskquad", 1, number, ours)};
        list.push_back(
            {"taskquad, vectorized", 1, [=, f = taskquad::vectorized(array)] { return ours(f); }, list.front().evaluations});
        list.push_back(of("GSL QAG(21)", 1, number, [=](const auto& g) { return peers::gsl_qag(g, 0, b, tolerance); }));
        c.run(name, 0, exact, list);
    };
    pair(
        "SIMD: exp(-x^2), [0, 10]", [](double x) { return std::exp(-x * x); }, [](const auto& x) { return (-x * x).exp(); }, 10,
        std::sqrt(std::numbers::pi) / 2);
    pair(
        "SIMD: cos, [0, 100]", [](double x) { return std::cos(x); }, [](const auto& x) { return x.cos(); }, 100, std::sin(100.0));
}

/// Computes for so long.
void spend(double ns) {
    const auto begin = clock_type::now();
    while (std::chrono::duration<double, std::nano>(clock_type::now() - begin).count() < ns) {
    }
}

/// The same without looking at the clock, which takes 30 ns: so many steps that each wait for the one before.
double steps(int n) {
    double y = 0.5;
    for (int i = 0; i < n; ++i) y = std::sqrt(y + 1e-3);
    return y;
}

void costly(comparison& c, bool quick) {
    const auto begin = clock_type::now();
    volatile double kept = steps(1'000'000);
    (void)kept;
    const double ns_a_step = std::chrono::duration<double, std::nano>(clock_type::now() - begin).count() / 1e6;
    // More oscillations where more evaluations are needed to see anything.
    for (const double ns : {10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7}) {
        if (quick && ns > 1e4) break;
        const double omega = ns < 50 ? 1'000'000 : ns < 500 ? 100'000 : ns < 5e5 ? 1000 : ns < 5e6 ? 200 : 50;
        const double w = quick ? 1000 : omega;
        const int n = static_cast<int>(ns / ns_a_step);
        const auto f = [=](double x) {
            if (ns < 2000) return std::cos(w * x) + 1 + 0 * steps(n);
            spend(ns);
            return std::cos(w * x) + 1;
        };
        const double exact = std::sin(w) / w + 1;
        std::vector<candidate> list;
        for (const int threads : {1, 2}) {
            const auto ours = [=](const auto& g) { return as_answer(taskquad::integrate(g, {0.0, 1.0}, on(threads))); };
            list.push_back(
                {"taskquad", threads, [=] { return ours(f); }, ours([w](double x) { return std::cos(w * x) + 1; }).evaluations});
        }
        if (ns >= 1e3) list.push_back({"GSL QAG(21)", 1, [=] { return peers::gsl_qag(f, 0, 1, tolerance); }, 0});
        c.run("cos(" + std::to_string(static_cast<int>(w)) + " x) + 1, [0, 1]", ns, exact, list);
    }
}

void write(const std::string& file, const std::vector<figure>& list) {
    std::ofstream out(file);
    out.precision(6);
    out << "[";
    const char* separator = "\n";
    for (const figure& f : list) {
        out << separator << R"( {"problem": ")" << f.problem << R"(", "method": ")" << f.method << R"(", "threads": )" << f.threads
            << R"(, "f_ns": )" << f.f_ns << R"(, "evaluations": )" << f.evaluations << R"(, "seconds": )" << f.seconds
            << R"(, "relative_error": )" << (std::isfinite(f.error) ? f.error : 1e300) << R"(, "converged": )"
            << (f.converged ? "true" : "false") << "}";
        separator = ",\n";
    }
    out << "\n]\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_speed FILE [--quick]\n");
        return 2;
    }
    const bool quick = argc > 2 && std::string(argv[2]) == "--quick";
    comparison c(quick);
    cheap(c);
    simd(c);
    costly(c, quick);
    write(argv[1], c.figures());
    if (c.wrong()) std::printf("ERROR OCCURRED: a wrong answer\n");
    return c.wrong() ? 1 : 0;
}
