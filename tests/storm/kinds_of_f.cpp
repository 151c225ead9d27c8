// What f is, and what it does.
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_reduce.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "storm/kinds.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

void plain(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    w.one([&] { return integrate(g, unit, w.o); }, g);
}

void delayed(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    w.one([&] { return integrate([&](double x) { return weather::gust(), g(x); }, unit, w.o); }, g);
}

/// Told by its value, since a session knows no distances.
void distances(weather& w) {
    w.o.rule = gauss_kronrod(21);
    const auto f = [&](argument at) { return std::exp(w.k * at.x) + std::sqrt(at.from_a); };
    const auto r = integrate(f, unit, w.o);
    const double exact = std::expm1(w.k) / w.k + 2.0 / 3;
    if (r.converged() && !(std::abs(r.value - exact) <= r.error + 1e-12)) w.wrong("not right within its error");
    if (r.status == status::stopped && !w.may_stop) w.wrong("nobody asked for a stop");
}

void stop_token(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    const auto f = [&](double x, const std::stop_token& stop) {
        for (int i = 0; i < 20 && !stop.stop_requested(); ++i) weather::gust();
        return stop.stop_requested() ? -1e9 : g(x);
    };
    w.one([&] { return integrate(f, unit, w.o); }, g);
}

void in_batches(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    const auto f = batch(
        [&](std::span<const double> x, std::span<double> y) {
            weather::gust();
            std::ranges::transform(x, y.begin(), g);
        },
        {.max_batch = static_cast<std::size_t>(1 + w.random.below(40))});
    w.one([&] { return integrate(f, unit, w.o); }, g);
}

void vectors(weather& w) {
    const auto g = [&](double x) { return std::vector<double>{w.g(x), std::cos(x), x}; };
    integrator quad([&](double x) { return weather::gust(), g(x); }, w.o);
    w.one([&] { return quad(unit); }, g);
    w.check_cache(quad.cache(), g);
}

void one_at_a_time(weather& w) {
    std::atomic<int> inside = 0;
    const auto g = [&](double x) { return w.g(x); };
    const auto f = serial([&](double x) {
        if (++inside > 1) w.wrong("two calls of a serial f at a time");
        weather::gust();
        --inside;
        return g(x);
    });
    w.one([&] { return integrate(f, unit, w.o); }, g);
}

void for_each_worker(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    w.one(
        [&] { return integrate(per_worker([&] { return [&, last = 0.0](double x) mutable { return g(last = x); }; }), unit, w.o); },
        g);
}

double sum_in_parallel(int n) {
    return tbb::parallel_reduce(
        tbb::blocked_range<int>(0, n), 0.0, [](const auto& r, double sum) { return sum + static_cast<double>(r.size()); },
        std::plus<>{});
}

void parallel_reduce(weather& w) {
    const auto g = [&](double x) { return 64 * w.g(x); };
    integrator quad([&](double x) { return sum_in_parallel(64) * w.g(x); }, w.o);
    w.one([&] { return quad(unit); }, g);
    w.check_cache(quad.cache(), g);
}

void arena_for_the_call(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    const auto f = [&](double x) {
        std::atomic<int> done = 0;
        tbb::task_arena(2).execute([&] { tbb::parallel_for(0, 8, [&](int) { ++done; }); });
        return done == 8 ? g(x) : -1e9;
    };
    w.o.max_evaluations = 200;  // an arena costs a hundred times a plain f
    w.one([&] { return integrate(f, unit, w.o); }, g);
}

/// The inner integral over [0, 1] of exp(x y): also by a reference, since in a task that is cancelled it would not be one.
void nested(weather& w) {
    const options inner{.relative_tolerance = 1e-9, .concurrency = w.random.below(3)};
    const auto g = [&](double x) { return reference([x](double y) { return std::exp(x * y); }, unit, inner).value; };
    const auto f = [&](double x) { return integrate([x](double y) { return std::exp(x * y); }, unit, inner).value; };
    w.o.max_evaluations = 100;
    w.one([&] { return integrate(f, unit, w.o); }, g);
}

