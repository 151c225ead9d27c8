// What is done with an integration: it fails, is stopped, cancelled, shared, completed by others, asked and told.
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_group.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storm/kinds.hpp"
#include "tasks/tsan.hpp"

using namespace taskquad;

namespace {

void throws(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    std::atomic<int> left = 1 + w.random.below(150);
    w.o.failures = {.retries = w.random.below(2), .rethrow = w.random.below(2) == 0};
    w.may_throw = w.o.failures.rethrow;
    w.may_fail = !w.o.failures.rethrow;
    const bool lasting = w.random.below(2) == 0;
    integrator quad(
        [&](double x) {
            const int now = --left;
            if (now == 0 || (lasting && now < 0 && now > -4)) throw thrown{};
            return g(x);
        },
        w.o);
    for (int i = 0; i < 2; ++i) w.one([&] { return quad(unit); }, g);
    w.check_cache(quad.cache(), g);
}

void not_finite(weather& w) {
    const auto g = [&](double x) { return x == 0.5 ? std::nan("") : w.g(x); };
    w.o.failures.drop_non_finite = w.random.below(2) == 0;
    w.one([&] { return integrate(g, unit, w.o); }, g);
}

void stops(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    std::stop_source source;
    w.o.stop = source.get_token();
    w.may_stop = true;
    std::atomic<int> left = 1 + w.random.below(200);
    w.one(
        [&] {
            return integrate(
                [&](double x) {
                    if (--left == 0) source.request_stop();
                    return g(x);
                },
                unit, w.o);
        },
        g);
}

/// Says stop after so many events.
class impatient final : public observer {
public:
    explicit impatient(int left) : left_(left) {}
    verdict on_evaluation(const evaluation& /*e*/) override { return one_less(); }
    verdict on_estimate(const segment<>& /*s*/) override { return one_less(); }
    verdict on_split(const segment<>& /*left*/, const segment<>& /*right*/) override { return one_less(); }
    verdict on_progress(const progress& /*p*/) override { return one_less(); }

private:
    verdict one_less() { return --left_ < 0 ? verdict::stop : verdict::proceed; }
    int left_;
};

void observed(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    impatient watching(w.random.below(400));
    w.o.observer = &watching;
    w.may_stop = true;
    w.one([&] { return integrate(g, unit, w.o); }, g);
}

void cancelled(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    integrator quad([&](double x) { return weather::gust(), g(x); }, w.o);
    w.may_stop = true;
    tbb::task_group group;
    TASKQUAD_TSAN_RELEASE(&quad);
    group.run([&] {
        TASKQUAD_TSAN_ACQUIRE(&quad);
        w.one([&] { return quad(unit); }, g);
        TASKQUAD_TSAN_RELEASE(&quad);
    });
    std::this_thread::sleep_for(std::chrono::microseconds(w.random.below(500)));
    group.cancel();
    group.wait();
    TASKQUAD_TSAN_ACQUIRE(&quad);
    w.check_cache(quad.cache(), g);
}

/// Three threads and four tasks on one integrator, and, if so, somebody who clears its cache all the time.
void many_calls(weather& w, bool clears) {
    const auto g = [&](double x) { return w.g(x); };
    integrator quad([&](double x) { return weather::gust(), g(x); }, w.o);
    const auto call = [&] { w.one([&] { return quad(unit); }, g); };
    {
        std::jthread clearing;
        if (clears) {
            clearing = std::jthread([&](const std::stop_token& over) {
                while (!over.stop_requested()) {
                    quad.cache().clear();
                    std::this_thread::sleep_for(std::chrono::microseconds(50));
                }
            });
        }
        std::vector<std::jthread> threads(2);
        for (auto& t : threads) t = std::jthread(call);
        TASKQUAD_TSAN_RELEASE(&quad);
        tbb::parallel_for(0, 4, [&](int) {
            TASKQUAD_TSAN_ACQUIRE(&quad);
            call();
            TASKQUAD_TSAN_RELEASE(&quad);
        });
        TASKQUAD_TSAN_ACQUIRE(&quad);
    }
    w.check_cache(quad.cache(), g);
}
void shared(weather& w) { many_calls(w, false); }
void cleared(weather& w) { many_calls(w, true); }

/// Does what it is given later, by one of two threads, out of order; for the whole program, so that evaluations outlive their
/// integrations.
class post_office {
public:
    void operator()(std::function<void()> job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        more_.notify_one();
    }

private:
    void run(const std::stop_token& over, std::uint64_t seed) {
        random_numbers random(seed);
        std::unique_lock lock(mutex_);
        while (more_.wait(lock, over, [this] { return !jobs_.empty(); })) {
            std::swap(jobs_[static_cast<std::size_t>(random.below(static_cast<int>(jobs_.size())))], jobs_.back());
            const auto job = std::move(jobs_.back());
            jobs_.pop_back();
            lock.unlock();
            weather::gust();
            job();
            lock.lock();
        }
    }
    std::mutex mutex_;
    std::condition_variable_any more_;
    std::vector<std::function<void()>> jobs_;
    std::jthread one_{[this](const std::stop_token&over) { run(over, 1); }},
        two_{[this](const std::stop_token&over) { run(over, 2); }};
};

/// A completion comes at once, late, twice, never, or with a failure; also when nobody waits for it any more.
void completed_by_others(weather& w) {
    static post_office office;
    const auto g = [k = w.k](double x) { return std::exp(k * x) + std::sqrt(x); };
    struct fate {
        fate(std::uint64_t seed, bool t) : lots(seed), trouble(t) {}
        random_numbers lots;
        bool trouble;
        std::atomic<int> refused = 0, accepted_twice = 0;
    };
    const auto of = std::make_shared<fate>(static_cast<std::uint64_t>(w.random.below(1 << 30)), w.random.below(3) == 0);
    w.o.failures = {.retries = w.random.below(3), .rethrow = w.random.below(2) == 0};
    w.may_throw = w.may_lose = of->trouble && w.o.failures.rethrow;
    w.may_fail = of->trouble && !w.o.failures.rethrow;
    const auto begin = [of, g](double x, completion<double> done) {
        const int lot = of->lots.below(200);
        if (lot < 20) return done(g(x));
        const auto late = std::make_shared<completion<double>>(std::move(done));
        office([=] {
            if (of->trouble && lot == 199) return;
            if (of->trouble && lot == 198) return (*late)(std::make_exception_ptr(thrown{}));
            (*late)(g(x));
            if (lot > 40) return;
            try {
                (*late)(-1e9);
                ++of->accepted_twice;
            } catch (const std::logic_error&) {
                ++of->refused;
            }
        });
    };
    integrator quad(async(begin, {.max_in_flight = static_cast<std::size_t>(1 + w.random.below(100))}), w.o);
    for (int i = 0; i < 2; ++i) w.one([&] { return quad(unit); }, g);
    w.check_cache(quad.cache(), g);
    if (of->accepted_twice > 0) w.wrong("a second completion was accepted");
    w.count("second completions refused", of->refused);
}

/// Answers out of order, twice, given back, unasked for.
void asked_and_told(weather& w) {
    const auto g = [&](double x) { return w.g(x); };
    const auto right = reference(g, unit, w.o);
    w.o.time_limit = std::chrono::hours(1);
    session<> s(unit, w.o);
    std::vector<double> open;
    while (!s.done()) {
        for (const double x : s.ask(static_cast<std::size_t>(1 + w.random.below(20)))) open.push_back(x);
        if (open.empty()) return w.wrong("the session is not done, and asks for nothing");
        std::swap(open[static_cast<std::size_t>(w.random.below(static_cast<int>(open.size())))], open.back());
        const double x = open.back();
        open.pop_back();
        const int lot = w.random.below(50);
        if (lot == 0) {
            s.withdraw(x);
            continue;
        }
        if (lot == 1) {
            const double unasked = w.random.uniform();
            s.tell(unasked, g(unasked));
        }
        s.tell(x, g(x));
        if (lot == 2) s.tell(x, g(x));
    }
    const auto r = s.result();
    if (!same_bits(r.value, right.value) || !same_bits(r.error, right.error)) w.wrong("not the bits of the reference");
}

constexpr kind all[] = {{"throws", throws},     {"not_finite", not_finite},     {"stops", stops},
                        {"observed", observed}, {"cancelled", cancelled},       {"shared", shared},
                        {"cleared", cleared},   {"async", completed_by_others}, {"session", asked_and_told}};

}  // namespace

std::span<const kind> kinds_of_use() { return all; }
