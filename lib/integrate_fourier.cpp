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
#include <vector>

#include <taskquad/detail/parallel_loop.hpp>

#include "epsilon.hpp"
#include "text.hpp"

namespace taskquad::detail {

namespace {

/// Integrals computed at the same time, always, so that the result does not depend on the number of workers.
constexpr std::size_t block = 8;

/// After so many integrals the sums are taken not to converge.
constexpr std::size_t most_integrals = 400;

/// Of the tolerance, for the errors of the integrals; the k-th gets (1 - p) p^k of it, p = 0.9, as in QUADPACK.
constexpr double share = 0.5, p = 0.9;

void check_arguments(double a, double omega) {
    if (!std::isfinite(a)) throw std::invalid_argument("taskquad: integrate_fourier: a is " + text(a) + ", must be finite");
    if (!std::isfinite(omega) || omega == 0)
        throw std::invalid_argument("taskquad: integrate_fourier: omega is " + text(omega) + ", must be finite and not 0");
}

/// What ended an integral early says more than that it did not converge.
bool is_final(status s) { return s != status::converged && s != status::roundoff && s != status::endpoint_precision; }

class half_line {
public:
    half_line(const one_integral& integral, double a, fourier kind, double omega, const options& o)
        : integral_(integral),
          a_(a),
          period_((2 * std::floor(std::abs(omega) * o.scale) + 1) * std::numbers::pi / std::abs(omega)),
          options_(o),
          tolerance_{o.absolute_tolerance, o.relative_tolerance},
          evaluate_(o.concurrency, o.stop, o.time_limit) {
        options_.rule = fourier_rule(kind, omega);
        options_.initial_segments = 1;
        options_.keep_partition = false;
        options_.observer = nullptr;
        if (o.concurrency > 1) options_.concurrency = 0;  // of this integral's arena
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
        o.max_evaluations = std::max<std::uint64_t>((budget_ - std::min(budget_, r_.calls)) / which.size(), 1);
        o.time_limit = std::max(options_.time_limit - evaluate_.elapsed(), std::chrono::duration<double>(1e-9));
        const auto ended = evaluate_(which.size(), [&](std::size_t i) {
            options mine = o;
            const std::size_t k = which[i];
            // The first ones, each to its own size; then, to that of the sum.
            mine.absolute_tolerance = (known_ ? tolerance_.target(r_.value) : tolerance_.absolute) * part_of_tolerance(k);
            mine.relative_tolerance = known_ ? 0 : tolerance_.relative * share * (1 - p);
            const auto n = static_cast<double>(k);
            parts_[k] = integral_(a_ + n * period_, a_ + (n + 1) * period_, mine);
        });
        for (const std::size_t k : which) {
            r_.calls += parts_[k].calls;
            r_.speculative += parts_[k].speculative;
            r_.concurrency = std::max(r_.concurrency, parts_[k].concurrency);
        }
        if (ended) return ended;
        const auto bad = std::ranges::find_if(which, [&](std::size_t k) { return is_final(parts_[k].status); });
        if (bad != which.end()) {
            r_.non_finite_at = parts_[*bad].non_finite_at;
            r_.failure = parts_[*bad].failure;
            r_.failed_at = parts_[*bad].failed_at;
            return parts_[*bad].status;
        }
        if (r_.calls >= budget_) return status::evaluation_limit;
        return {};
    }

    void extrapolate_parts() {
        std::vector<double> sums;
        double sum = 0;
        errors_ = 0;
        for (const result<>& part : parts_) {
            sums.push_back(sum += part.value);
            errors_ += part.error;
        }
        const auto limit = extrapolate(sums);
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

    /// The largest of n integrals, the last of which is so many from the end.
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
        for (const result<>& part : parts_) {
            r_.evaluations += part.evaluations;
            r_.segments += part.segments;
        }
        r_.elapsed = evaluate_.elapsed();
        return r_;
    }

    const one_integral& integral_;
    double a_, period_;
    options options_;
    tolerance tolerance_;
    parallel_loop evaluate_;
    std::uint64_t budget_ = options_.max_evaluations;
    std::vector<result<>> parts_;
    bool known_ = false;  ///< whether there is a value
    double errors_ = 0;   ///< of the integrals
    double of_limit_ = 0;
    result<> r_;
};

}  // namespace

result<> integrate_fourier(const one_integral& integral, double a, fourier kind, double omega, const options& o) {
    check(o);
    check_arguments(a, omega);
    return half_line(integral, a, kind, omega, o)();
}

}  // namespace taskquad::detail
