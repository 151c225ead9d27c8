/// Integration over a box, slow and obvious: a serial loop over a tree of boxes, every sum made anew at every step. It shares the
/// rules with the library, and nothing else.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/norm.hpp>
#include <taskquad/status.hpp>
#include <taskquad/tolerance.hpp>

#include "reference/box_estimates.hpp"
#include "reference/box_probes.hpp"

namespace reference {

class boxes {
public:
    using integrand = std::function<value(std::span<const double>)>;

    /// `breaks`: of each axis the limits, and the places between where the initial boxes meet.
    boxes(const taskquad::rules::fully_symmetric& r, integrand f, std::vector<std::vector<double>> breaks, taskquad::tolerance t,
          std::uint64_t most, double accuracy = 0, taskquad::norm n = {})
        : estimates_(r, std::move(breaks), accuracy, std::move(n)), f_(std::move(f)), tolerance_(t), most_(most) {
        make_initial();
        run();
    }

    taskquad::status status = taskquad::status::stopped;
    std::uint64_t evaluations = 0;
    std::vector<point> probes;

    [[nodiscard]] value integral() const { return sum_integrals(0, initial_.size()); }
    [[nodiscard]] double error() const { return sum_errors(0, initial_.size()); }
    [[nodiscard]] std::vector<const box*> leaves() const {
        std::vector<const box*> list;
        for (box* b : all_leaves()) list.push_back(b);
        return list;
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    [[nodiscard]] std::size_t dimension() const { return estimates_.dimension(); }
    [[nodiscard]] double size(const value& v) const { return estimates_.size(v); }

    void make_initial() {
        std::vector<std::size_t> index(dimension(), 0);
        std::size_t count = 1;
        for (const auto& b : estimates_.breaks()) count *= b.size() - 1;
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t rest = i;
            for (std::size_t a = dimension(); a-- > 0;) {
                index[a] = rest % (estimates_.breaks()[a].size() - 1);
                rest /= estimates_.breaks()[a].size() - 1;
            }
            auto b = std::make_unique<box>();
            for (std::size_t a = 0; a < dimension(); ++a) {
                b->lower.push_back(estimates_.breaks()[a][index[a]]);
                b->upper.push_back(estimates_.breaks()[a][index[a] + 1]);
            }
            b->path = std::string(1, static_cast<char>(i));
            b->suspect = count == 1;
            estimate(*b);
            box_estimates::conclude(*b);
            initial_.push_back(std::move(b));
        }
    }

    // --- sums, from the leaves up

    [[nodiscard]] value sum_integrals(std::size_t first, std::size_t last) const {
        if (last - first == 1) return integral_of(*initial_[first]);
        const std::size_t middle = first + (last - first) / 2;
        return plus(sum_integrals(first, middle), sum_integrals(middle, last));
    }
    [[nodiscard]] double sum_errors(std::size_t first, std::size_t last) const {
        if (last - first == 1) return error_of(*initial_[first]);
        const std::size_t middle = first + (last - first) / 2;
        return sum_errors(first, middle) + sum_errors(middle, last);
    }
    [[nodiscard]] std::vector<box*> all_leaves() const {
        std::vector<box*> list;
        for (const auto& b : initial_) collect(*b, list);
        return list;
    }

    // --- estimates

    /// Of points that coincide once.
    const value& evaluate(const point& x) {
        const auto found = values_.find(x);
        if (found != values_.end()) return found->second;
        ++evaluations;
        return values_[x] = f_(x);
    }
    [[nodiscard]] bool affords(std::vector<point> list) const {
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
        std::erase_if(list, [this](const point& x) { return values_.contains(x); });
        return evaluations + list.size() <= most_;
    }
    [[nodiscard]] bool affords_split(const box& b) const {
        std::vector<point> list;
        for (const bool upper : {false, true}) {
            box part;
            part.lower = b.lower;
            part.upper = b.upper;
            (upper ? part.lower : part.upper)[b.axis] = b.cut;
            for (std::size_t i = 0; i < estimates_.rule().count(); ++i) list.push_back(estimates_.place(part, i));
        }
        return affords(list);
    }

    void estimate(box& b) {
        std::vector<value> values;
        for (std::size_t i = 0; i < estimates_.rule().count(); ++i) values.push_back(evaluate(estimates_.place(b, i)));
        estimates_.estimate(b, values);
    }

    void split(box& b) {
        for (std::size_t k = 0; k < 2; ++k) {
            auto part = std::make_unique<box>();
            part->lower = b.lower;
            part->upper = b.upper;
            (k == 0 ? part->upper : part->lower)[b.axis] = b.cut;
            part->path = b.path + (k == 0 ? '0' : '1');
            part->parent = &b;
            estimate(*part);
            for (const std::size_t p : b.probes) {
                if ((probes[p][b.axis] > b.cut) == (k == 1)) part->probes.push_back(p);
            }
            for (const forecast& f : b.forecasts) {
                if ((f.x[b.axis] > b.cut) == (k == 1)) part->forecasts.push_back(f);
            }
            b.parts[k] = std::move(part);
        }
        estimates_.correct_by_difference(b);
        for (std::size_t k = 0; k < 2; ++k) estimates_.look_into_gaps(b, k);
        for (const auto& part : b.parts) {
            estimates_.look_at_contradictions(*part, probed_);
            box_estimates::conclude(*part);
        }
    }

