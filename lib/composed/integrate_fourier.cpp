#include <taskquad/fourier.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/detail/end_from_outside.hpp>
#include <taskquad/detail/parallel_loop.hpp>
#include <taskquad/tolerance.hpp>

#include "composed/ends_of_parts.hpp"
#include "composed/observer_of_parts.hpp"
#include "composed/wynn.hpp"
#include "problem/messages.hpp"
#include "regions/first_estimates.hpp"

namespace taskquad::detail {

namespace {

/// Integrals computed at the same time, always, so that the result does not depend on the number of workers.
constexpr std::size_t block = 8;

/// Sums of more integrals than that are taken not to converge.
constexpr std::size_t most_integrals = 400;

/// Of the tolerance, for the errors of the integrals; the k-th gets (1 - p) p^k of it, p = 0.9, as in QUADPACK.
constexpr double share = 0.5, p = 0.9;

void check_arguments(double a, double omega) {
    if (!std::isfinite(a))
        throw std::invalid_argument("taskquad: integrate_fourier: a is " + problem::text(a) + ", must be finite");
    if (!std::isfinite(omega) || omega == 0)
        throw std::invalid_argument("taskquad: integrate_fourier: omega is " + problem::text(omega) + ", must be finite and not 0");
}

class half_line {
public:
    half_line(const detail::one_integral& integral, double a, fourier kind, double omega, const options& o)
        : integral_(integral),
          a_(a),
          period_((2 * std::floor(std::abs(omega) * o.scale) + 1) * std::numbers::pi / std::abs(omega)),
          options_(o),
          tolerance_(o.tolerance()),
          observer_(o.observer),
          end_(o),
          at_the_same_time_(o.concurrency, end_) {
        options_.rule = fourier_rule(kind, omega);
        options_.initial_segments = 1;
        options_.keep_partition = false;
        options_.verify = o.verify.value_or(0);  // that one of many ends at its rounding says nothing of f
        if (o.observer != nullptr) options_.observer = &of_parts_.emplace(*o.observer);
        if (o.concurrency > 1) options_.concurrency = 0;  // of this integral's arena
        first_estimate_ = regions::evaluations_of_first_estimates({a, a + period_}, options_);
        regions::check_budget(o.max_evaluations, block * first_estimate_);
    }

    result<> operator()() {
        std::optional<status> ended;
        while (!(ended = compute_next_block())) {
            extrapolate_parts();
            if (does_not_fall_off()) return finished(status::divergent);
            if (accepted()) return finished(status::converged);
            if (errors_ > share * tolerance_.target(r_.value)) {
                // They were computed to their own size, and cancel; or cannot be better.
                const auto loose = which_are_loose();
                if ((ended = compute(loose))) break;
                extrapolate_parts();
                if (accepted()) return finished(status::converged);
                if (loose.empty() && of_limit_ <= errors_ && !has_level_tail(block / 2)) return finished(status::roundoff);
            }
            if (parts_.size() >= most_integrals) return finished(status::divergent);
        }
        return finished(*ended);
    }

private:
    [[nodiscard]] static double part_of_tolerance(std::size_t k) { return share * (1 - p) * std::pow(p, static_cast<double>(k)); }

    std::optional<status> compute_next_block() {
        std::vector<std::size_t> next(block);
        std::iota(next.begin(), next.end(), parts_.size());
        parts_.resize(parts_.size() + block);
        return compute(next);
    }

    /// None: done.
    std::optional<status> compute(const std::vector<std::size_t>& which) {
        if (which.empty()) return {};
        options o = options_;
        o.max_evaluations = (budget_ - std::min(budget_, r_.calls)) / which.size();
        if (o.max_evaluations < first_estimate_) return status::evaluation_limit;
        std::vector<std::optional<result<>>> made(which.size());
        const auto ended = at_the_same_time_(which.size(), [&](std::size_t i) {
            options mine = o;
            mine.time_limit = end_.left();  // those that begin later have less
            const std::size_t k = which[i];
            // The first ones, each to its own size; then, to that of the sum.
            mine.absolute_tolerance = (known_ ? tolerance_.target(r_.value) : tolerance_.absolute) * part_of_tolerance(k);
            mine.relative_tolerance = known_ ? 0 : tolerance_.relative * share * (1 - p);
            const auto n = static_cast<double>(k);
            made[i] = integral_(a_ + n * period_, a_ + (n + 1) * period_, mine);
        });
        for (std::size_t i = 0; i < which.size(); ++i) {
            if (made[i]) put(which[i], *std::move(made[i]));
        }
        if (ended) return ended;
        const auto is_bad = [&](std::size_t k) { return composed::end_of(parts_[k].status) > composed::end_of_part::inexact; };
        if (const auto bad = std::ranges::find_if(which, is_bad); bad != which.end()) {
            composed::end_as(r_, parts_[*bad]);
            return r_.status;
        }
        if (r_.calls >= budget_) return status::evaluation_limit;
        return {};
    }

