/// A slow, obvious, serial adaptive integrator, with which every run is compared. It shares with the library the estimate of one
/// segment, and the definition of the sum (a segment is the sum of its parts), and nothing else: the worst leaf is found by looking
/// at all of them, every total is summed anew, and a map remembers the values.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "estimator.hpp"

namespace reference {

using taskquad::argument;
using taskquad::detail::ends;
using taskquad::detail::form;
using taskquad::detail::panel;
using taskquad::detail::piece;

/// A piece with what is known of its ends, and how much of the tolerance a segment of it gets under local refinement.
struct stretch {
    piece chart;
    ends singular = ends::none;  ///< where f is known not to be finite
    double full_width = 0;       ///< of u, for the whole tolerance
};

struct node {
    const stretch* where;
    double a, b;
    form how = {};
    // What led to it.
    const node* parent = nullptr;
    bool initial = false, suspect = false;
    int streak_begin = 0, streak_end = 0, failed_panels = 0, cuts = 0;
    // What came out.
    double integral = 0, error = 0, noise = 0;
    taskquad::detail::assessment found = {};
    std::vector<std::unique_ptr<node>> parts = {};
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
          distances_(distances),
          where_(where),
          options_(std::move(o)),
          tolerance_{options_.absolute_tolerance, options_.relative_tolerance},
          estimator_(options_.rule, distances, options_.f_relative_accuracy, taskquad::norm()),
          trigger_(options_.rule.end_panels()) {}
    serial(std::function<double(double)> f, const taskquad::domain& where, taskquad::options o)
        : serial([f = std::move(f)](const argument& at) { return f(at.x); }, false, where, std::move(o)) {}

