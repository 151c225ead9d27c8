#include "regions/segments/power_model.hpp"

#include <algorithm>
#include <cmath>

#include "machine/numbers.hpp"
#include "machine/scale.hpp"
#include "regions/segments/least_squares.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;
constexpr int rows = static_cast<int>(power_window::most), most_columns = 10;

using solver = least_squares<rows, most_columns>;
using matrix = solver::matrix;
using column = solver::column;
using coefficients = solver::coefficients;

/// A sample may lie at the place itself.
double distance_from(double u) { return std::max(std::abs(u), 1e-300); }

/// The row of a sample; rows without one are 0, so that all sizes are known when this is compiled.
column weighted_values(const power_window& w) {
    column b = column::Zero();
    for (std::size_t i = 0; i < w.size; ++i) b(static_cast<Eigen::Index>(i)) = w.y[i] * w.weight[i];
    return b;
}

}  // namespace

std::optional<power_window> power_window::around(std::span<const sample> samples, double place, double near, std::size_t each) {
    const auto right = std::ranges::lower_bound(samples, place, {}, &sample::x);
    const auto left = static_cast<std::size_t>(right - samples.begin());
    const std::size_t n_left = std::min(left, each), n_right = std::min(samples.size() - left, each);
    constexpr std::size_t least_of_side = 5, least = 13;
    if (n_left < least_of_side || n_right < least_of_side || n_left + n_right < least) return {};
    const auto used = samples.subspan(left - n_left, n_left + n_right);
    power_window w;
    std::ranges::transform(used, w.y.begin(), &sample::y);
    const std::span<double> y(w.y.data(), used.size());
    if (const double largest = machine::largest_magnitude(y); !(largest > 0) || !std::isfinite(largest)) return {};
    const int exponent = machine::exponent_of(y);
    w.centre = place;
    w.unit = std::max(place - used.front().x, used.back().x - place);
    w.scale = std::ldexp(1.0, exponent);
    w.size = used.size();
    const double t0 = near / w.unit;
    for (std::size_t i = 0; i < used.size(); ++i) {
        w.x[i] = (used[i].x - place) / w.unit;
        w.y[i] = std::ldexp(w.y[i], -exponent);
        w.weight[i] = t0 * t0 / (w.x[i] * w.x[i] + t0 * t0);
    }
    return w;
}

/// The least-squares problem for one place and order.
struct power_model::projection {
    projection(const power_window& w, const place_and_order& p, size n)
        : window(w), where(p), of(n), solved(columns(), static_cast<int>(n.all()), weighted_values(w)) {}

    [[nodiscard]] double misfit() const { return solved.residual().norm() / weighted_values(window).norm(); }

    /// What a change of place, and of order, makes of the residual.
    struct derivatives {
        column place = column::Zero(), order = column::Zero();
    };
    [[nodiscard]] derivatives derivative() const {
        const coefficients c = solved.solution();
        derivatives d;
        for (std::size_t i = 0; i < window.size; ++i) {
            const double u = window.x[i] - where.s, t = distance_from(u), g = where.singular(t), weight = window.weight[i];
            const std::size_t first = of.smooth + (u < 0 ? 0 : of.side);
            double sum = 0, slope = 0;
            for (std::size_t k = of.side; k-- > 0;) {
                slope = slope * t + sum;
                sum = sum * t + c[first + k];
            }
            const double slope_of_g = where.logarithm ? 1 / t : where.q * g / t;
            // The smooth part's change is a polynomial of its own sort, and so no change of the residual.
            d.place(static_cast<Eigen::Index>(i)) = weight * (u < 0 ? -1 : 1) * (slope_of_g * sum + g * slope);
            d.order(static_cast<Eigen::Index>(i)) = -weight * g * std::log(t) * sum;
        }
        return {solved.rest_of(d.place), solved.rest_of(d.order)};
    }
    [[nodiscard]] double nearest() const {
        double d = infinity;
        for (std::size_t i = 0; i < window.size; ++i) d = std::min(d, std::abs(window.x[i] - where.s));
        return d;
    }

    const power_window& window;
    place_and_order where;
    size of;
    solver solved;

private:
    [[nodiscard]] matrix columns() const {
        matrix A = matrix::Zero();
        for (std::size_t i = 0; i < window.size; ++i) {
            const double u = window.x[i] - where.s, t = distance_from(u);
            const auto row = static_cast<Eigen::Index>(i);
            Eigen::Index k = 0;
            double p = window.weight[i], g = p * where.singular(t);
            for (std::size_t j = 0; j < of.smooth; ++j, p *= u) A(row, k++) = p;
            if (u >= 0) k += static_cast<Eigen::Index>(of.side);
            for (std::size_t j = 0; j < of.side; ++j, g *= t) A(row, k++) = g;
        }
        return A;
    }
};

power_model::power_model(const projection& best, double deviation)
    : where_(best.where),
      size_(best.of),
      centre_(best.window.centre),
      unit_(best.window.unit),
      scale_(best.window.scale),
      c_(best.solved.solution()),
      misfit_(best.misfit()),
      deviation_(deviation) {}

power_model power_model::reduced(const power_window& w) const { return {projection(w, where_, fewer), infinity}; }

double power_model::misfit_at(const power_window& w, const place_and_order& p) { return projection(w, p, full).misfit(); }

