/// What a direct run does with several workers (lib/cheap/), in virtual time: bisections in the order of their errors, by one lead,
/// which has halves that are certain to be needed evaluated ahead by a line (virtual_line.hpp). The segments and their errors are
/// those of the problem; what an evaluation of f takes is said. The sizes of jobs are those of lib/cheap/.
#pragma once

#include <cmath>
#include <set>
#include <taskquad/rules.hpp>
#include <utility>
#include <vector>

#include "virtual_line.hpp"

namespace simulation {

/// The bisections of [0, 1], each made when it is asked for.
class bisections {
public:
    struct segment {
        double a, b, integral, error;
        std::size_t left = 0;  ///< 0: it has not been divided
    };

    explicit bisections(double (*f)(double)) : f_(f) { add(0, 1); }
    [[nodiscard]] const segment& operator[](std::size_t i) const { return segments_[i]; }
    /// The left one of its halves; the right one is the next.
    std::size_t divide(std::size_t i) {
        if (segments_[i].left == 0) {
            const double a = segments_[i].a, b = segments_[i].b, middle = (a + b) / 2;
            segments_[i].left = segments_.size();
            add(a, middle);
            add(middle, b);
        }
        return segments_[i].left;
    }

private:
    void add(double a, double b) {
        const double h = (b - a) / 2;
        std::vector<double> y;
        for (const double t : rule_.abscissae()) y.push_back(f_((a + b) / 2 + h * t));
        const auto e = rule_(y, h);
        segments_.push_back({a, b, e.integral, e.error});
    }

    double (*f_)(double);
    const taskquad::rule rule_ = taskquad::gauss_kronrod(21);
    std::vector<segment> segments_;
};

/// What came of it.
struct tally {
    microseconds time, spinning;
    std::size_t evaluations, woken, by_others;
    microseconds worked;
};

class run {
public:
    /// At a relative tolerance of 1e-10. An evaluation of f takes `cost`; estimates and decisions take what they take.
    run(bisections& b, microseconds cost, int slots, policy p = policy::workforce)
        : all_(b), pair_(evaluations * (cost + estimating)), seen_(pair_ + deciding), line_(slots, p), policy_(p) {}

    tally operator()() {
        line_.pass(pair_ / 2);
        bring_in(0);
        while (error_ > target()) {
            const std::size_t worst = std::prev(leaves_.end())->second;
            if (is_known(worst)) {
                split(worst);
            } else if (!looks_ahead_ && !begins_to_look_ahead()) {
                evaluate_here(worst);
            } else {
                lead(worst);
            }
        }
        return {line_.now(),   line_.spinning(),  evaluations / 2 + evaluations * splits_,
                line_.woken(), line_.by_others(), line_.worked()};
    }

private:
    using ranked = std::set<std::pair<double, std::size_t>>;
    static constexpr std::size_t evaluations = 42;  // of a pair of halves
    static constexpr microseconds estimating = 0.003, deciding = 0.13, cheap = 0.5;

    struct share_of_pairs {
        std::vector<std::size_t> segments;  ///< whose halves are evaluated
        std::size_t part = 0, parts = 1;
    };

    [[nodiscard]] double target() const { return 1e-10 * std::abs(integral_); }
    [[nodiscard]] bool is_known(std::size_t s) const { return s < known_.size() && known_[s]; }

    // The decisions.
    void bring_in(std::size_t s) {
        leaves_.emplace(all_[s].error, s);
        error_ += all_[s].error;
        integral_ += all_[s].integral;
    }
    void split(std::size_t s) {
        leaves_.erase({all_[s].error, s});
        error_ -= all_[s].error;
        integral_ -= all_[s].integral;
        const std::size_t left = all_.divide(s);
        bring_in(left);
        bring_in(left + 1);
        ++splits_;
        line_.pass(deciding);
    }
    void evaluate_here(std::size_t s) {
        line_.pass(pair_);
        take_in(s);
    }
    /// The halves of s are known.
    void take_in(std::size_t s) {
        const std::size_t left = all_.divide(s);
        known_.resize(std::max(known_.size(), left + 2));
        known_[s] = true;
        if (!looks_ahead_) return;
        stand(left);
        stand(left + 1);
    }

