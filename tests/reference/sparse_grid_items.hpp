/// The items of a slow, obvious sparse grid (sparse_grid.hpp): the indices that have entered, what they contribute, which of
/// them have been refined, and the values of f. It shares with the library the rules, what an index contributes, and where the
/// probes are; every sum is made anew, over all items.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/norm.hpp>

#include "machine/running_sum.hpp"
#include "regions/lattice/contribution.hpp"
#include "regions/lattice/grid.hpp"
#include "regions/lattice/probes.hpp"
#include "regions/lattice/weights.hpp"

namespace reference {

class sparse_grid_items {
public:
    using vector = std::vector<double>;
    using index = std::vector<int>;  ///< the levels of the axes
    using number = std::size_t;      ///< of an item, in the order in which they entered
    /// Of the coordinates of the families' densities.
    using function = std::function<vector(std::span<const double>)>;

    sparse_grid_items(function f, std::vector<const taskquad::rules::nested_family*> axes, taskquad::norm n)
        : f_(std::move(f)), norm_(std::move(n)), grid_(std::move(axes)), probes_(grid_), contribution_(grid_), weights_(grid_) {}

    /// Evaluates f at all probes that there are, and predicts it at the new ones by all that has entered.
    void probe() {
        const std::size_t first = at_probes_.size();
        for (std::size_t q = first; q < probes_.size(); ++q) at_probes_.push_back(evaluated(probes_[q]));
        predicted_.resize(at_probes_.size() * components_);
        for (const item& i : items_) predict(i.levels, first);
    }
    /// Whether more are wanted before a claim; then they are made.
    bool wants_more_probes(double goal) {
        const auto wanted =
            taskquad::regions::lattice::probes::wanted(grid_.dimensions(), evaluations_ - at_probes_.size(), spread() <= 4 * goal);
        if (wanted <= probes_.size()) return false;
        probes_.grow(wanted);
        return true;
    }
    [[nodiscard]] bool has_more_probes() const {
        return at_probes_.size() > taskquad::regions::lattice::probes::for_each_axis * grid_.dimensions();
    }
    [[nodiscard]] std::size_t new_probes() const { return probes_.size() - at_probes_.size(); }
    void begin() { enter(index(grid_.dimensions(), 0)); }

    /// Refines an item; false if that would take more than so many evaluations in all.
    bool refine(number n, std::uint64_t most) {
        std::vector<index> entering;
        const index k = items_[n].levels;
        bool is_last = false;
        double fresh = 0;
        for (std::size_t j = 0; j < k.size(); ++j) {
            index above = k;
            if (static_cast<std::size_t>(++above[j]) >= grid_.axis(j).levels()) {
                is_last = true;
                continue;
            }
            bool admissible = true;
            for (std::size_t i = 0; i < k.size(); ++i) {
                index below = above;
                if (below[i]-- > 0) admissible = admissible && (below == k || refined_.contains(below));
            }
            if (!admissible) continue;
            entering.push_back(above);
            fresh += grid_.fresh(levels_of(above));
        }
        if (static_cast<double>(evaluations_) + fresh > static_cast<double>(most)) return false;
        items_[n].stands = false;
        items_[n].is_stuck = is_last;
        refined_.insert(k);
        for (const index& i : entering) enter(i);
        return true;
    }

    [[nodiscard]] std::size_t dimensions() const { return grid_.dimensions(); }
    [[nodiscard]] std::uint64_t evaluations() const { return evaluations_; }
    [[nodiscard]] bool non_finite() const { return non_finite_; }
    [[nodiscard]] double norm(const vector& v) const { return norm_(v, false); }

    [[nodiscard]] std::vector<number> standing() const {
        std::vector<number> list;
        for (number i = 0; i < items_.size(); ++i) {
            if (items_[i].stands) list.push_back(i);
        }
        return list;
    }
    /// The serial order: the largest error first, equal ones in lexicographic order.
    [[nodiscard]] bool outranks(number i, number k) const {
        const item &a = items_[i], &b = items_[k];
        return a.error != b.error ? a.error > b.error : a.levels < b.levels;
    }
    /// The sum of an item's levels.
    [[nodiscard]] int total(number i) const { return std::accumulate(items_[i].levels.begin(), items_[i].levels.end(), 0); }

