#include "regions/segments/end_law.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "machine/numbers.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;
constexpr double nearly_one = 1 - 1e-6;

/// The law is fitted up to this part of the width.
constexpr double farthest_part = 0.05;
/// Where noise is worse than this, logarithms say nothing.
constexpr double worst_noise = 1e-2;
/// The orders of noise that are tried, each up to some amount, since more is taken for a feature of f; then the amounts, from the
/// least, and the parts of the width.
constexpr struct {
    int order;
    double most_noise;
} kinds[] = {{1, 1e-10}, {2, 1e-13}, {3, 1e-14}, {4, 1e-14}, {6, 1e-14}};
constexpr double noises[] = {1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7};
constexpr double parts[] = {1, 1e-1, 1e-2, 1e-3, 1e-4};
constexpr double far_better = 100;
constexpr std::ptrdiff_t enough = 8;  ///< values
/// Noise has been seen if there are at least three values in which noise dominates, with residuals of at least 3 % of the noise.
constexpr int enough_noisy = 3;
constexpr double least_seen = 0.03;
/// Residuals of few values may be small by chance.
constexpr double least_residual = 0.5;

}  // namespace

/// The assumptions of a fit.
struct end_law::model {
    double width, noise;
    int order;

    /// The relative error of a value at distance z of the width: noise, and the terms that are left out.
    [[nodiscard]] double unexplained(double z) const { return noise / std::pow(z, order) + z * z * z; }
    /// The z at which noise and the terms that are left out are equal.
    [[nodiscard]] double middle() const { return std::pow(noise, 1.0 / (3 + order)); }
    [[nodiscard]] double nearest() const { return std::pow(noise / worst_noise, 1.0 / order); }

    [[nodiscard]] std::optional<end_law> fit(std::span<const double> d, std::span<const double> log_y) const {
        const double from = nearest() * width, to = farthest_part * width;
        const auto first = std::ranges::lower_bound(d, from), last = std::ranges::upper_bound(d, to);
        const auto n = last - first;
        if (n < enough || !(from < 0.1 * middle() * width)) return {};
        Eigen::Matrix<double, Eigen::Dynamic, 5> A(n, 5);
        Eigen::VectorXd y(n);
        for (std::ptrdiff_t i = 0; i < n; ++i) {
            const double z = first[i] / width, w = 1 / (unexplained(z) + 1e-15);
            A.row(i) << w, -w * std::log(z), w * z, w * z * z, w / std::pow(z, order);
            y(i) = w * log_y[static_cast<std::size_t>(first - d.begin() + i)];
        }
        const Eigen::Matrix<double, 1, 5> size = A.colwise().norm();
        A.array().rowwise() /= size.array();
        const Eigen::ColPivHouseholderQR<decltype(A)> qr(A);
        const Eigen::Matrix<double, 5, 1> x = qr.solve(y);
        const double residual = (A * x - y).norm() / std::sqrt(static_cast<double>(n - 5));
        if (!(residual <= 1)) return {};
        const Eigen::Matrix<double, 5, 5> covariance = (A.transpose() * A).inverse();
        end_law law;
        law.width_ = width;
        law.order_ = order;
        law.log_c_ = x(0) / size(0);
        law.p_ = x(1) / size(1);
        law.a_ = x(2) / size(2);
        law.b_ = x(3) / size(3);
        law.s_ = x(4) / size(4);
        const Eigen::VectorXd off = A * x - y;
        double squares = 0;
        int counted = 0;
        for (std::ptrdiff_t i = 0; i < n && first[i] < middle() / 2 * width; ++i, ++counted) {
            const double z = first[i] / width, relative = off(i) * (unexplained(z) + 1e-15) * std::pow(z, order) / noise;
            squares += relative * relative;
        }
        const double ratio = counted > 0 ? std::sqrt(squares / counted) : residual;
        law.seen_ = counted >= enough_noisy && ratio >= least_seen;
        law.noise_ = ratio * noise;
        law.admitted_ = noise;
        law.nearest_ = middle() / 3 * width;
        const double unsure = std::max(residual, least_residual) * std::sqrt(covariance(4, 4)) / size(4);
        if (!(std::abs(law.s_) > 3 * unsure)) law.s_ = 0;
        // Below z the mean of log z is log z - 1 / (1 - p).
        const double below = std::log(3 / middle()) + 1 / std::max(1 - law.p_, 1 - nearly_one);
        const Eigen::Vector2d of(1 / size(0), below / size(1));
        law.relative_error_ = std::max(residual, least_residual) * std::sqrt(of.dot(covariance.topLeftCorner<2, 2>() * of));
        return law;
    }
};

/// The logarithms of values by distance, one for each: within reach, and back to the first of another sign than the farthest.
struct end_law::logarithms {
    std::vector<double> distance, of_value;
    double unit = 0;