    // What is certain: the leaves of largest error among all that are known, as long as the others alone exceed the tolerance.
    void stand(std::size_t s) {
        standing_.emplace(all_[s].error, s);
        standing_error_ += all_[s].error;
    }
    void leave(std::size_t s) {
        standing_.erase({all_[s].error, s});
        standing_error_ -= all_[s].error;
        all_.divide(s);
        segments_ += 2;
    }
    std::vector<std::size_t> certain(std::size_t most) {
        std::vector<std::size_t> found;
        while (found.size() < most && !standing_.empty() && standing_error_ > target()) {
            found.push_back(std::prev(standing_.end())->second);
            leave(found.back());
        }
        return found;
    }

    /// Of a pair of halves.
    [[nodiscard]] taskquad::tasks::effort unit() const {
        return {taskquad::tasks::effort::seconds(seen_ * 1e-6), taskquad::tasks::effort::seconds(deciding * 1e-6)};
    }
    [[nodiscard]] double pairs_worth_a_job() const { return taskquad::tasks::workforce::units_worth_a_job(unit()); }

    [[nodiscard]] std::size_t shares_of_a_pair() {
        const bool as_before = policy_ == policy::everybody && line_.undone() < 4 * static_cast<std::size_t>(line_.slots());
        const double shares =
            as_before ? 1 / pairs_worth_a_job() : line_.force().shares_of_a_unit(unit(), line_.undone(), line_.awake());
        return static_cast<std::size_t>(std::clamp(shares, 1.0, static_cast<double>(evaluations)));
    }

    bool begins_to_look_ahead() {
        const double enough = (seen_ < evaluations * cheap ? 5 : 2) * pairs_worth_a_job();
        if (line_.slots() == 1 || static_cast<double>(leaves_.size()) <= enough) return false;
        looks_ahead_ = true;
        looked_at_ = line_.now();
        for (const auto& [error, s] : leaves_) stand(s);
        segments_ = 2 * leaves_.size() - 1;
        return true;
    }

    void add(const std::vector<std::size_t>& which) {
        const std::size_t parts = which.size() == 1 ? shares_of_a_pair() : 1;
        for (std::size_t part = 0; part < parts; ++part) {
            shares_.push_back({which, part, parts});
            const double pairs = static_cast<double>(which.size()) / static_cast<double>(parts);
            line_.add(pairs * pair_, pairs * unit());
        }
    }

    /// One round, while the worst leaf waits for its halves.
    void lead(std::size_t worst) {
        take_in_what_is_done();
        while (line_.force().wants_jobs(unit(), line_.undone())) {
            const auto found = certain(line_.force().units_in_a_job(unit(), static_cast<double>(segments_) / 2));
            if (found.empty()) break;
            add(found);
        }
        take_in_what_is_done();
        if (is_known(worst)) return;
        if (line_.undone() > 0) return line_.help();
        leave(worst);
        pairs_worth_a_job() > 1 ? evaluate_here(worst) : add({worst});
    }

    void take_in_what_is_done() {
        constexpr microseconds looking_at_a_pair = 0.02;
        for (const std::size_t done = line_.done(); taken_in_ < done; ++taken_in_) {
            const share_of_pairs& share = shares_[taken_in_];
            if (share.part + 1 < share.parts) continue;
            for (const std::size_t s : share.segments) {
                line_.pass(looking_at_a_pair);
                take_in(s);
                ++pairs_since_;
            }
        }
        // Who is woken for nothing was taken for working, too, so that f seemed to take longer.
        if (policy_ != policy::everybody || pairs_since_ < 12) return;
        seen_ = (line_.now() - looked_at_) * line_.slots() / static_cast<double>(pairs_since_);
        looked_at_ = line_.now();
        pairs_since_ = 0;
    }

    bisections& all_;
    const microseconds pair_;  ///< what it takes to evaluate a pair of halves
    microseconds seen_;        ///< what that seems to take
    line line_;
    const policy policy_;
    std::size_t splits_ = 0;

    ranked leaves_;  ///< of the partition
    double error_ = 0, integral_ = 0;
    std::vector<bool> known_;  ///< by segment: whether its halves are
    bool looks_ahead_ = false;
    ranked standing_;  ///< leaves among all that are known
    double standing_error_ = 0;
    std::size_t segments_ = 1;            ///< in all
    std::vector<share_of_pairs> shares_;  ///< by job
    std::size_t taken_in_ = 0;            ///< jobs
    microseconds looked_at_ = 0;
    std::size_t pairs_since_ = 0;
};

}  // namespace simulation
