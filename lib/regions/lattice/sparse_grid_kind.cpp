#include "regions/lattice/sparse_grid_kind.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <variant>

#include "machine/scale.hpp"
#include "rules/nested_families.hpp"

namespace taskquad::regions::lattice {

namespace {

std::vector<const nested_family*> families(std::span<const axis> axes) {
    std::vector<const nested_family*> list;
    for (const axis& a : axes) list.push_back(a.family);
    return list;
}

/// The order of items of equal error: by the levels of the axes, one after the other, as many as fit into two doubles without
/// rounding.
std::array<double, 2> place_of(tuple levels, const grid& g) {
    constexpr double most = 1e15;
    std::array<double, 2> place{};
    std::array<double, 2> room{1, 1};
    std::size_t half = 0;
    for (std::size_t j = 0; j < levels.size(); ++j) {
        const auto count = static_cast<double>(g.axis(j).levels());
        if (room[half] * count > most && half == 0) half = 1;
        if (room[half] * count > most) break;
        room[half] *= count;
        place[half] = place[half] * count + levels[j];
    }
    return place;
}

}  // namespace

axis range(double a, double b) { return {&rules::gauss_patterson(), a + (b - a) / 2, (b - a) / 2}; }
axis normal(double mean, double sd) { return {&rules::genz_keister(), mean, sd}; }
axis exponential(double rate) { return {&rules::exponential_leja(), 0, 1 / rate}; }

std::vector<axis> axes_of(const box& where, const box_chart& in) {
    std::vector<axis> list;
    for (std::size_t a = 0; a < where.dimension(); ++a) {
        const auto& is = where.axes()[a].is();
        if (const auto* n = std::get_if<taskquad::normal>(&is)) {
            list.push_back(normal(n->mean, n->sd));
        } else if (const auto* e = std::get_if<taskquad::exponential>(&is)) {
            list.push_back(exponential(e->rate));
        } else {
            list.push_back(range(in.breaks()[a].front(), in.breaks()[a].back()));
        }
    }
    return list;
}

sparse_grid_kind::sparse_grid_kind(std::vector<axis> axes, norm n, const form_of_f& f, std::optional<other_way> other,
                                   bool reversed, box_chart where)
    : axes_(std::move(axes)),
      norm_(std::move(n)),
      form_(f),
      other_(std::move(other)),
      reversed_(reversed),
      where_(std::move(where)),
      grid_(families(axes_)),
      indices_(grid_.levels()),
      refined_(indices_),
      required_(indices_),
      imagined_(indices_),
      contribution_(grid_),
      weights_(grid_),
      probes_(grid_) {
    for (const axis& a : axes_) {
        if (a.family->weight() == rules::density::uniform) volume_ *= 2 * a.scale;
    }
}

sparse_grid_kind::sparse_grid_kind(const box& where, const box_chart& in, const options& o, const form_of_f& f,
                                   std::optional<other_way> other)
    : sparse_grid_kind(axes_of(where, in), o.norm, f, std::move(other), where.reversed(), in) {}

/// What the pilot lets in, the levels of which add up to 2 at most, and the probes.
std::uint64_t sparse_grid_kind::first_estimates(std::span<const axis> axes) {
    std::uint64_t all = 1 + probes::for_each_axis * axes.size(), firsts = 0;
    for (const axis& a : axes) {
        const std::uint64_t first = a.family->count(1) - a.family->count(0);
        all += a.family->count(2) - a.family->count(0) + first * firsts;
        firsts += first;
    }
    return all;
}

std::vector<region> sparse_grid_kind::initial() { return {of_probes(), item(indices::lowest)}; }

region sparse_grid_kind::of_probes() const {
    region r;
    r.own = probes_number;
    return r;
}

std::optional<region> sparse_grid_kind::more_probes(std::uint64_t evaluations, bool is_sure) {
    const std::size_t count = probed();
    const std::uint64_t of_grid = evaluations - std::min<std::uint64_t>(evaluations, count);  // they may coincide for f
    const std::size_t wanted = other_ ? probes::wanted(axes_.size(), of_grid, is_sure) : count;
    if (wanted <= count) return {};
    probes_.grow(wanted);
    region r = of_probes();
    r.look = true;
    return r;
}

region sparse_grid_kind::item(number n) const {
    region r;
    r.own = n;
    r.depth = static_cast<std::uint16_t>(indices_.total(n));
    r.place = place_of(indices_[n], grid_);
    return r;
}

std::uint64_t sparse_grid_kind::fresh(number n) const {
    constexpr double most = 1e18;
    const double fresh = grid_.fresh(indices_[n]);
    return static_cast<std::uint64_t>(std::min(fresh, most));
}

void sparse_grid_kind::map(std::span<const double> density_coordinates, std::vector<double>& list) const {
    // Never -0.0.
    for (std::size_t j = 0; j < axes_.size(); ++j) list.push_back(axes_[j].origin + axes_[j].scale * density_coordinates[j] + 0.0);
}

void sparse_grid_kind::points(const region& r, std::vector<double>& list) {
    const std::size_t before = list.size();
    append_reference(r, list);
    where_.turn_all(std::span(list).subspan(before));
}

void sparse_grid_kind::append_reference(const region& r, std::vector<double>& list) {
    if (r.own == probes_number) {
        for (std::size_t q = probed(); q < probes_.size(); ++q) map(probes_[q], list);
        return;
    }
    numbers_.clear();
    grid_.points(indices_[r.own], numbers_);
    coordinates_.resize(axes_.size());
    for (const point_number p : numbers_) {
        grid_.coordinates(p, coordinates_);
        map(coordinates_, list);
    }
}

void sparse_grid_kind::assess(region& r, std::span<const double* const> of_f, std::span<double> integral) {
    const auto values = counted_.of(of_f, integral.size(), where_, [&](std::vector<double>& list) { append_reference(r, list); });
    if (r.own == probes_number) return assess_probes(r, values, integral.size());
    const std::size_t components = integral.size();
    numbers_.clear();
    grid_.points(indices_[r.own], numbers_);
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        if (sizes_.size() <= numbers_[i]) sizes_.resize(grid_.size());
        sizes_[numbers_[i]] = std::abs(volume_) * size_of({values[i], components});
    }
    contribution_.find(indices_[r.own], values, components);
    std::vector<double> spread(contribution_.spread().begin(), contribution_.spread().end());
    for (std::size_t c = 0; c < components; ++c) {
        integral[c] = volume_ * contribution_.to_integral()[c];
        spread[c] *= volume_;
        if (!std::isfinite(integral[c]) || !std::isfinite(spread[c])) r.broken = status::non_finite;
    }
    if (spreads_.size() <= r.own) spreads_.resize(indices_.size());
    spreads_[r.own] = size_of(spread);
    r.error = size_of(integral);
    r.integral = components == 1 ? integral.front() : r.error;
    r.magnitude = 0;
    const auto w = weights_.of(indices_[r.own]);
    for (std::size_t i = 0; i < w.size(); ++i) r.magnitude += std::abs(w[i]) * sizes_[numbers_[i]];
    r.divisible = true;
}

