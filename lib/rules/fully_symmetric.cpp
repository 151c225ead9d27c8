#include "rules/fully_symmetric.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "rules/interpolant.hpp"

namespace taskquad::rules {

fully_symmetric::fully_symmetric(int degree, std::vector<orbit> orbits, std::size_t inner, std::size_t outer)
    : degree_(degree), orbits_(std::move(orbits)), inner_(inner), outer_(outer) {
    for (const orbit& o : orbits_) {
        first_point_.push_back(count_);
        o.points(points_);
        count_ += o.size();
    }
    solve_for_weights();
    nulls_ = null_layers(orbits_, weights_, degree_);
    const long double g = orbits_[inner_].generator().front(), G = orbits_[outer_].generator().front();
    ratio_of_squares_ = static_cast<double>(g * g / (G * G));
    find_line();
}

/// The unknowns are the weights of whole orbits, so that the matrix has means over orbits. There may be more equations than
/// unknowns: the generators are such that all hold.
void fully_symmetric::solve_for_weights() {
    const auto monomials = even_monomials(dimension(), degree_);
    const auto rows = static_cast<Eigen::Index>(monomials.size()), columns = static_cast<Eigen::Index>(orbits_.size());
    Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic> A(rows, columns);
    Eigen::Matrix<long double, Eigen::Dynamic, 1> b(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const auto& e = monomials[static_cast<std::size_t>(i)];
        for (Eigen::Index j = 0; j < columns; ++j) A(i, j) = orbits_[static_cast<std::size_t>(j)].mean(e);
        b(i) = mean_over_cube(e);
    }
    const auto factors = A.colPivHouseholderQr();
    Eigen::Matrix<long double, Eigen::Dynamic, 1> w = factors.solve(b);
    w += factors.solve(b - A * w);
    residual_ = (b - A * w).cwiseAbs().maxCoeff();
    amplification_ = static_cast<double>(w.cwiseAbs().sum());
    for (std::size_t j = 0; j < orbits_.size(); ++j) {
        weights_.push_back(w(static_cast<Eigen::Index>(j)) / static_cast<long double>(orbits_[j].size()));
        rounded_weights_.push_back(static_cast<double>(weights_.back()));
    }
}

void fully_symmetric::find_line() {
    const auto generator = [&](std::size_t o) { return static_cast<double>(orbits_[o].generator().front()); };
    for (std::size_t o = 0; o < orbits_.size(); ++o) {
        if (orbits_[o].is_on_axes()) on_axes_.push_back(o);
    }
    std::ranges::sort(on_axes_, {}, generator);
    line_ = {0};
    for (const std::size_t o : on_axes_) {
        line_.insert(line_.begin(), -generator(o));
        line_.push_back(generator(o));
    }
    for (std::size_t left_out = 0; left_out <= most_left_out; ++left_out) {
        const auto rest = std::span(line_).subspan(left_out);
        const auto factors = weights_at(1, rest, barycentric_weights(rest));
        for (const long double w : factors) at_side_[left_out].push_back(static_cast<double>(w));
    }
}

std::size_t fully_symmetric::point_on_line(std::size_t axis, std::size_t i) const {
    const std::size_t centre = on_axes_.size();
    return i > centre   ? on_axis(on_axes_[i - centre - 1], axis, true)
           : i < centre ? on_axis(on_axes_[centre - i - 1], axis, false)
                        : 0;
}

/// Values whose sums may be too large for a double have them in another unit: the mean need not be too large.
void fully_symmetric::read(std::span<const double* const> values, std::size_t component, reading& out) const {
    read_in(1, values, component, out);
    constexpr double may_overflow = 0x1p1000;
    if (out.magnitude < may_overflow || !std::ranges::all_of(values, [&](auto y) { return std::isfinite(y[component]); })) return;
    constexpr double large = 0x1p30;
    read_in(1 / large, values, component, out);
    for (double* const sum : {&out.integral, &out.magnitude}) *sum *= large;
    for (double& sum : out.of_null_rules) sum *= large;
    for (double& difference : out.fourth_differences) difference *= large;
}

/// All sums run orbit by orbit, in the order of the points, so that they always have the same bits.
void fully_symmetric::read_in(double unit, std::span<const double* const> values, std::size_t component, reading& out) const {
    out.integral = out.magnitude = 0;
    out.least = out.largest = values.front()[component];
    out.of_null_rules.assign(nulls_.count(), 0.0);
    std::size_t i = 0;
    for (std::size_t j = 0; j < orbits_.size(); ++j) {
        double sum = 0;
        for (const std::size_t last = i + orbits_[j].size(); i < last; ++i) {
            const double y = values[i][component];
            sum += unit * y;
            out.magnitude += std::abs(unit * y);
            out.least = std::min(out.least, y);
            out.largest = std::max(out.largest, y);
        }
        out.integral += rounded_weights_[j] * sum;
        for (std::size_t k = 0; k < out.of_null_rules.size(); ++k) out.of_null_rules[k] += nulls_[k][j] * sum;
    }
    out.magnitude /= static_cast<double>(count_);
    const double twice = 2 * unit * values.front()[component];
    const auto across = [&](std::size_t o, std::size_t a) {
        return unit * values[on_axis(o, a, true)][component] + unit * values[on_axis(o, a, false)][component];
    };
    out.fourth_differences.resize(dimension());
    for (std::size_t a = 0; a < dimension(); ++a) {
        out.fourth_differences[a] = across(inner_, a) - twice - ratio_of_squares_ * (across(outer_, a) - twice);
    }
}

}  // namespace taskquad::rules
