/// Asynchronous integrands: f is given x and a completion, and returns at once; the value comes later, from anywhere.
///
///     auto f = taskquad::async([&](double x, taskquad::completion<double> done) {
///         queue.submit(x, [done = std::move(done)](double y) mutable { done(y); });
///     }, {.max_in_flight = 10'000});
///     taskquad::integrate(f, {0.0, 1.0});
///
/// Over a box f takes a point, as a std::array or in another way of integrand.hpp, in the place of x; what a std::span refers to is
/// there as long as the completion.
///
/// No thread waits for a value, and so the number of evaluations in flight does not depend on the number of threads.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <taskquad/detail/forms_over_boxes.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/values.hpp>
#include <taskquad/export.hpp>

namespace taskquad {

/// The promise of one value f(x). Can be moved, not copied; called once, from any thread, inside or outside oneTBB, before or after
/// f has returned, and even after the integration has ended: the value then goes to the cache. Destroyed without having been
/// called, it is a failure, std::runtime_error, at this x.
template <class Value = double>
class completion {
public:
    /// For the library.
    completion(std::shared_ptr<detail::pending> p, double x) : pending_(std::move(p)), x_(x) {}
    completion(completion&& other) noexcept = default;
    completion& operator=(completion&& other) noexcept {
        if (this != &other) {
            drop();
            pending_ = std::move(other.pending_);
            x_ = other.x_;
        }
        return *this;
    }
    ~completion() { drop(); }

    /// f(x) = value. Throws std::logic_error where the completion has been called before, or moved from, and nothing else: a value
    /// of another size than those before is a failure, std::invalid_argument, at this x, and so is whatever value_traits throws.
    void operator()(const Value& value) {
        const auto p = take();
        if constexpr (std::same_as<Value, double>) {
            p->settle({&value, 1});
        } else {
            try {
                const detail::components_of_value components(value);
                if constexpr (!value_traits<Value>::fixed) p->agree(components.shape, x_);
                p->settle(components.list);
            } catch (...) {
                p->fail(std::current_exception());
            }
        }
    }
    /// The evaluation has failed with e, which must not be null. Throws std::logic_error as above.
    void operator()(std::exception_ptr e) {
        if (!e) throw std::logic_error("taskquad: completion: the exception is null");
        take()->fail(std::move(e));
    }

private:
    std::shared_ptr<detail::pending> take() {
        if (!pending_) throw std::logic_error("taskquad: completion: called twice, or moved from");
        return std::move(pending_);
    }
    void drop() noexcept {
        if (const auto p = std::move(pending_)) p->drop();
    }

    std::shared_ptr<detail::pending> pending_;
    double x_ = 0;
};

struct async_limits {
    /// The largest number of abscissae in flight, >= 1; takes the place of options::concurrency.
    std::size_t max_in_flight = 64;
    /// An evaluation that takes longer is begun again, for its worker may be lost, or slow: f is called once more with the same x,
    /// and another completion. > 0; infinite: never. The first value counts. A failure, or a completion that is dropped, counts
    /// where no other call for this x is still out. What comes later is ignored. Each call has this time, and is counted by
    /// result::calls; it takes no place of another abscissa in flight. An observer sees the call that has counted.
    std::chrono::duration<double> overdue = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    /// How often f is called for one x, the first time included, >= 1; anew where options::failures::retries says so. The last call
    /// has no limit: set options::time_limit, too, where all of them may be lost.
    int tries = 2;
};

namespace detail {

/// Throws std::invalid_argument, naming the limit and its value, where one is outside its range.
TASKQUAD_EXPORT void check(const async_limits& limits);

}  // namespace detail

/// An f(x, completion) or f(x, completion, std::stop_token) of a number x.
template <class F, class Value = double>
concept async_function_of_number =
    std::invocable<F&, double, completion<Value>> || std::invocable<F&, double, completion<Value>, std::stop_token>;
/// The same, where x may be a point of several coordinates.
template <class F, class Value = double>
concept async_function = async_function_of_number<F, Value> || detail::takes_point<F, completion<Value>>;

/// What `async` makes.
template <class F, value Value>
class asynchronous {
public:
    using value_type = Value;
    asynchronous(F f, async_limits limits) : f_(std::move(f)), limits_(limits) {
        detail::refuse_null(f_, "async: f");
        detail::check(limits);
    }
    [[nodiscard]] std::size_t max_in_flight() const noexcept { return limits_.max_in_flight; }
    [[nodiscard]] std::chrono::duration<double> overdue() const noexcept { return limits_.overdue; }
    [[nodiscard]] int tries() const noexcept { return limits_.tries; }
    /// Whether f takes a stop token, too, after a number x or after a point.
    static constexpr bool stoppable = std::invocable<F&, double, completion<Value>, std::stop_token>;
    static constexpr bool stoppable_at_point() { return detail::takes_stop_token_after_point<F, completion<Value>>; }
    /// How many coordinates f takes, where it says so; else 0.
    static constexpr std::size_t dimension() { return detail::way_of<F, completion<Value>>::dimension; }

    template <std::same_as<double> X>
    requires async_function_of_number<F, Value>
    void operator()(X x, completion<Value> done, const std::stop_token& stop) const {
        if constexpr (stoppable) {
            std::invoke(f_, x, std::move(done), stop);
        } else {
            std::invoke(f_, x, std::move(done));
        }
    }

    template <std::same_as<std::span<const double>> X>
    requires detail::takes_point<F, completion<Value>>
    void operator()(X x, completion<Value> done, const std::stop_token& stop) const {
        using way = detail::way_of<F, completion<Value>>;
        if constexpr (stoppable_at_point()) {
            way::call(f_, x, std::move(done), stop);
        } else {
            way::call(f_, x, std::move(done));
        }
    }

private:
    mutable F f_;
    async_limits limits_;
};

/// Makes an integrand of a function that completes later; of values of another type by `async<V>(f)`. f is called by the thread
/// that called `integrate`, one call at a time; that thread sleeps while nothing has arrived, and evaluates nothing. When the
/// integration has ended, be it that it has converged or was stopped, evaluations still in flight are not awaited; their
/// abscissae stay claimed in the cache until they complete. What f throws is a failure at its x. Throws std::invalid_argument where
/// a limit is outside its range, or f is a null pointer or an empty function object.
template <value Value = double, class F>
requires async_function<std::decay_t<F>, Value> asynchronous<std::decay_t<F>, Value> async(F&& f, async_limits limits = {}) {
    return {std::forward<F>(f), limits};
}

}  // namespace taskquad