void sparse_grid_kind::assess_probes(region& r, std::span<const double* const> values, std::size_t components) {
    components_ = components;
    first_of_last_ = probed();
    for (const double* y : values) f_at_probes_.insert(f_at_probes_.end(), y, y + components);
    if (!std::ranges::all_of(f_at_probes_, [](double y) { return std::isfinite(y); })) r.broken = status::non_finite;
    predicted_.resize(f_at_probes_.size());
}

void sparse_grid_kind::enter(const region& r, std::span<const double* const> values, std::size_t components) {
    if (r.own == probes_number) return;
    find_contribution(r, values, components);
    probes_.add_values(contribution_, components, 0, predicted_);
    numbers_.clear();
    grid_.points(indices_[r.own], numbers_);
    weights_.add(indices_[r.own], numbers_);
}

void sparse_grid_kind::recall(const region& r, std::span<const double* const> values, std::size_t components) {
    find_contribution(r, values, components);
    probes_.add_values(contribution_, components, first_of_last_, std::span(predicted_).subspan(first_of_last_ * components));
}

/// Of an index whose values are told once more.
void sparse_grid_kind::find_contribution(const region& r, std::span<const double* const> of_f, std::size_t components) {
    const auto values = counted_.of(of_f, components, where_, [&](std::vector<double>& list) { append_reference(r, list); });
    contribution_.find(indices_[r.own], values, components);
}

double sparse_grid_kind::magnitude() const {
    double all = 0;
    for (const point_number p : weights_.points()) all += std::abs(weights_.all()[p]) * sizes_[p];
    return all;
}

/// Squares are of what is at most about 1, so that none is lost, or infinite.
items::misfit sparse_grid_kind::at_probes() const {
    misfit sum;
    const int e = std::max(machine::exponent_of(f_at_probes_), machine::exponent_of(predicted_));
    const machine::power_of_two scaled(-e), unscaled(e);
    std::vector<double> difference(components_), spread_evenly(components_);
    double squares = 0, evenly = 0;
    for (std::size_t q = 0; q < probed(); ++q) {
        const auto f = std::span(f_at_probes_).subspan(q * components_, components_);
        sum.size += std::pow(scaled(size_of(f)), 2);
        for (std::size_t c = 0; c < components_; ++c) difference[c] = f[c] - predicted_[q * components_ + c];
        const double off = scaled(size_of(difference));
        sum.off += std::pow(off, 2);
        sum.most = std::max(sum.most, off);
        if (!probes::is_spread_by_density(q)) continue;
        for (std::size_t c = 0; c < components_; ++c) spread_evenly[c] += scaled(difference[c]);
        squares += std::pow(off, 2);
        ++evenly;
    }
    const auto count = static_cast<double>(probed());
    const double volume = std::abs(volume_);
    return {unscaled(volume * std::sqrt(sum.off / count)), unscaled(volume * std::sqrt(sum.size / count)),
            unscaled(volume * sum.most), unscaled(volume * size_of(spread_evenly) / evenly),
            unscaled(volume * std::sqrt(squares) / evenly)};
}

}  // namespace taskquad::regions::lattice
