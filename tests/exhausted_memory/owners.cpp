/// Scenarios of what a user owns: integrators with their caches, completions, sessions.
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "scenario.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

double root(double x) { return std::exp(x) + std::sqrt(x); }

template <std::size_t N>
std::vector<double> many(double x) {
    std::vector<double> y(N);
    for (std::size_t i = 0; i < N; ++i) y[i] = std::cos(x * static_cast<double>(1 + i % 7));
    return y;
}

/// What fails once is done once more; the second time nothing fails.
template <class F>
auto again(F&& f) {
    try {
        return f();
    } catch (const std::bad_alloc&) {
        return f();
    }
}

class cache_by_hand final : public subject {
public:
    bits operator()() override {
        bits all;
        again([&] { quad_.cache().clear(); });
        const std::vector<double> some{0.0, 0.25, 0.5, 0.75, 1.0};
        for (const double x : some) {
            const std::vector<double> y = again([&] { return many<100>(x); });
            again([&] { return quad_.cache().insert(x, y); });
        }
        for (const auto& [x, y] : again([&] { return quad_.cache().values(); })) append(all, x), append(all, y.front());
        append(all, static_cast<double>(quad_.cache().size()));
        append(all, again([&] { return quad_({0.0, 1.0}); }));
        append(all, static_cast<double>(quad_.cache().size()));
        return all;
    }
    void check() override { check_cache(quad_.cache(), many<100>); }

private:
    integrator<std::vector<double> (*)(double)> quad_{many<100>, {.rule = simpson(), .concurrency = 1}};
};

/// Two threads on one integrator; the first is late with its first value, so that the second comes to wait for it.
template <class Value>
class two_threads final : public subject {
public:
    explicit two_threads(Value (*f)(double), int concurrency)
        : f_(f), quad_(late{this}, {.relative_tolerance = 1e-3, .rule = simpson(), .concurrency = concurrency}) {}

    bits operator()() override {
        std::optional<std::thread> other;
        bits one, two;
        bool failed = false, other_failed = false;
        {
            const injection::suspended ours;  // a thread that cannot be made says nothing of the library
            other.emplace([&] { other_failed = !attempt(two); });
        }
        failed = !attempt(one);
        other->join();
        if (failed || other_failed) throw std::bad_alloc();
        const injection::suspended ours;
        one.insert(one.end(), two.begin(), two.end());
        return one;
    }
    void check() override { check_cache(quad_.cache(), f_); }

private:
    struct late {
        two_threads* of;
        Value operator()(double x) const {
            if (x == 0 && !of->was_late_.exchange(true)) std::this_thread::sleep_for(5ms);
            return of->f_(x);
        }
    };
    bool attempt(bits& to) {
        try {
            append(to, quad_({0.0, 1.0}));
            return true;
        } catch (const std::bad_alloc&) {
            return false;
        }
    }
    Value (*f_)(double);
    std::atomic<bool> was_late_ = false;
    integrator<late> quad_;
};

/// Completes evaluations on a thread of its own. Nothing may be thrown at it: who owns a completion cannot be expected to know what
/// to do with a bad_alloc of the library's.
template <class Value>
class courier {
public:
    explicit courier(Value (*f)(double)) : f_(f) { jobs_.reserve(1000); }
    courier(const courier&) = delete;
    courier& operator=(const courier&) = delete;
    ~courier() { finish(); }
    /// Completes what it has, and ends; once the integration has ended its values may still come, since nobody waits for them.
    void finish() {
        if (!thread_.joinable()) return;
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        more_.notify_one();
        thread_.join();
    }
    void take(double x, completion<Value> done) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.emplace_back(x, std::move(done));
        }
        more_.notify_one();
    }
    [[nodiscard]] bool was_thrown_at() const { return thrown_at_; }