/// The normal equations of a step in place and order; of a logarithm, in place alone.
struct power_model::normal_equations {
    explicit normal_equations(const projection& now) : at(now.where) {
        const auto [of_place, of_order] = now.derivative();
        const column& r = now.solved.residual();
        ss = of_place.squaredNorm();
        s_r = of_place.dot(r);
        if (!at.logarithm) {
            qq = of_order.squaredNorm();
            sq = of_place.dot(of_order);
            q_r = of_order.dot(r);
        }
        const double freedom = static_cast<double>(now.window.size - full.all()) - (at.logarithm ? 1 : 2);
        variance = r.squaredNorm() / std::max(1.0, freedom);
    }
    /// Of the place, in the window's units.
    [[nodiscard]] double deviation() const {
        if (at.logarithm) return std::sqrt(variance / ss);
        const double determinant = ss * qq - sq * sq;
        return determinant > 0 ? std::sqrt(variance * qq / determinant) : infinity;
    }
    [[nodiscard]] place_and_order step(double damping, double least_s, double largest_s) const {
        constexpr double most_change_of_order = 0.3;
        const double S = ss * (1 + damping), Q = qq * (1 + damping), d = S * Q - sq * sq;
        place_and_order next = at;
        next.s += at.logarithm ? -s_r / S : -(Q * s_r - sq * q_r) / d;
        next.s = std::clamp(next.s, least_s, largest_s);
        if (at.logarithm) return next;
        const double of_order = least_s < largest_s ? -(S * q_r - sq * s_r) / d : -q_r / Q;
        const double change = std::clamp(of_order, -most_change_of_order, most_change_of_order);
        next.q = std::clamp(at.q + change, least_order, largest_order);
        return next;
    }

    place_and_order at;
    double ss, s_r, variance, qq = 0, sq = 0, q_r = 0;
};

power_model power_model::polished(const power_window& w, const place_and_order& from, double least_s, double largest_s, int steps) {
    constexpr int most_tries = 8;
    constexpr double rounding = 4e-15;  // a misfit that nothing can improve
    std::optional<projection> now(std::in_place, w, from, full);
    double damping = 1e-3, deviation = infinity;
    bool done = false;
    for (int i = 0; i < steps && !done; ++i) {
        const normal_equations equations(*now);
        deviation = equations.deviation();
        done = true;
        for (int k = 0; k < most_tries; ++k) {
            const projection tried(w, equations.step(damping, least_s, largest_s), full);
            const double before = now->solved.residual().norm(), after = tried.solved.residual().norm();
            if (after < before) {
                const double moved = std::abs(tried.where.s - now->where.s);
                done = !(after < 0.999 * before) && moved < 1e-3 * now->nearest();
                now.emplace(tried);
                damping = std::max(damping / 10, 1e-12);
                break;
            }
            damping = std::max(damping * 10, 1e-6);
        }
        done = done || now->misfit() < rounding;
    }
    return {*now, deviation * w.unit};
}

bool power_model::is_as_good_as(const power_model& other) const {
    constexpr double nearly_as_good = 5, rounding = 1e-12;  // misfits below that are all the same
    return misfit() < std::max(nearly_as_good * other.misfit(), rounding);
}

power_model power_model::or_logarithm(const power_window& w, double least_s, double largest_s, int steps) const {
    constexpr double small = 0.1;
    if (where_.logarithm || std::abs(where_.q) >= small) return *this;
    const power_model logarithm = polished(w, {where_.s, 0, true}, least_s, largest_s, steps);
    return logarithm.is_as_good_as(*this) ? logarithm : *this;
}

power_model power_model::in_other(const power_window& w, const place_and_order& other, int steps) const {
    const place_and_order from{where_.s, other.q, other.logarithm};
    power_model m = polished(w, from, where_.s, where_.s, other.logarithm ? 0 : steps);
    m.deviation_ = deviation_;
    return m;
}

double power_model::polynomial_misfit(const power_window& w) {
    matrix A = matrix::Zero();
    for (std::size_t i = 0; i < w.size; ++i) {
        double p = w.weight[i];
        for (Eigen::Index k = 0; k < most_columns; ++k, p *= w.x[i]) A(static_cast<Eigen::Index>(i), k) = p;
    }
    const column b = weighted_values(w);
    return solver(A, most_columns, b).residual().norm() / b.norm();
}

double power_model::place_and_order::singular(double t) const { return logarithm ? std::log(t) : std::pow(t, q); }

double power_model::operator()(double x) const {
    const double u = distance(x) / unit_, t = distance_from(u);
    double smooth = 0, side = 0;
    for (std::size_t k = size_.smooth; k-- > 0;) smooth = smooth * u + c_[k];
    const std::size_t first = size_.smooth + (u < 0 ? 0 : size_.side);
    for (std::size_t k = size_.side; k-- > 0;) side = side * t + c_[first + k];
    return scale_ * (smooth + where_.singular(t) * side);
}

/// The integral of g(t) t^power from 0 on.
double power_model::primitive(double t, std::size_t power) const {
    const auto k = static_cast<double>(power + 1);
    if (where_.logarithm) return std::pow(t, k) * (std::log(t) / k - 1 / (k * k));
    return std::pow(t, where_.q + k) / (where_.q + k);
}

double power_model::integral(double a, double b) const {
    const double left = -distance(a) / unit_, right = distance(b) / unit_;
    double sum = 0;
    for (std::size_t k = 0; k < size_.smooth; ++k) {
        const auto n = static_cast<double>(k + 1);
        sum += c_[k] * (std::pow(right, n) - std::pow(-left, n)) / n;
    }
    for (std::size_t k = 0; k < size_.side; ++k) {
        if (left > 0) sum += c_[size_.smooth + k] * primitive(left, k);
        if (right > 0) sum += c_[size_.smooth + size_.side + k] * primitive(right, k);
    }
    return scale_ * unit_ * sum;
}

}  // namespace taskquad::regions::segments
