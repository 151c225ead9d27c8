/// Ask and tell: an integration whose integrand is evaluated by somebody else.
///
///     taskquad::session<double> s({0.0, pi}, {.absolute_tolerance = 1e-10});
///     while (!s.done()) {
///         for (double x : s.ask(64)) s.tell(x, f(x));
///     }
///     s.result();
///
/// The engine of every other driver, without a driver: it says which abscissae are wanted, and is told values, in any order and
/// from any source: a job queue, MPI, a GPU, another language. It starts no thread and evaluates nothing.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/integrator.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <taskquad/value.hpp>

namespace taskquad {

namespace detail {

/// A session of values taken apart into components.
class flat_session {
public:
    TASKQUAD_EXPORT flat_session(const domain& where, const options& o, std::size_t components, bool complex);
    TASKQUAD_EXPORT flat_session(flat_session&& other) noexcept;
    TASKQUAD_EXPORT flat_session& operator=(flat_session&& other) noexcept;
    TASKQUAD_EXPORT ~flat_session();

    [[nodiscard]] TASKQUAD_EXPORT std::vector<double> ask(std::size_t n);
    TASKQUAD_EXPORT void tell(double x, std::span<const double> components);
    TASKQUAD_EXPORT void fail(double x, std::exception_ptr e);
    TASKQUAD_EXPORT void withdraw(double x);
    [[nodiscard]] TASKQUAD_EXPORT bool done();
    [[nodiscard]] TASKQUAD_EXPORT outcome result() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace detail

/// For one thread at a time. Can be moved, not copied.
template <value Value = double>
class session {
public:
    /// The options mean what they mean to `integrate`, but for
    ///   concurrency  how many evaluations are expected to be in flight at a time. It bounds only the speculation, but for 1, where
    ///                nothing is asked for ahead of the serial algorithm. 0: the largest number that has been asked for and not
    ///                told.
    ///   stop, time_limit, observer   are looked at whenever the session is asked or told something.
    ///   failures.rethrow             is not used: a session ends with status::failed.
    /// Throws std::invalid_argument, naming the option and its value, where one is outside its range.
    explicit session(const domain& where, const options& o = {}) : flat_(where, o, components(), detail::is_complex<Value>) {}

    /// Up to n abscissae at which f is to be evaluated next, the most useful first: those that are needed, then speculative ones.
    /// Each is given out once, unless it is withdrawn or fails. None: nothing can be said before more is told; or all is done.
    [[nodiscard]] std::vector<double> ask(std::size_t n = 1) { return flat_.ask(n); }

    /// f(x) = value, for an x that was asked for or not.
    /// Throws std::invalid_argument where x is not within the domain, where the value has not the size of the others, or where
    /// another value was told of the same x (NaN agrees with NaN); nothing is changed then.
    void tell(double x, const Value& value) {
        const auto s = value_traits<Value>::shape_of(value);
        if constexpr (!value_traits<Value>::fixed) shape_->agree(s, x);
        std::vector<double> list(s.size() * detail::components_of_element<Value>);
        value_traits<Value>::write(value, list.data());
        flat_.tell(x, list);
    }

    /// The evaluation at x has failed; options::failures says what then.
    /// Throws std::invalid_argument where x was not asked for.
    void fail(double x, std::exception_ptr e) { flat_.fail(x, std::move(e)); }

    /// The evaluation at x will never end, since its worker is lost: x may be given out again. Does not count as a failure.
    /// Throws std::invalid_argument where x was not asked for.
    void withdraw(double x) { flat_.withdraw(x); }

    /// Whether no more values are wanted: the integration has converged, or has ended for another reason.
    [[nodiscard]] bool done() { return flat_.done(); }

    /// The result so far, at any time, with its honest error; status::stopped before the end. `calls` counts what was told.
    [[nodiscard]] taskquad::result<Value> result() const { return detail::assembled<Value>(flat_.result(), *shape_); }

private:
    static std::size_t components() {
        if constexpr (!value_traits<Value>::fixed) return 0;
        return value_traits<Value>::shape().size() * detail::components_of_element<Value>;
    }

    detail::flat_session flat_;
    std::shared_ptr<detail::common_shape> shape_ = std::make_shared<detail::common_shape>();
};

}  // namespace taskquad