    // --- probes

    [[nodiscard]] bool is_zero() const { return error() == 0 && size(integral()) == 0 && largest_probe_ == 0; }

    /// How many there must be.
    [[nodiscard]] std::uint64_t enough() const {
        std::uint64_t n = std::max<std::uint64_t>(64 * dimension(), (evaluations - probes.size()) / 9);
        if (is_zero()) n = std::max<std::uint64_t>(n, 1024 * dimension());
        return n;
    }

    /// Whether the budget allows for it.
    bool probe(std::uint64_t last) {
        const std::size_t first = probes.size();
        const auto list = all_leaves();
        const auto foretold = all_foretold();
        const auto more = probe_points(estimates_, {list.begin(), list.end()}, first, last);
        if (!affords(more)) return false;
        probes.insert(probes.end(), more.begin(), more.end());
        for (std::size_t p = first; p < last; ++p) {
            probed_.push_back(evaluate(probes[p]));
            bool is_finite = true;
            for (const double y : probed_[p]) is_finite = is_finite && std::isfinite(y);
            largest_probe_ = is_finite ? std::max(largest_probe_, size(probed_[p])) : infinity;
            for (box* b : list) {
                if (!b->contains(probes[p])) continue;
                if (is_finite) {
                    b->probes.push_back(p);
                } else {
                    b->error = infinity;
                }
            }
        }
        for (const auto& [b, f] : foretold) b->forecasts.push_back(f);
        for (box* b : list) {
            estimates_.look_at_contradictions(*b, probed_);
            box_estimates::conclude(*b);
            b->settled = false;
        }
        return true;
    }

    /// What leaves foretell of larger ones beside them that these do not allow for.
    [[nodiscard]] std::vector<std::pair<box*, forecast>> all_foretold() const {
        std::vector<std::pair<box*, forecast>> found;
        const auto list = all_leaves();
        for (const box* here : list) {
            for (const forecast& f : estimates_.foretold(*here)) {
                for (box* there : list) {
                    if (there->contains(f.x) && estimates_.contradiction(*there, f) > there->error) found.emplace_back(there, f);
                }
            }
        }
        return found;
    }

    // --- the loop

    void run() {
        while (true) {
            const auto list = all_leaves();
            if (std::ranges::any_of(list, [](const box* b) { return b->non_finite_in_a_row > 3; })) {
                status = taskquad::status::non_finite;
                return;
            }
            const bool is_believed = std::ranges::none_of(list, [](const box* b) { return b->suspect; });
            if (is_believed && tolerance_.accepts(size(integral()), error())) {
                const std::uint64_t want = enough();
                const bool zero = want >= 1024 * dimension() && is_zero() && tolerance_.absolute == 0;
                status = probes.size() < want ? taskquad::status::evaluation_limit
                         : zero               ? taskquad::status::all_zero
                                              : taskquad::status::converged;
                if ((probes.size() >= want && all_foretold().empty()) || !probe(std::max<std::uint64_t>(want, probes.size())))
                    return;
                continue;
            }
            box* const worst = take_worst(list);
            status = worst == nullptr ? taskquad::status::roundoff : taskquad::status::evaluation_limit;
            if (worst == nullptr || !affords_split(*worst)) return;
            worst->suspect = false;
            split(*worst);
        }
    }

    /// The leaf of largest error that can be divided; null where those that cannot exceed the target.
    [[nodiscard]] box* take_worst(const std::vector<box*>& list) {
        while (true) {
            double settled = 0, finite = 0;
            for (const box* b : list) settled += b->settled ? b->error : 0;
            for (const box* b : list) finite += std::isfinite(b->error) ? b->error : 0;
            const double ceiling = tolerance_.relative == 0 ? tolerance_.absolute : tolerance_.target(size(integral()) + finite);
            box* worst = nullptr;
            const auto urgency = [](const box* b) { return b->suspect ? infinity : b->error; };
            for (box* b : list) {
                if (b->settled) continue;
                if (worst == nullptr || urgency(b) > urgency(worst) || (urgency(b) == urgency(worst) && b->path < worst->path))
                    worst = b;
            }
            if (worst == nullptr || settled > ceiling) return nullptr;
            if (estimates_.is_divisible(*worst)) return worst;
            worst->settled = true;
        }
    }

    box_estimates estimates_;
    integrand f_;
    taskquad::tolerance tolerance_;
    std::uint64_t most_;
    std::vector<std::unique_ptr<box>> initial_;
    std::map<point, value> values_;
    std::vector<value> probed_;
    double largest_probe_ = 0;
};

}  // namespace reference