    /// The k-th integral, perhaps in the place of a less exact one.
    void put(std::size_t k, result<>&& part) {
        r_.add_work_of(part);
        obtained_ += part.evaluations + part.speculative - part.reused;
        r_.evaluations -= parts_[k].evaluations;
        r_.segments -= parts_[k].segments;
        parts_[k] = std::move(part);
    }

    void extrapolate_parts() {
        std::vector<double> sums;
        double sum = 0;
        errors_ = 0;
        for (const result<>& part : parts_) {
            sums.push_back(sum += part.value);
            errors_ += part.error;
        }
        const auto limit = composed::extrapolate(sums);
        known_ = true;
        r_.value = limit.value;
        of_limit_ = limit.error;
        r_.error = of_limit_ + errors_;
    }

    [[nodiscard]] std::vector<std::size_t> which_are_loose() const {
        std::vector<std::size_t> which;
        for (std::size_t k = 0; k < parts_.size(); ++k) {
            const bool loose = parts_[k].error > tolerance_.target(r_.value) * part_of_tolerance(k);
            if (loose && parts_[k].converged()) which.push_back(k);
        }
        return which;
    }

    /// The largest of n integrals, the last of which is followed by `from_end` others.
    [[nodiscard]] double largest(std::size_t n, std::size_t from_end) const {
        double most = 0;
        for (std::size_t i = 1; i <= n; ++i) most = std::max(most, std::abs(parts_[parts_.size() - from_end - i].value));
        return most;
    }

    /// Those that came last are as large as as many before, and of weight.
    [[nodiscard]] bool has_level_tail(std::size_t n) const {
        return largest(n, 0) >= largest(n, n) * (1 - 1e-10) && !tolerance_.accepts(r_.value, largest(n, 0));
    }
    [[nodiscard]] bool does_not_fall_off() const { return parts_.size() >= 2 * block && has_level_tail(block); }

    /// Sums of what does not fall off may have a limit by extrapolation. One block is not enough to tell.
    [[nodiscard]] bool accepted() const { return tolerance_.accepts(r_.value, r_.error) && !has_level_tail(block / 2); }

    result<> finished(status s) {
        r_.status = s;
        if (!known_) r_.value = std::numeric_limits<double>::quiet_NaN();
        if (!known_ || s == status::divergent) r_.error = std::numeric_limits<double>::infinity();
        r_.reused = 0;  // what was computed once more took its values from what this call had computed
        r_.speculative = obtained_ - r_.evaluations;
        r_.elapsed = end_.elapsed();
        if (observer_ != nullptr) observer_->on_end(r_);
        return r_;
    }

    const detail::one_integral& integral_;
    double a_, period_;
    options options_;
    tolerance tolerance_;
    observer* observer_;
    std::optional<composed::observer_of_parts> of_parts_;
    detail::end_from_outside end_;
    detail::parallel_loop at_the_same_time_;
    std::uint64_t budget_ = options_.max_evaluations, first_estimate_ = 0;  ///< evaluations; the latter those of one integral
    std::vector<result<>> parts_;
    bool known_ = false;  ///< whether there is a value
    double errors_ = 0;   ///< of the integrals
    double of_limit_ = 0;
    std::uint64_t obtained_ = 0;  ///< values of f
    result<> r_;
};

}  // namespace

result<> integrate_fourier(const detail::one_integral& integral, double a, fourier kind, double omega, const options& o) {
    detail::check(o);
    check_arguments(a, omega);
    return half_line(integral, a, kind, omega, o)();
}

}  // namespace taskquad::detail