private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            more_.wait(lock, [this] { return over_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            auto job = std::move(jobs_.back());
            jobs_.pop_back();
            lock.unlock();
            complete(job.first, std::move(job.second));
            lock.lock();
        }
    }
    void complete(double x, completion<Value> done) {
        std::optional<Value> y;
        std::exception_ptr own;
        try {
            y = f_(x);
        } catch (...) {
            own = std::current_exception();
        }
        try {
            y ? done(*y) : done(own);
        } catch (...) {
            thrown_at_ = true;
        }
    }
    Value (*f_)(double);
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<std::pair<double, completion<Value>>> jobs_;
    bool over_ = false;
    std::atomic<bool> thrown_at_ = false;
    std::thread thread_{[this] { run(); }};
};

template <class Value>
class completed_later final : public subject {
public:
    explicit completed_later(Value (*f)(double)) : f_(f), other_(f), quad_(begin{this}, asynchronously) {}
    bits operator()() override {
        bits all;
        append(all, quad_({0.0, 1.0}));
        return all;
    }
    void check() override {
        other_.finish();
        if (other_.was_thrown_at()) throw std::runtime_error("an exception was thrown at the owner of a completion");
        check_cache(quad_.cache(), f_);
    }

private:
    struct begin {
        using value_type = Value;
        completed_later* of;
        static constexpr bool stoppable = false;
        [[nodiscard]] static std::size_t max_in_flight() { return 8; }
        void operator()(double x, completion<Value> done, const std::stop_token& /*stop*/) const {
            of->other_.take(x, std::move(done));
        }
    };
    static inline const options asynchronously{.relative_tolerance = 1e-4, .rule = simpson()};
    Value (*f_)(double);
    courier<Value> other_;
    integrator<begin> quad_;
};

class completed_at_once final : public subject {
public:
    bits operator()() override {
        bits all;
        append(all, quad_({0.0, 1.0}));
        return all;
    }
    void check() override { check_cache(quad_.cache(), root); }

private:
    static void at_once(double x, completion<double> done) { done(root(x)); }
    using begin = asynchronous<void (*)(double, completion<double>), double>;
    integrator<begin> quad_{begin(at_once, {.max_in_flight = 8}), {.relative_tolerance = 1e-4, .rule = simpson()}};
};

/// Asks and tells, and goes on with the same session when memory runs out.
template <class Value>
bits asked_and_told(Value (*f)(double)) {
    const options o{.relative_tolerance = 1e-6, .rule = simpson(), .concurrency = 4};
    auto s = again([&] { return session<Value>({0.0, 1.0}, o); });
    while (!s.done()) {
        const auto wanted = again([&] { return s.ask(4); });
        if (wanted.empty()) throw std::runtime_error("the session is not done, and asks for nothing");
        for (const double x : wanted) {
            const Value y = again([&] { return f(x); });
            again([&] { s.tell(x, y); });
        }
    }
    const auto r = again([&] { return s.result(); });
    bits all;
    append(all, r);
    return all;
}

}  // namespace

std::vector<scenario> scenarios_of_owners() {
    return {
        {"twice",
         [] {
             return std::make_unique<calls_of_one<double (*)(double)>>(root, std::vector<domain>{{0.0, 1.0}, {0.0, 1.0, 2.0}},
                                                                       options{.relative_tolerance = 1e-6, .concurrency = 2});
         }},
        {"vectors",
         [] {
             std::vector<domain> where;
             for (int i = 0; i < 6; ++i) where.push_back({0.0, 1.0 + i});
             return std::make_unique<calls_of_one<std::vector<double> (*)(double)>>(
                 many<100>, std::move(where), options{.relative_tolerance = 1e-3, .concurrency = 1});
         }},
        {"cache", [] { return std::make_unique<cache_by_hand>(); }},
        {"two_threads", [] { return std::make_unique<two_threads<double>>(root, 2); }},
        {"two_threads_vectors", [] { return std::make_unique<two_threads<std::vector<double>>>(many<10'000>, 1); }},
        {"async_at_once", [] { return std::make_unique<completed_at_once>(); }},
        {"async_later", [] { return std::make_unique<completed_later<double>>(root); }},
        {"async_later_vectors", [] { return std::make_unique<completed_later<std::vector<double>>>(many<3>); }},
        {"session", [] { return subject_of([] { return asked_and_told<double>(root); }); }},
        {"session_vectors", [] { return subject_of([] { return asked_and_told<std::vector<double>>(many<3>); }); }},
    };
}