/// An outer integral whose evaluations share an inner integrator, the values of which take some work of oneTBB's.
void over_shared(weather& w, const std::function<void()>& work, int most_slots = 4) {
    const options inner{
        .relative_tolerance = 1e-6, .rule = clenshaw_curtis(9), .concurrency = w.random.below(2) == 0 ? 0 : most_slots};
    const auto cosine = [](double y) { return std::cos(y); };
    integrator quad(
        [&](double y) {
            work();
            return cosine(y);
        },
        inner);
    w.o.max_evaluations = 100;
    w.o.cost_of_f = grain::points;
    w.one(
        [&] {
            return integrate([&](double x) { return quad({0.0, 1.0, 1.0 + x}).value; }, unit, w.o);
        },
        [&](double x) {
            return reference(cosine, {0.0, 1.0, 1.0 + x}, inner).value;
        });
    w.check_cache(quad.cache(), cosine);
}

void some_work() {
    tbb::parallel_for(0, 8, [](int) { weather::gust(); });
}

void nested_shared(weather& w) { over_shared(w, some_work); }

void flow_graph(weather& w) {
    over_shared(w, [] {
        tbb::flow::graph graph;
        tbb::flow::function_node<int> node(graph, tbb::flow::unlimited, [](int) {
            weather::gust();
            return tbb::flow::continue_msg();
        });
        for (int i = 0; i < 8; ++i) node.try_put(i);
        graph.wait_for_all();
    });
}

/// The arena that everything happens in: the call, and what f does. Not from arenas of the integrations' own: all slots may be
/// taken by threads that wait for an f which waits for a slot.
void same_arena(weather& w) {
    static tbb::task_arena arena(8);
    w.o.concurrency = std::min(w.o.concurrency, 1);
    arena.execute([&] {
        over_shared(
            w, [] { arena.execute(some_work); }, 1);
    });
}

/// An arena of few slots that all evaluations share.
void shared_arena(weather& w) {
    static tbb::task_arena arena(4);
    over_shared(w, [] { arena.execute(some_work); });
}

/// f(x) = 1 + the integral of f over [0, x / 2], whose work enters an arena: no circle.
void recursion(weather& w) {
    static tbb::task_arena arena(4);
    std::function<double(double)> body;
    integrator quad([&](double x) { return body(x); },
                    {.absolute_tolerance = 1e-5, .relative_tolerance = 0, .rule = simpson(), .concurrency = w.random.below(3)});
    body = [&](double x) {
        arena.execute(some_work);
        return x < 1e-3 ? 1 + x / 2 : 1 + quad({0.0, x / 2}).value;
    };
    double exact = 0, c = 1;
    for (int i = 0; i < 30; ++i) exact += c / (i + 1), c /= (i + 1) * std::ldexp(1.0, i + 1);
    try {
        const auto r = quad(unit);
        if (r.converged() && std::abs(r.value - exact) > 1e-3) w.wrong("the recursion is not right");
        if (!r.converged() && !w.may_stop) w.wrong("the recursion has not converged");
    } catch (const std::exception& e) {
        w.wrong(e.what());
    }
}

constexpr kind all[] = {{"plain", plain},
                        {"delayed", delayed},
                        {"distances", distances},
                        {"stop_token", stop_token},
                        {"batch", in_batches},
                        {"vectors", vectors},
                        {"serial", one_at_a_time},
                        {"per_worker", for_each_worker},
                        {"parallel_reduce", parallel_reduce},
                        {"own_arena", arena_for_the_call},
                        {"nested", nested},
                        {"nested_shared", nested_shared},
                        {"flow_graph", flow_graph},
                        {"same_arena", same_arena},
                        {"shared_arena", shared_arena},
                        {"recursion", recursion}};

}  // namespace

std::span<const kind> kinds_of_f() { return all; }