    logarithms(std::span<const double> d, std::span<const double> y, double width) {
        for (std::size_t i = d.size(); i-- > 0;) {
            if (d[i] > farthest_part * width || !(d[i] > 0)) continue;
            if (unit == 0) {
                int e = 0;
                std::frexp(y[i], &e);
                unit = std::copysign(std::ldexp(1.0, std::clamp(e, -1000, 1000)), y[i]);
            }
            const double scaled = y[i] / unit;
            if (!(scaled > 0) || !std::isfinite(scaled)) break;
            if (!distance.empty() && !(d[i] < distance.back())) continue;
            distance.push_back(d[i]);
            of_value.push_back(std::log(scaled));
        }
        std::ranges::reverse(distance);
        std::ranges::reverse(of_value);
    }
    /// Counts distances from a point at this distance from the end, and drops the values on its other side.
    void move(double by) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < distance.size(); ++i) {
            if (!(distance[i] > by)) continue;
            distance[kept] = distance[i] - by;
            of_value[kept++] = of_value[i];
        }
        distance.resize(kept);
        of_value.resize(kept);
    }
};

/// The law with the least noise that the residuals admit.
std::optional<end_law> end_law::least_noisy(const logarithms& all, double width, int order, double most_noise) {
    for (const double noise : noises) {
        if (!(noise < most_noise)) break;
        if (auto law = model{width, noise, order}.fit(all.distance, all.of_value)) {
            law->unit_ = all.unit;
            return law;
        }
    }
    return {};
}

std::optional<end_law> end_law::best_of(const logarithms& all, double width) {
    std::optional<end_law> best;
    for (const double part : parts) {
        // A law of a narrower part must be far better, since it says nothing of the noise of values farther out.
        const double bar = !best ? infinity : best->uncertainty() / far_better;
        std::optional<end_law> here;
        for (const auto& [order, most_noise] : kinds) {
            const auto law = least_noisy(all, part * width, order, most_noise);
            if (law && (!here || law->uncertainty() < here->uncertainty())) here = law;
        }
        if (here && (!best || here->uncertainty() < bar)) best = here;
    }
    return best;
}

/// Whether s is the effect of a displacement on a power, and not just noise.
bool end_law::is_displaced() const {
    constexpr double of_a_power = 0.05;
    return order_ == 1 && s_ != 0 && std::abs(p_) > of_a_power && std::abs(s_ / p_) * width_ < nearest_;
}

std::optional<end_law> end_law::through(std::span<const double> d, std::span<const double> y, double width) {
    const logarithms all(d, y, width);
    const auto as_it_is = best_of(all, width), displaced = displaced_law(all, width);
    if (!displaced || (as_it_is && as_it_is->uncertainty() <= displaced->uncertainty())) return as_it_is;
    return displaced;
}

/// Since f is not linear in the displacement, as the law is, Newton's method finds it, with laws that admit much noise.
std::optional<end_law> end_law::displaced_law(const logarithms& all, double width) {
    constexpr double most_noise = 1e-6;
    std::optional<end_law> law;
    double displacement = 0;
    for (const double part : parts) {
        logarithms moved = all;
        double sum = 0;
        for (int steps = 0; steps < 5; ++steps) {
            const auto now = least_noisy(moved, part * width, 1, most_noise);
            if (!now || !now->is_displaced()) break;
            const double by = now->s_ / now->p_ * now->width_;
            moved.move(by);
            sum += by;
        }
        if (sum == 0) continue;
        const auto now = best_of(moved, width);
        if (!now || (law && !(now->uncertainty() < law->uncertainty()))) continue;
        law = now;
        displacement = sum;
    }
    if (law) law->displacement_ = displacement + (law->is_displaced() ? law->s_ / law->p_ * law->width_ : 0);
    return law;
}

double end_law::operator()(double d) const {
    const double z = d / width_;
    return unit_ * std::exp(log_c_ - p_ * std::log(z) + a_ * z + b_ * z * z);
}

double end_law::displaced(double d) const { return std::pow(1 - displacement_ / d, -p_); }

double end_law::reach() const noexcept { return farthest_part * width_; }

double end_law::integral() const { return p_ < nearly_one ? (*this)(nearest_)*nearest_ / (1 - p_) : infinity; }

double end_law::uncertainty() const {
    constexpr double times = 6;  // standard deviations
    const double of_p = relative_error_;
    if (!(p_ + times * of_p < nearly_one)) return infinity;
    const double z = nearest_ / width_;
    return times * (relative_error_ + noise_ / std::pow(z, order_)) * std::abs(integral());
}

double end_law::noise_at(double d) const { return noise_ / std::pow(d / width_, order_); }

double end_law::admitted_noise_at(double d) const { return admitted_ / std::pow(d / width_, order_); }

bool end_law::contradicts(double d, double y) const {
    constexpr double times = 100;
    const double z = d / width_, explained = times * (noise_at(d) + relative_error_);
    const double law = (*this)(d)*displaced(d);
    return explained < 1 && std::abs(y - law) > (explained + z * z) * std::abs(law);
}

}  // namespace taskquad::regions::segments
