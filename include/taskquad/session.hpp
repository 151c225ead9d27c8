/// Ask and tell: an integration whose integrand is evaluated by somebody else.
///
///     taskquad::session<double> s({0.0, pi}, {.absolute_tolerance = 1e-10});
///     while (!s.done()) {
///         for (double x : s.ask(64)) s.tell(x, f(x));
///     }
///     s.result();
///
/// Over a box x is a point, in one of two types, where the number of axes is said by the program or by the box:
///
///     taskquad::session<double, std::array<double, 2>> s(taskquad::box{{0.0, 1.0}, {0.0, 2.0}});
///     while (!s.done()) {
///         for (auto [x, y] : s.ask(64)) s.tell({x, y}, f(x, y));
///     }
///     taskquad::session<double, std::vector<double>> t(some_box);
///
/// The engine of every other driver, without a driver: it says which abscissae are wanted, and is told values, in any order and
/// from any source: a job queue, MPI, a GPU, another language. It starts no thread and evaluates nothing.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <exception>
#include <span>
#include <type_traits>
#include <vector>

#include <taskquad/box.hpp>
#include <taskquad/detail/flat_session.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/detail/point_types.hpp>
#include <taskquad/detail/run.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/points.hpp>
#include <taskquad/result.hpp>
#include <taskquad/value.hpp>

namespace taskquad {

/// For one thread at a time. Can be moved, not copied.
///
/// What the observer throws reaches the caller, as the last thing that a call does: the session is as if the observer had returned,
/// except that `ask` and `overdue` have given nothing out. The call may be made again: what has had its effect has it once. The
/// same holds where memory was exhausted, std::bad_alloc, or a rule or norm has thrown. The values told, and the x that are given
/// out, are never lost.
///
/// X is what f is evaluated at: a number, or, over a box, a point, std::array<double, d> or std::vector<double>.
template <value Value = double, class X = double>
requires std::same_as<X, double> || detail::owns_coordinates<X>
class session {
public:
    /// What f is integrated over: `domain`, or `box`.
    using domain_type = std::conditional_t<std::same_as<X, double>, domain, box>;

    /// The options mean what they mean to `integrate`, but for
    ///   concurrency  how many evaluations are expected to be in flight at a time. It bounds the speculation. 1: nothing is asked
    ///                for ahead of the serial algorithm, either. 0: the largest number that has been asked for and not told.
    ///   stop, time_limit, observer   are looked at whenever the session is asked or told something.
    ///   failures.rethrow             is not used: a session ends with status::failed.
    /// Throws std::invalid_argument, naming the option and its value, where one is outside its range, or where X has not as many
    /// coordinates as the box has axes.
    explicit session(const domain_type& where, const options& o = {})
        : dimension_(dimension_of(where)), flat_(where, o, detail::components_of_all<Value>(), detail::is_complex<Value>) {}

    /// Up to n abscissae at which f is to be evaluated next, the most useful first: those that are needed, then speculative ones.
    /// Each is given out once, unless it is withdrawn or fails. An empty list: nothing can be said before more is told; or all is
    /// done.
    [[nodiscard]] std::vector<X> ask(std::size_t n = 1) { return points_of(flat_.ask(n)); }

    /// f(x) = value, for an x that was asked for or not.
    /// Throws std::invalid_argument where x is not within the domain, where the value has not the size of the others, where another
    /// value was told of the same x (NaN agrees with NaN), or where x is not an abscissa that was asked for, but next to it: within
    /// 1e-9 of the larger limit, on each axis, or what float or 6 digits leave of it. x must come back to the last bit. Nothing is
    /// changed then.
    void tell(const X& x, const Value& value) {
        const detail::components_of_value components(value);
        flat_.tell(coordinates_of(x), components.list, components.shape);
    }

    /// The evaluation at x has failed; options::failures says what then. Ignored where it has failed before, and x has not been
    /// given out since.
    /// Throws std::invalid_argument where x was not asked for, or e is null; nothing is changed then.
    void fail(const X& x, const std::exception_ptr& e) { flat_.fail(coordinates_of(x), e); }

    /// The evaluation at x will never end, since its worker is lost: x may be given out again. Does not count as a failure.
    /// Throws std::invalid_argument where x was not asked for.
    void withdraw(const X& x) { flat_.withdraw(coordinates_of(x)); }

    /// The abscissae that were given out more than `after` ago, and neither told nor failed nor withdrawn since, the longest first:
    /// give each to another worker, too. The clock of each of them begins anew, so that it is not among those of the next call. For
    /// the observer the evaluation goes on. The first value that is told counts. A second one must agree, as `tell` says; where
    /// machines differ in the last digits, do not tell it, or catch what it throws, which changes nothing. `fail` says that nobody
    /// is at x any more: call it when the last of its workers has failed. None where all is done, or `after` is infinite.
    /// Throws std::invalid_argument where `after` is not > 0.
    [[nodiscard]] std::vector<X> overdue(std::chrono::duration<double> after) { return points_of(flat_.overdue(after)); }

    /// Whether no more values are wanted: the integration has converged, or has ended for another reason.
    [[nodiscard]] bool done() { return flat_.done(); }

    /// The result so far, at any time, with its honest error; status::stopped before the end. `calls` counts what was told.
    [[nodiscard]] taskquad::result<Value> result() const {
        return detail::assembled<Value>(flat_.result(), flat_.shape_of_values());
    }

private:
    static std::size_t dimension_of(const domain_type& where) {
        if constexpr (std::same_as<X, double>) {
            return 1;
        } else {
            detail::check_dimension(detail::point_type<X>::dimension, where.dimension());
            return where.dimension();
        }
    }
    static std::span<const double> coordinates_of(const X& x) {
        if constexpr (std::same_as<X, double>) {
            return {&x, 1};
        } else {
            return x;
        }
    }
    [[nodiscard]] std::vector<X> points_of(std::vector<double> coordinates) const {
        if constexpr (std::same_as<X, double>) {
            return coordinates;
        } else {
            const points all(coordinates, dimension_);
            std::vector<X> list;
            for (std::size_t i = 0; i < all.size(); ++i) list.push_back(detail::point_type<X>::from(all[i]));
            return list;
        }
    }

    std::size_t dimension_;
    detail::flat_session flat_;
};

}  // namespace taskquad
