#include <taskquad/principal_value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/detail/end_from_outside.hpp>
#include <taskquad/integrator.hpp>

#include "composed/ends_of_parts.hpp"
#include "composed/observer_of_parts.hpp"
#include "problem/failure.hpp"
#include "problem/messages.hpp"
#include "regions/first_estimates.hpp"
#include "values/recorder.hpp"

namespace taskquad::detail {

namespace {

/// How much the end of a part says of the whole. Of those that only miss the tolerance, the first counts.
composed::end_of_part weight(status s) {
    const auto end = composed::end_of(s);
    return end == composed::end_of_part::limited ? composed::end_of_part::inexact : end;
}

/// What has been used is taken off; one is left always, for the first estimates.
std::uint64_t rest(std::uint64_t limit, std::uint64_t used) { return limit > used ? limit - used : 1; }

void check_pole(const domain& where, double c) {
    const auto points = where.points();
    const double a = points.front(), b = points.back();
    const auto refuse = [](const std::string& what) { throw std::invalid_argument("taskquad: principal value: " + what); };
    if (!std::isfinite(a) || !std::isfinite(b)) refuse("the domain is infinite");
    if (points.size() > 2) refuse("the domain has breakpoints, which are not supported here");
    if (!(a < c && c < b))
        refuse("c is " + problem::text(c) + ", must be inside (" + problem::text(a) + ", " + problem::text(b) + ")");
}

/// An integral over x made of integrals over t = |x - c|, one after the other; what becomes of it when one of them is in trouble.
class sum_of_parts {
public:
    sum_of_parts(const std::function<double(double)>& f, double c, const options& o)
        : f_(f), c_(c), options_(o), log_(o.journal, nullptr) {
        log_.begin({.coordinates = 1, .components = 1, .complex = false}, nullptr);
        log_.verify_what_is_wanted();
        if (o.observer != nullptr) of_parts_.emplace(*o.observer);
    }

    /// f(x), for an integrand at t. From several threads.
    double evaluate(double t, double x) {
        double y = 0;
        try {
            y = log_.value_of({&x, 1}, [&] { return f_(x); });
        } catch (...) {
            in_trouble(t, x);
            throw;
        }
        if (std::isfinite(y)) return y;
        in_trouble(t, x);
        // Not left to the integration, whose message would name t.
        if (options_.failures.non_finite) std::rethrow_exception(problem::non_finite_failure({&x, 1}, y));
        return y;
    }

    /// Integrates the next part, under the options that are left for it, unless the one before was ended from outside; evaluations
    /// that are `reserved` for later parts are not. Where its integrand, but not f, is in trouble, that is at x = c + side t.
    template <class Integrand>
    void add(int side, const domain& over, std::uint64_t reserved, Integrand&& integrand) {
        if (composed::end_of(r_.status) == composed::end_of_part::from_outside) {
            r_.value = std::numeric_limits<double>::quiet_NaN();
            r_.error = std::numeric_limits<double>::infinity();
            return;
        }
        const result<> p = integrate(integrand, over, left(reserved));
        log_.check();
        r_.value += p.value;
        r_.error += p.error;
        r_.add_work_of(p);
        if (weight(p.status) <= weight(r_.status)) return;
        composed::end_as(r_, p);
        r_.non_finite_at = x_of(p.non_finite_at, side);
        r_.not_reproducible_at = x_of(p.not_reproducible_at, side);
        r_.failed_at = x_of(p.failed_at, side);
    }

    /// Of all parts.
    result<> finished(bool reversed) {
        if (reversed) r_.value = -r_.value;
        log_.flush();
        r_.elapsed = end_.elapsed();
        if (options_.observer != nullptr) options_.observer->on_end(r_);
        return r_;
    }

private:
    void in_trouble(double t, double x) {
        const std::lock_guard lock(mutex_);
        troubles_.emplace_back(t, x);
    }

    /// NaN for NaN.
    [[nodiscard]] double x_of(double t, int side) const {
        const auto is_there = [t](const auto& trouble) { return trouble.first == t; };
        const auto found = std::find_if(troubles_.rbegin(), troubles_.rend(), is_there);
        return found != troubles_.rend() ? found->second : c_ + side * t;
    }

    [[nodiscard]] options left(std::uint64_t reserved) {
        options o = options_;
        o.absolute_tolerance /= 2;
        o.max_evaluations = rest(o.max_evaluations, r_.evaluations + reserved);
        o.max_segments = rest(o.max_segments, r_.segments);
        o.time_limit = end_.left();
        o.keep_partition = false;
        o.journal = nullptr;  // it is about f of x
        if (of_parts_) o.observer = &*of_parts_;
        return o;
    }

    const std::function<double(double)>& f_;
    double c_;
    const options& options_;
    values::recorder log_;
    end_from_outside end_{options_};
    std::optional<composed::observer_of_parts> of_parts_;
    result<> r_{{.status = status::converged}};

    std::mutex mutex_;
    std::vector<std::pair<double, double>> troubles_;  ///< t, and the x at which f was in trouble there; the last one counts
};

}  // namespace

result<> integrate_principal_value(const std::function<double(double)>& f, const domain& where, double c, const options& o) {
    check(o);
    check_pole(where, c);
    const double a = where.points().front(), b = where.points().back();
    const double shorter = std::min(c - a, b - c), longer = std::max(c - a, b - c);
    const domain symmetric{0.0, shorter}, beyond{shorter, longer};
    const std::uint64_t first_beyond = regions::evaluations_of_first_estimates(beyond, o);
    regions::check_budget(o.max_evaluations, regions::evaluations_of_first_estimates(symmetric, o) + first_beyond);
    sum_of_parts all(f, c, o);
    all.add(1, symmetric, first_beyond, [&](double t) {
        const double above = all.evaluate(t, c + t), below = all.evaluate(t, c - t);
        return (above - below) / t;
    });
    if (longer > shorter) {
        const int side = b - c > shorter ? 1 : -1;
        all.add(side, beyond, 0, [&](double t) { return all.evaluate(t, c + side * t) / (side * t); });
    }
    return all.finished(where.reversed());
}

}  // namespace taskquad::detail