    /// The expectation of f, as far as is known.
    [[nodiscard]] vector value() const {
        std::vector<taskquad::machine::running_sum> sums(components_);
        for (const item& i : items_) {
            for (std::size_t c = 0; c < components_; ++c) sums[c].add(i.contribution[c]);
        }
        vector v;
        for (const auto& s : sums) v.push_back(s.value());
        return v;
    }
    /// The errors of refined items that have no level above them on some axis.
    [[nodiscard]] double stuck() const {
        return summed([](const item& i) { return i.is_stuck ? i.error : 0; });
    }
    /// The errors of all items that stand, or are stuck.
    [[nodiscard]] double error() const {
        return summed([](const item& i) { return i.stands || i.is_stuck ? i.error : 0; });
    }
    /// Of an item that stands, the errors that items above it would have if errors fell as in a product, which have another parent
    /// that is refined, but cannot enter since this one is not.
    [[nodiscard]] double holds_back(number n) const {
        const index& k = items_[n].levels;
        double all = 0;
        for (std::size_t axis = 0; axis < k.size(); ++axis) {
            index above = k;
            if (static_cast<std::size_t>(++above[axis]) >= grid_.axis(axis).levels()) continue;
            double largest = 0;
            for (std::size_t along = 0; along < k.size(); ++along) {
                if (along == axis || k[along] == 0) continue;
                index parent = above, below = k;
                --parent[along];
                --below[along];
                if (!refined_.contains(parent)) continue;
                double factor = 0.1;
                if (error_of(below) > 0) {
                    factor = items_[n].error / error_of(below);
                } else if (parent[along] > 0) {
                    index before = parent;
                    --before[along];
                    if (error_of(before) > 0) factor = error_of(parent) / error_of(before);
                }
                largest = std::max(largest, std::min(factor, 0.8) * error_of(parent));
            }
            all += largest;
        }
        return all;
    }
    /// The norms of their polynomials.
    [[nodiscard]] double spread() const {
        return summed([this](const item& i) { return i.stands || i.is_stuck ? norm(i.spread) : 0; });
    }
    /// What the accuracy of f's values makes of the sum over all points.
    [[nodiscard]] double noise(double relative_accuracy) const {
        double all = 0;
        for (std::size_t p = 0; p < values_.size(); ++p) all += std::abs(weights_.all()[p]) * norm(values_[p]);
        return std::max(relative_accuracy, 2 * std::numeric_limits<double>::epsilon()) * all;
    }
    /// Over the probes: root mean squares of what the polynomial is off, and of f; the most that it is off; the mean of what it is
    /// off at those that are spread by the densities, and its standard error.
    struct at_probes {
        double off = 0, size = 0, most = 0, mean = 0, of_mean = 0;
    };
    [[nodiscard]] at_probes misfit() const {
        at_probes sum;
        vector all(components_);
        double evenly = 0;
        for (std::size_t q = 0; q < at_probes_.size(); ++q) {
            vector difference = at_probes_[q];
            sum.size += std::pow(norm(difference), 2);
            for (std::size_t c = 0; c < components_; ++c) difference[c] -= predicted_[q * components_ + c];
            sum.off += std::pow(norm(difference), 2);
            sum.most = std::max(sum.most, norm(difference));
            if (!taskquad::regions::lattice::probes::is_spread_by_density(q)) continue;
            for (std::size_t c = 0; c < components_; ++c) all[c] += difference[c];
            sum.of_mean += std::pow(norm(difference), 2);
            ++evenly;
        }
        const auto count = static_cast<double>(std::max<std::size_t>(at_probes_.size(), 1));
        evenly = std::max(evenly, 1.0);
        return {std::sqrt(sum.off / count), std::sqrt(sum.size / count), sum.most, norm(all) / evenly,
                std::sqrt(sum.of_mean) / evenly};
    }

private:
    [[nodiscard]] double error_of(const index& k) const { return std::ranges::find(items_, k, &item::levels)->error; }

    struct item {
        index levels;
        vector contribution, spread;
        double error;           ///< the norm of the contribution
        bool stands = true;     ///< it has not been refined
        bool is_stuck = false;  ///< it has been, at the last level of an axis
    };

    static std::vector<std::uint8_t> levels_of(const index& k) { return {k.begin(), k.end()}; }
    template <class Of>
    [[nodiscard]] double summed(Of of) const {
        taskquad::machine::running_sum all;
        for (const item& i : items_) all.add(of(i));
        return all.value();
    }

    vector evaluated(std::span<const double> x) {
        vector y = f_(x);
        ++evaluations_;
        components_ = y.size();
        for (const double component : y) non_finite_ = non_finite_ || !std::isfinite(component);
        return y;
    }

    void enter(const index& k) {
        std::vector<taskquad::regions::lattice::point_number> points;
        const auto levels = levels_of(k);
        grid_.points(levels, points);
        vector x(grid_.dimensions());
        for (const auto p : points) {
            if (p != values_.size()) continue;
            grid_.coordinates(p, x);
            values_.push_back(evaluated(x));
        }
        find_contribution(k);
        const auto c = contribution_.to_integral(), s = contribution_.spread();
        items_.push_back({k, {c.begin(), c.end()}, {s.begin(), s.end()}, 0});
        items_.back().error = norm(items_.back().contribution);
        weights_.add(levels, points);
        predict(k, 0);
    }
    void find_contribution(const index& k) {
        std::vector<taskquad::regions::lattice::point_number> points;
        grid_.points(levels_of(k), points);
        std::vector<const double*> values;
        for (const auto p : points) values.push_back(values_[p].data());
        contribution_.find(levels_of(k), values, components_);
    }
    /// What an index adds to the polynomial at the probes from one on.
    void predict(const index& k, std::size_t first) {
        find_contribution(k);
        probes_.add_values(contribution_, components_, first, std::span(predicted_).subspan(first * components_));
    }

    function f_;
    taskquad::norm norm_;
    taskquad::regions::lattice::grid grid_;
    taskquad::regions::lattice::probes probes_;
    taskquad::regions::lattice::contribution contribution_;
    taskquad::regions::lattice::weights weights_;
    std::vector<item> items_;
    std::set<index> refined_;
    std::vector<vector> values_, at_probes_;
    vector predicted_;  ///< by the polynomial, probe by probe
    std::size_t components_ = 1;
    std::uint64_t evaluations_ = 0;
    bool non_finite_ = false;
};

}  // namespace reference
