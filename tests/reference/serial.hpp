/// A slow, obvious, serial adaptive integrator, with which every run is compared. It shares with the library the rules
/// and the definition of the sum (a segment is the sum of its halves), and nothing else: the worst leaf is found by looking at all
/// of them, every total is summed anew, and a set remembers the abscissae.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <vector>

#include <taskquad/taskquad.hpp>

namespace reference {

struct node {
    double a, b;
    double integral = 0, error = 0, noise = 0;
    bool non_finite = false;
    std::unique_ptr<node> left = nullptr, right = nullptr;
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
    serial(std::function<double(double)> f, const taskquad::domain& where, taskquad::options o)
        : f_(std::move(f)),
          where_(where),
          options_(std::move(o)),
          tolerance_{options_.absolute_tolerance, options_.relative_tolerance} {}

    outcome operator()() {
        root_ = join(where_.points());
        const bool global = options_.refinement == taskquad::refinement::global;
        const taskquad::status status = global ? worst_first() : depth_first();
        outcome r{integral(*root_), error(*root_), status};
        r.evaluations = values_.size();
        for (const node* n : leaves(*root_)) r.partition.push_back({n->a, n->b, n->integral, n->error});
        r.segments = r.partition.size();
        for (const auto& [x, value] : values_) {
            if (status == taskquad::status::non_finite && !std::isfinite(value) && std::isnan(r.non_finite_at)) r.non_finite_at = x;
        }
        return r;
    }

private:
    static constexpr double eps = std::numeric_limits<double>::epsilon();

    std::unique_ptr<node> join(std::span<const double> points) {
        auto n = std::make_unique<node>(node{points.front(), points.back()});
        if (points.size() == 2) {
            estimate(*n);
        } else {
            const std::size_t middle = points.size() / 2;
            n->left = join(points.first(middle + 1));
            n->right = join(points.subspan(middle));
        }
        return n;
    }

    static double at(double a, double b, double t) {
        const double m = std::midpoint(a, b);
        if (t == -1) return a;
        if (t == 1) return b;
        if (t == 0) return m;
        if (t == -0.5) return std::midpoint(a, m);
        if (t == 0.5) return std::midpoint(m, b);
        return std::min(b, std::max(a, m + t * ((b - a) / 2)));
    }

    std::vector<double> abscissae(double a, double b) const {
        std::vector<double> xs;
        for (const double t : options_.rule.abscissae()) xs.push_back(at(a, b, t) + 0.0);
        return xs;
    }

    double value(double x) {
        const auto found = values_.find(x);
        return found != values_.end() ? found->second : values_[x] = f_(x);
    }

    void estimate(node& n) {
        std::vector<double> fs;
        for (const double x : abscissae(n.a, n.b)) fs.push_back(value(x));
        const double h = (n.b - n.a) / 2;
        const bool finite = std::all_of(fs.begin(), fs.end(), [](double y) { return std::isfinite(y); });
        const auto e = options_.rule(fs, h);
        n.non_finite = !finite || !std::isfinite(e.integral);
        n.integral = n.non_finite ? std::numeric_limits<double>::quiet_NaN() : e.integral;
        n.noise = 4 * eps * e.magnitude;
        n.error = n.non_finite ? std::numeric_limits<double>::infinity() : std::max(e.error, n.noise);
    }

    bool divisible(const node& n) const {
        if (n.non_finite || n.error <= n.noise) return false;
        if (n.b - n.a <= std::max(64 * eps * std::max(std::abs(n.a), std::abs(n.b)), std::numeric_limits<double>::min()))
            return false;
        const double m = std::midpoint(n.a, n.b);
        const double first = options_.rule.abscissae().front(), last = options_.rule.abscissae().back();
        const auto inside = [&](double a, double b) {
            return (first == -1 || at(a, b, first) > a) && (last == 1 || at(a, b, last) < b);
        };
        return inside(n.a, m) && inside(m, n.b);
    }