    outcome operator()() {
        begin();
        const bool global = options_.refinement == taskquad::refinement::global;
        const taskquad::status status = global ? worst_first() : depth_first();
        outcome r{integral(*root_), error(*root_), status};
        r.evaluations = values_.size();
        for (const node* n : leaves(*root_)) {
            r.partition.push_back({n->where->chart.x(n->a), n->where->chart.x(n->b), n->integral, n->error});
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

    // --- the initial segments

    void begin() {
        const auto pieces = taskquad::detail::pieces_of(where_.points(), options_.scale, distances_);
        const auto points = where_.points();
        const bool finite = std::isfinite(points.front()) && std::isfinite(points.back());
        std::vector<std::unique_ptr<node>> initial;
        for (const piece& p : pieces) {
            const double width = p.u_end() - p.u_begin();
            stretches_.push_back(
                {p, ends::none, finite ? points.back() - points.front() : width * static_cast<double>(pieces.size())});
            // The exp-sinh variable is always divided in the middle.
            const int n = options_.initial_segments * (p.takes_panels() ? 1 : 2);
            double a = p.u_begin();
            for (int i = 1; i <= n; ++i) {
                const double b = i == n ? p.u_end() : p.u_begin() + width * (static_cast<double>(i) / n);
                if (!(b > a)) continue;
                initial.push_back(std::make_unique<node>(node{&stretches_.back(), a, b}));
                initial.back()->initial = true;
                a = b;
            }
        }
        for (auto& n : initial) start(*n, false);
        for (auto& n : initial) first_.push_back(n.get());
        root_ = join(initial, 0, initial.size());
    }

    static std::unique_ptr<node> join(std::vector<std::unique_ptr<node>>& list, std::size_t first, std::size_t last) {
        if (last - first == 1) return std::move(list[first]);
        auto n = std::make_unique<node>(node{list[first]->where, 0, 0});
        const std::size_t middle = first + (last - first) / 2;
        n->parts.push_back(join(list, first, middle));
        n->parts.push_back(join(list, middle, last));
        return n;
    }

    /// How a new segment, after a cut or not, is estimated first.
    form first_form(const node& n, bool cut) const {
        const piece& p = n.where->chart;
        const bool closed = estimator_.closed();
        ends e = ends::none;
        if (n.a == p.u_begin() && (has(n.where->singular, ends::begin) ? cut || closed : closed && p.infinite_at_begin())) {
            e = e | ends::begin;
        }
        if (n.b == p.u_end() && (has(n.where->singular, ends::end) ? cut || closed : closed && p.infinite_at_end())) {
            e = e | ends::end;
        }
        const int level = e == ends::none ? options_.rule.first_level(n.initial) : panel::first_level;
        return {e, static_cast<std::uint8_t>(level)};
    }

    void start(node& n, bool cut) {
        n.how = first_form(n, cut);
        estimate(n);
    }

    // --- one segment

    using key = std::tuple<double, double, double>;

    std::vector<argument> arguments(const node& n) {
        std::vector<argument> list;
        estimator_.arguments({&n.where->chart, n.a, n.b, n.how}, list);
        return list;
    }

    void estimate(node& n) {
        std::vector<const double*> values;
        for (const argument& at : arguments(n)) {
            const key k{at.x, at.from_a, at.to_b};
            if (!values_.contains(k)) values_[k] = f_(at);
            values.push_back(&values_[k]);
        }
        n.found = estimator_.assess({&n.where->chart, n.a, n.b, n.how}, values, {&n.integral, 1});
        n.error = n.found.error;
        n.noise = n.found.noise;
        const bool first = n.initial && n.parent == nullptr && !n.how.is_panel();
        n.suspect = first && !n.found.non_finite && !n.found.plain && estimator_.has_room(n.where->chart, n.a, n.b);
    }

    // --- refinement

    enum class kind { halves, raise, panel, cut, none };

    ends wanted_panel(const node& n) const {
        const piece& p = n.where->chart;
        if (!trigger_ || !p.takes_panels() || n.how.is_panel()) return ends::none;
        if (n.found.non_finite) {
            const bool both = n.a == p.u_begin() && n.b == p.u_end();
            return both && n.found.bad_ends != ends::none ? ends::both : n.found.bad_ends;
        }
        const int enough = trigger_->bisections + 2 * n.failed_panels;
        if (n.found.fades) return ends::none;
        if (n.streak_begin >= enough) return ends::begin;
        return n.streak_end >= enough ? ends::end : ends::none;
    }

    kind kind_of(const node& n) const {
        if (n.found.divergent) return kind::none;
        if (n.found.non_finite) {
            if (!trigger_) return kind::none;
            const piece& p = n.where->chart;
            const auto x = [&](double u) { return p.x(u); };
            if (n.found.bad_u) {
                const bool inside = x(*n.found.bad_u) > x(n.a) || x(*n.found.bad_u) < x(n.b);
                return n.cuts < 3 && inside ? kind::cut : kind::none;
            }
            return wanted_panel(n) != ends::none ? kind::panel : kind::none;
        }
        if (wanted_panel(n) != ends::none) return kind::panel;
        const int last = n.how.is_panel() ? panel::last_level : options_.rule.levels() - 1;
        return n.found.raise && n.how.level < last ? kind::raise : kind::halves;
    }

    bool divisible(const node& n) const {
        return kind_of(n) != kind::none && (n.found.non_finite || n.suspect || n.error > n.noise) &&
               estimator_.has_room(n.where->chart, n.a, n.b);
    }

    /// Whether there is no integral as far as this segment tells.
    bool hopeless(const node& n) const { return n.found.divergent || (n.found.non_finite && !divisible(n)); }

    std::vector<std::unique_ptr<node>> refined(const node& n) {
        std::vector<std::unique_ptr<node>> parts;
        const auto add = [&](const stretch* s, double a, double b) -> node& {
            parts.push_back(std::make_unique<node>(node{s, a, b}));
            parts.back()->parent = &n;
            parts.back()->failed_panels = n.failed_panels;
            parts.back()->cuts = n.cuts;
            return *parts.back();
        };
        switch (kind_of(n)) {
            case kind::halves: {
                const double m = std::midpoint(n.a, n.b);
                for (auto [a, b] : {std::pair(n.a, m), std::pair(m, n.b)}) {
                    node& half = add(n.where, a, b);
                    if (n.how.is_panel()) ++half.failed_panels;
                    half.how = first_form(half, false);
                }
                break;
            }
            case kind::raise:
            case kind::panel: {
                node& same = add(n.where, n.a, n.b);
                same.initial = n.initial;
                if (kind_of(n) == kind::raise) {
                    same.streak_begin = n.streak_begin;
                    same.streak_end = n.streak_end;
                }
                same.how = {n.how.panel_at, static_cast<std::uint8_t>(n.how.level + 1)};
                if (kind_of(n) == kind::panel) same.how = {wanted_panel(n), panel::first_level};
                break;
            }
            case kind::cut: {
                const piece& p = n.where->chart;
                const double x = p.x(*n.found.bad_u), xa = p.x(n.a), xb = p.x(n.b);
                const double share = (n.b - n.a) / n.where->full_width;
                using enum piece::chart;
                const double scale = options_.scale;
                if (x > xa) {
                    const bool all = std::isinf(xa);
                    const piece q =
                        all ? piece(half_line_down, xa, x, scale, distances_) : piece(finite, p.a(), x, scale, distances_);
                    const double a = all ? q.u_begin() : xa, b = all ? q.u_end() : x;
                    const ends bad = (n.a == p.u_begin() ? n.where->singular : ends::none);
                    stretches_.push_back(
                        {q, (has(bad, ends::begin) ? ends::begin : ends::none) | ends::end, (b - a) / (share / 2)});
                    add(&stretches_.back(), a, b);
                }
                if (x < xb) {
                    const bool all = std::isinf(xb);
                    const piece q =
                        all ? piece(half_line_up, x, xb, scale, distances_) : piece(finite, x, p.b(), scale, distances_);
                    const double a = all ? q.u_begin() : x, b = all ? q.u_end() : xb;
                    const ends bad = (n.b == p.u_end() ? n.where->singular : ends::none);
                    stretches_.push_back({q, (has(bad, ends::end) ? ends::end : ends::none) | ends::begin, (b - a) / (share / 2)});
                    add(&stretches_.back(), a, b);
                }
                for (auto& part : parts) {
                    ++part->cuts;
                    part->how = first_form(*part, true);
                }
                break;
            }
            case kind::none:
                break;
        }
        return parts;
    }

    void refine(node& n) {
        const kind k = kind_of(n);
        auto parts = refined(n);
        for (auto& part : parts) estimate(*part);
        if (k == kind::halves && trigger_) {
            node &left = *parts[0], &right = *parts[1];
            const auto concentrates = [&](const node& end, const node& other) {
                if (end.how.is_panel() || !end.where->chart.takes_panels()) return false;
                return end.error > trigger_->over_sibling * other.error && end.error > trigger_->share * n.error;
            };
            if (left.a == n.where->chart.u_begin() && concentrates(left, right)) left.streak_begin = n.streak_begin + 1;
            if (right.b == n.where->chart.u_end() && concentrates(right, left)) right.streak_end = n.streak_end + 1;
        }
        n.parts = std::move(parts);
    }

    static double integral(const node& n) {
        if (n.parts.empty()) return n.integral;
        return integral(*n.parts[0]) + (n.parts.size() == 1 ? 0.0 : integral(*n.parts[1]));
    }
    static double error(const node& n) {
        if (n.parts.empty()) return n.error;
        return error(*n.parts[0]) + (n.parts.size() == 1 ? 0.0 : error(*n.parts[1]));
    }
    static double finite_error(const node& n) {
        if (n.parts.empty()) return std::isfinite(n.error) ? n.error : 0;
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

    static double urgency(const node& n) { return n.suspect ? infinity : n.error; }
    bool accepted() const {
        for (const node* n : first_) {
            if (n->suspect && n->parts.empty()) return false;
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
            if (!hopeless(*n)) continue;
            if (n->found.divergent) return taskquad::status::divergent;
            s = taskquad::status::non_finite;
        }
        return s;
    }

    /// Why the tolerance cannot be met.
    taskquad::status out_of_digits() {
        const auto list = leaves(*root_);
        const node* worst = *std::max_element(list.begin(), list.end(), [](auto* x, auto* y) { return x->error < y->error; });
        using enum taskquad::detail::limit;
        if (worst->found.limited_by == endpoint) return taskquad::status::endpoint_precision;
        if (worst->found.limited_by == tail) return taskquad::status::divergent;
        if (estimator_.has_room(worst->where->chart, worst->a, worst->b)) return taskquad::status::roundoff;
        // Ten bisections took away next to nothing: like 1 / x.
        const node* ancestor = worst;
        for (int i = 0; i < 10 && ancestor; ++i) ancestor = ancestor->parent;
        const bool falls = !ancestor || worst->found.magnitude < 0.9 * ancestor->found.magnitude;
        return falls ? taskquad::status::roundoff : taskquad::status::divergent;
    }

    /// Whether what refining n has changed shows that the error is noise.
    bool noisy(const node& n, std::size_t segments) {
        if (!(n.error > 0)) return false;
        const double total = error(*root_);
        if (total < 0.9 * record_) {
            record_ = total;
            patience_ = 100 + 2 * segments;
            since_ = in_vain_ = 0;
        } else {
            ++since_;
            double after = 0;
            for (const auto& part : n.parts) after += part->error;
            if (after >= 0.5 * n.error) ++in_vain_;
        }
        if (!(n.error <= 1e-5 * n.found.magnitude)) return false;
        if (since_ >= patience_ && 8 * in_vain_ >= since_) return true;
        // As QUADPACK counts.
        if (n.parts.size() != 2 || !(n.error <= 1e-10 * n.found.magnitude)) return false;
        const node &l = *n.parts[0], &r = *n.parts[1];
        if (n.how.is_panel() || l.how.is_panel() || r.how.is_panel() || l.how.level < n.how.level) return false;
        const double area = l.integral + r.integral, e = l.error + r.error;
        if (std::abs(n.integral - area) <= 1e-5 * std::abs(area) && e >= 0.99 * n.error) ++stagnant_;
        if (++looked_at_ > 10 && e > n.error) ++grown_;
        return stagnant_ >= 6 || grown_ >= 20;
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
                const double xx = x->where->chart.x(x->a), yy = y->where->chart.x(y->a);
                return xx != yy ? xx > yy : x->a > y->a;
            });
            node& n = **worst;
            list.erase(worst);
            if (!divisible(n)) {
                settled += n.error;
                continue;
            }
            if (exhausted(n)) return taskquad::status::evaluation_limit;
            refine(n);
            for (auto& part : n.parts) list.push_back(part.get());
            if (const auto s = broken(leaves(n))) return *s;
            segments += n.parts.size() - 1;
            if (noisy(n, segments)) return accepted() ? taskquad::status::converged : taskquad::status::roundoff;
        }
    }

