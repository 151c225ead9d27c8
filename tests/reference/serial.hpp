/// A slow, obvious, serial adaptive integrator, with which every run is compared. It shares with the library the estimate of one
/// segment, what such a segment is refined into, and the definition of the sum (a segment is the sum of its parts), and nothing
/// else: the worst leaf is found by looking at all of them, every total is summed anew, and a map remembers the values.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "decisions/stagnation.hpp"
#include "regions/segments/estimator.hpp"
#include "regions/segments/subdivision.hpp"

namespace reference {

using taskquad::argument;
using taskquad::regions::segments::ends;
using taskquad::regions::segments::refinement_kind;
using taskquad::regions::segments::segment;
using taskquad::regions::segments::subdivision;

struct node {
    segment found;
    const node* parent = nullptr;
    subdivision::places places = {};
    std::vector<std::unique_ptr<node>> parts = {};
    std::vector<const double*> values = {};
    const double *at_begin = nullptr, *at_end = nullptr;  ///< values of f, where they are known
};

struct outcome {
    double value, error;
    taskquad::status status;
    std::uint64_t evaluations = 0, segments = 0;
    double non_finite_at = std::numeric_limits<double>::quiet_NaN();
    std::vector<taskquad::segment<>> partition = {};
};

class serial {
public:
    serial(std::function<double(argument)> f, bool distances, const taskquad::domain& where, taskquad::options o)
        : f_(std::move(f)),
          where_(where),
          options_(std::move(o)),
          tolerance_{options_.absolute_tolerance, options_.relative_tolerance},
          estimator_(options_, {.exact = distances}),
          subdivision_(where, options_, estimator_) {}
    serial(std::function<double(double)> f, const taskquad::domain& where, taskquad::options o)
        : serial([f = std::move(f)](const argument& at) { return f(at.x); }, false, where, std::move(o)) {}