    double integral(const node& n) const { return n.left ? integral(*n.left) + integral(*n.right) : n.integral; }
    double error(const node& n) const { return n.left ? error(*n.left) + error(*n.right) : n.error; }

    static std::vector<node*> leaves(node& n) {
        if (!n.left) return {&n};
        auto l = leaves(*n.left);
        const auto r = leaves(*n.right);
        l.insert(l.end(), r.begin(), r.end());
        return l;
    }

    double ceiling() const {
        return options_.relative_tolerance == 0 ? options_.absolute_tolerance
                                                : tolerance_.target(std::abs(integral(*root_)) + error(*root_));
    }

    /// Why n may not be split, if so.
    bool exhausted(const node& n, taskquad::status& why) {
        const double m = std::midpoint(n.a, n.b);
        std::set<double> fresh;
        for (const double x : abscissae(n.a, m)) fresh.insert(x);
        for (const double x : abscissae(m, n.b)) fresh.insert(x);
        std::erase_if(fresh, [&](double x) { return values_.contains(x); });
        why = taskquad::status::evaluation_limit;
        return values_.size() + fresh.size() > options_.max_evaluations;
    }

    void split(node& n) {
        const double m = std::midpoint(n.a, n.b);
        n.left = std::make_unique<node>(node{n.a, m});
        n.right = std::make_unique<node>(node{m, n.b});
        estimate(*n.left);
        estimate(*n.right);
    }

    bool non_finite() const {
        for (const node* n : leaves(*root_)) {
            if (n->non_finite) return true;
        }
        return false;
    }

    taskquad::status worst_first() {
        if (non_finite()) return taskquad::status::non_finite;
        std::vector<node*> list = leaves(*root_);
        double settled = 0;
        for (;;) {
            if (tolerance_.accepts(integral(*root_), error(*root_))) return taskquad::status::converged;
            if (list.empty() || settled > ceiling()) return taskquad::status::roundoff;
            const auto worst = std::max_element(list.begin(), list.end(), [](const node* x, const node* y) {
                return x->error != y->error ? x->error < y->error : x->a > y->a;
            });
            node& n = **worst;
            list.erase(worst);
            if (!divisible(n)) {
                settled += n.error;
                continue;
            }
            taskquad::status why{};
            if (exhausted(n, why)) return why;
            split(n);
            list.push_back(n.left.get());
            list.push_back(n.right.get());
            if (n.left->non_finite || n.right->non_finite) return taskquad::status::non_finite;
        }
    }

    taskquad::status depth_first() {
        if (non_finite()) return taskquad::status::non_finite;
        double target = tolerance_.target(integral(*root_));
        const double width = where_.points().back() - where_.points().front();
        for (;;) {
            double settled = 0;
            auto list = leaves(*root_);
            std::reverse(list.begin(), list.end());
            while (!list.empty()) {
                if (settled > ceiling()) return taskquad::status::roundoff;
                node& n = *list.back();
                list.pop_back();
                if (n.error <= target * ((n.b - n.a) / width)) continue;
                if (!divisible(n)) {
                    settled += n.error;
                    continue;
                }
                taskquad::status why{};
                if (exhausted(n, why)) return why;
                split(n);
                if (n.left->non_finite || n.right->non_finite) return taskquad::status::non_finite;
                list.push_back(n.right.get());
                list.push_back(n.left.get());
            }
            if (settled > ceiling()) return taskquad::status::roundoff;
            if (tolerance_.accepts(integral(*root_), error(*root_))) return taskquad::status::converged;
            target = std::min(tolerance_.target(integral(*root_)), target / 2);
        }
    }

    std::function<double(double)> f_;
    taskquad::domain where_;
    taskquad::options options_;
    taskquad::tolerance tolerance_;
    std::unique_ptr<node> root_;
    std::map<double, double> values_;
};

}  // namespace reference