    taskquad::status depth_first() {
        if (const auto s = broken(first_)) return *s;
        double target = tolerance_.target(integral(*root_));
        for (;;) {
            double settled = 0;
            auto list = leaves(*root_);
            std::reverse(list.begin(), list.end());
            while (!list.empty()) {
                if (settled > ceiling()) return out_of_digits();
                node& n = *list.back();
                list.pop_back();
                if (urgency(n) <= target * ((n.b - n.a) / n.where->full_width)) continue;
                if (!divisible(n)) {
                    settled += n.error;
                    continue;
                }
                if (exhausted(n)) return taskquad::status::evaluation_limit;
                refine(n);
                if (const auto s = broken(leaves(n))) return *s;
                for (auto i = n.parts.rbegin(); i != n.parts.rend(); ++i) list.push_back(i->get());
            }
            if (settled > ceiling()) return out_of_digits();
            if (tolerance_.accepts(integral(*root_), error(*root_))) return taskquad::status::converged;
            target = std::min(tolerance_.target(integral(*root_)), target / 2);
        }
    }

    std::function<double(argument)> f_;
    bool distances_;
    taskquad::domain where_;
    taskquad::options options_;
    taskquad::tolerance tolerance_;
    taskquad::detail::estimator estimator_;
    std::optional<taskquad::end_trigger> trigger_;
    std::list<stretch> stretches_;
    std::unique_ptr<node> root_;
    std::vector<node*> first_;  ///< the initial segments
    std::map<key, double> values_;
    double record_ = infinity;
    std::size_t patience_ = 102, since_ = 0, in_vain_ = 0;
    int stagnant_ = 0, grown_ = 0, looked_at_ = 0;
};

}  // namespace reference