    outcome operator()() {
        begin();
        const bool global = options_.refinement == taskquad::refinement::global;
        const taskquad::status status = global ? worst_first() : depth_first();
        outcome r{integral(*root_), error(*root_), status};
        r.evaluations = values_.size();
        for (const node* n : leaves(*root_)) {
            r.partition.push_back({n->found.place[0], subdivision_.end(n->found), n->found.integral, n->found.error});
        }
        r.segments = r.partition.size();
        for (const auto& [at, value] : values_) {
            if (status == taskquad::status::non_finite && !std::isfinite(value) && std::isnan(r.non_finite_at)) {
                r.non_finite_at = std::get<0>(at);
            }
        }
        return r;
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    void begin() {
        std::vector<std::unique_ptr<node>> initial;
        for (const segment& n : subdivision_.initial()) initial.push_back(std::make_unique<node>(node{n}));
        for (auto& n : initial) {
            estimate(*n);
            subdivision_.decide(n->found, nullptr, nullptr);
            first_.push_back(n.get());
        }
        std::map<std::uint32_t, std::vector<node*>> of_piece;
        for (node* n : first_) of_piece[n->found.in_chart].push_back(n);
        for (auto& [stretch, from_begin] : of_piece) {
            leave_off(from_begin, ends::begin);
            std::ranges::reverse(from_begin);
            leave_off(from_begin, ends::end);
        }
        root_ = join(initial, 0, initial.size());
    }

    /// Outermost initial segments without a value that is finite are nothing, if f has come to an end before.
    void leave_off(const std::vector<node*>& from_end, ends e) {
        const auto last = std::ranges::find_if(from_end, [](const node* n) { return !n->found.all_bad; });
        if (last == from_end.begin() || last == from_end.end()) return;
        node& n = **last;
        const node before{n.found, nullptr, n.places};
        subdivision_.leave_off(n.found, e);
        if (const auto a = estimate(n); a.hangs || a.non_finite) {
            n.found = before.found;
            n.places = before.places;
            return;
        }
        subdivision_.decide(n.found, nullptr, nullptr);
        std::for_each(from_end.begin(), last, [](node* beyond) { subdivision::make_nothing(beyond->found); });
    }

    static std::unique_ptr<node> join(std::vector<std::unique_ptr<node>>& list, std::size_t first, std::size_t last) {
        if (last - first == 1) return std::move(list[first]);
        auto n = std::make_unique<node>(node{list[first]->found});
        const std::size_t middle = first + (last - first) / 2;
        n->parts.push_back(join(list, first, middle));
        n->parts.push_back(join(list, middle, last));
        return n;
    }

    // --- one segment

    using key = std::tuple<double, double, double>;

    std::vector<argument> arguments(const node& n) {
        std::vector<double> coordinates;
        estimator_.coordinates(subdivision_.span(n.found), coordinates);
        std::vector<argument> list;
        for (std::size_t i = 0; i < coordinates.size(); i += estimator_.exact() ? 3U : 1U) {
            const double* const c = &coordinates[i];
            list.push_back(estimator_.exact() ? argument{c[0], c[1], c[2]} : argument{c[0], 0, 0});
        }
        return list;
    }

    taskquad::regions::segments::assessment estimate(node& n) {
        std::vector<const double*> values;
        for (const argument& at : arguments(n)) {
            const key k{at.x, at.from_a, at.to_b};
            if (!values_.contains(k)) values_[k] = f_(at);
            values.push_back(&values_[k]);
        }
        n.values = values;
        const auto a = estimator_.assess(subdivision_.span(n.found), values, {&n.found.integral, 1});
        subdivision_.assess(n.found, a);
        n.places = subdivision::places(a);
        return a;
    }

    // --- refinement

    std::vector<std::unique_ptr<node>> refined(const node& n) {
        std::vector<segment> list;
        subdivision_.parts(n.found, n.places, nullptr, list);
        std::vector<std::unique_ptr<node>> parts;
        for (segment& part : list) {
            part.depth = static_cast<std::uint16_t>(n.found.depth + 1);
            parts.push_back(std::make_unique<node>(node{part, &n}));
        }
        return parts;
    }

    void refine(node& n) {
        auto parts = refined(n);
        for (auto& part : parts) estimate(*part);
        for (auto& part : parts) look_back(*part, n);
        const bool are_halves = n.found.kind == refinement_kind::halves;
        if (are_halves) {
            const double apart = std::abs(parts[0]->found.integral + parts[1]->found.integral - n.found.integral);
            for (auto& half : parts) {
                if (apart > n.found.noise) half->found.error = std::max(half->found.error, options_.rule.guard() * apart);
            }
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            segment& part = parts[i]->found;
            const bool depends = are_halves && subdivision_.needs_sibling(part);
            subdivision_.decide(part, depends ? &n.found : nullptr, depends ? &parts[1 - i]->found : nullptr);
        }
        n.parts = std::move(parts);
    }

    /// Compares a half with what was known before.
    void look_back(node& half, const node& whole) {
        const auto of_half = subdivision_.span(half.found), of_whole = subdivision_.span(whole.found);
        if (!estimator_.looks_back(of_half, of_whole)) return;
        const bool right = half.found.a != whole.found.a;
        const double* const middle = whole.values[whole.values.size() / 2];
        half.at_begin = right ? middle : whole.at_begin;
        half.at_end = right ? whole.at_end : middle;
        const double doubt = estimator_.doubt(of_half, right, half.values, {whole.values, whole.at_begin, whole.at_end}, 1);
        half.found.error = std::max(half.found.error, doubt);
    }

    static double integral(const node& n) {
        if (n.parts.empty()) return n.found.integral;
        return integral(*n.parts[0]) + (n.parts.size() == 1 ? 0.0 : integral(*n.parts[1]));
    }
    static double error(const node& n) {
        if (n.parts.empty()) return n.found.error;
        return error(*n.parts[0]) + (n.parts.size() == 1 ? 0.0 : error(*n.parts[1]));
    }
    static double finite_error(const node& n) {
        if (n.parts.empty()) return std::isfinite(n.found.error) ? n.found.error : 0;
        return finite_error(*n.parts[0]) + (n.parts.size() == 1 ? 0.0 : finite_error(*n.parts[1]));
    }

    static std::vector<node*> leaves(node& n) {
        if (n.parts.empty()) return {&n};
        std::vector<node*> list;
        for (auto& part : n.parts) {
            for (node* leaf : leaves(*part)) list.push_back(leaf);
        }
        return list;
    }

    double ceiling() const {
        return options_.relative_tolerance == 0 ? options_.absolute_tolerance
                                                : tolerance_.target(std::abs(integral(*root_)) + finite_error(*root_));
    }

    static double urgency(const node& n) { return n.found.urgency(); }
    bool accepted() const {
        for (const node* n : first_) {
            if (n->found.suspect && n->parts.empty()) return false;
        }
        return tolerance_.accepts(integral(*root_), error(*root_));
    }

    /// Whether the evaluations that refining n takes are too many.
    bool exhausted(const node& n) {
        std::set<key> fresh;
        for (auto& part : refined(n)) {
            for (const argument& at : arguments(*part)) fresh.insert({at.x, at.from_a, at.to_b});
        }
        std::erase_if(fresh, [&](const key& k) { return values_.contains(k); });
        return values_.size() + fresh.size() > options_.max_evaluations;
    }

    /// The status of a partition with one of these segments, if one has no integral.
    std::optional<taskquad::status> broken(const std::vector<node*>& list) const {
        std::optional<taskquad::status> s;
        for (const node* n : list) {
            if (!subdivision_.hopeless(n->found)) continue;
            if (n->found.divergent) return taskquad::status::divergent;
            s = taskquad::status::non_finite;
        }
        return s;
    }

    /// Why the tolerance cannot be met.
    taskquad::status out_of_digits() {
        const auto list = leaves(*root_);
        const node* worst =
            *std::max_element(list.begin(), list.end(), [](auto* x, auto* y) { return x->found.error < y->found.error; });
        using enum taskquad::regions::segments::limit;
        if (worst->found.limited_by == endpoint) return taskquad::status::endpoint_precision;
        if (worst->found.limited_by == tail) return taskquad::status::divergent;
        if (worst->found.limited_by == missing) return taskquad::status::non_finite;
        if (subdivision_.has_room(worst->found)) return taskquad::status::roundoff;
        // Ten bisections took away next to nothing: like 1 / x.
        const node* ancestor = worst;
        for (int i = 0; i < 10 && ancestor; ++i) ancestor = ancestor->parent;
        const bool falls = !ancestor || worst->found.magnitude < 0.9 * ancestor->found.magnitude;
        return falls ? taskquad::status::roundoff : taskquad::status::divergent;
    }

    /// Whether what refining n has changed shows that the error is noise, or falls too slowly.
    std::optional<taskquad::status> in_vain(const node& n, std::size_t segments) {
        using taskquad::decisions::stagnation;
        const segment& whole = n.found;
        double area = 0, e = 0;
        bool comparable = n.parts.size() == 2 && !whole.how.is_panel();
        for (const auto& part : n.parts) {
            area += part->found.integral;
            e += part->found.error;
            comparable = comparable && !part->found.how.is_panel() && part->found.how.level >= whole.how.level;
        }
        const double affordable = stagnation::affordable(options_.max_segments, options_.max_evaluations, segments, values_.size());
        const stagnation::refined before{whole.integral, whole.error, stagnation::is_resolved(whole.error, whole.magnitude),
                                         comparable && stagnation::is_at_rounding(whole.error, whole.magnitude)};
        const double total = error(*root_);
        if (stagnation_.is_due(before))
            stagnation_.look_at_pace(
                {total, tolerance_.target(integral(*root_)), segments, affordable, subdivision_.is_endless(n.found)});
        stagnation_.look(before, area, e, total, segments);
        if (stagnation_.found()) return taskquad::status::roundoff;
        if (stagnation_.is_too_slow()) return taskquad::status::too_slow;
        return {};
    }

    taskquad::status worst_first() {
        if (const auto s = broken(first_)) return *s;
        std::vector<node*> list = first_;
        std::size_t segments = list.size();
        double settled = 0;
        for (;;) {
            if (accepted()) return taskquad::status::converged;
            if (list.empty() || settled > ceiling()) return out_of_digits();
            const auto worst = std::max_element(list.begin(), list.end(), [](const node* x, const node* y) {
                if (urgency(*x) != urgency(*y)) return urgency(*x) < urgency(*y);
                return x->found.place > y->found.place;
            });
            node& n = **worst;
            list.erase(worst);
            if (!subdivision_.divisible(n.found)) {
                settled += n.found.error;
                continue;
            }
            if (exhausted(n)) return taskquad::status::evaluation_limit;
            refine(n);
            for (auto& part : n.parts) list.push_back(part.get());
            if (const auto s = broken(leaves(n))) return *s;
            segments += n.parts.size() - 1;
            const auto why = n.found.suspect ? std::nullopt : in_vain(n, segments);
            if (why) return accepted() ? taskquad::status::converged : *why;
        }
    }

    taskquad::status depth_first() {
        if (const auto s = broken(first_)) return *s;
        // As long as there is no integral, only what is not finite is refined.
        constexpr double unknown = std::numeric_limits<double>::max();
        const auto goal = [&] { return std::isfinite(integral(*root_)) ? tolerance_.target(integral(*root_)) : unknown; };
        double begun_with = goal(), target = begun_with;
        for (;;) {
            double settled = 0;
            auto list = leaves(*root_);
            std::reverse(list.begin(), list.end());
            while (!list.empty()) {
                // Where next to nothing was seen at first, or there was no integral, the walk begins again.
                const bool suspect =
                    std::ranges::any_of(first_, [](const node* n) { return n->found.suspect && n->parts.empty(); });
                const double now = goal();
                if (now < unknown && (begun_with == unknown || (!suspect && now > 10 * begun_with))) {
                    target = begun_with = now;
                    settled = 0;
                    list = leaves(*root_);
                    std::reverse(list.begin(), list.end());
                    continue;
                }
                if (now < unknown && settled > ceiling()) return out_of_digits();
                node& n = *list.back();
                list.pop_back();
                if (urgency(n) <= target * n.found.share) continue;
                if (!subdivision_.divisible(n.found)) {
                    settled += n.found.error;
                    continue;
                }
                if (exhausted(n)) return taskquad::status::evaluation_limit;
                refine(n);
                if (const auto s = broken(leaves(n))) return *s;
                for (auto i = n.parts.rbegin(); i != n.parts.rend(); ++i) list.push_back(i->get());
            }
            if (goal() == unknown) return taskquad::status::non_finite;
            if (begun_with == unknown) {
                target = begun_with = goal();
                continue;
            }
            if (settled > ceiling()) return out_of_digits();
            if (tolerance_.accepts(integral(*root_), error(*root_))) return taskquad::status::converged;
            begun_with = goal();
            target = std::min(begun_with, target / 2);
        }
    }

    std::function<double(argument)> f_;
    taskquad::domain where_;
    taskquad::options options_;
    taskquad::tolerance tolerance_;
    taskquad::regions::segments::estimator estimator_;
    subdivision subdivision_;
    std::unique_ptr<node> root_;
    std::vector<node*> first_;  ///< the initial segments
    std::map<key, double> values_;
    taskquad::decisions::stagnation stagnation_;
};

}  // namespace reference
