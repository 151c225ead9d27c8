/// The totals of a compact tree, followed in running sums that know how wrong they may be.
///
/// Only where these bounds leave open what the engine would decide, the tree is summed as the engine does it.
#pragma once

#include <cmath>
#include <limits>

#include <taskquad/tolerance.hpp>

#include "cheap/compact_tree.hpp"

namespace taskquad::cheap {

class running_totals {
public:
    running_totals(compact_tree& tree, const tolerance& t) : tree_(tree), tolerance_(t) {}

    void sum() {
        all_ = tree_.sum();
        wrong_error_ = wrong_integral_ = 0;
    }
    /// Puts the halves of a leaf in its place.
    void replace(const compact_segment& whole, const compact_segment& left, const compact_segment& right) {
        all_.error += (left.error + right.error) - whole.error;
        all_.integral += (left.integral + right.integral) - whole.integral;
        const double entering = std::abs(left.integral) + std::abs(right.integral);
        all_.magnitude += entering;
        // Each of these sums is wrong by a few roundings of the largest number in it.
        wrong_error_ += 8 * epsilon * (std::abs(all_.error) + whole.error + left.error + right.error);
        wrong_integral_ += 8 * epsilon * (std::abs(all_.integral) + std::abs(whole.integral) + entering);
    }

    /// Whether the tolerance is met.
    [[nodiscard]] bool are_accepted() {
        const double error = all_.error - wrong_error_ - of_the_tree * all_.error;
        const double integral = std::abs(all_.integral) + wrong_integral_ + of_the_tree * all_.magnitude;
        if (error > tolerance_.target(integral)) return false;
        if (wrong_error_ > 0 || wrong_integral_ > 0) sum();
        return tolerance_.accepts(std::abs(all_.integral), all_.error);
    }
    /// Whether the error of the leaves that are left alone is too large, whatever becomes of the other leaves.
    [[nodiscard]] bool is_too_much(double error_of_settled) {
        if (error_of_settled == 0) return false;
        const auto ceiling = [this] { return tolerance_.target(std::abs(all_.integral) + all_.error); };
        const double wrong = wrong_integral_ + wrong_error_ + of_the_tree * (all_.magnitude + all_.error);
        if (std::abs(error_of_settled - ceiling()) <= tolerance_.relative * wrong) sum();
        return error_of_settled > ceiling();
    }
    /// The error, with a relative accuracy of 1e-10.
    [[nodiscard]] double clear_error() {
        if (wrong_error_ > 1e-10 * all_.error) sum();
        return all_.error;
    }
    /// An upper bound for the error that may remain in the end.
    [[nodiscard]] double largest_target() const {
        return tolerance_.target(std::abs(all_.integral) + wrong_integral_ + all_.error + wrong_error_) * (1 + 1e-11);
    }

    // Right only where the totals have just been summed.
    [[nodiscard]] double integral() const { return all_.integral; }
    [[nodiscard]] double error() const { return all_.error; }

private:
    static constexpr double epsilon = std::numeric_limits<double>::epsilon();
    /// A bound for what rounding does to the sums of the tree, level by level.
    static constexpr double of_the_tree = 2048 * epsilon;

    compact_tree& tree_;
    const tolerance tolerance_;
    compact_tree::totals all_{};
    double wrong_integral_ = 0, wrong_error_ = 0;  ///< the sums are wrong by no more
};

}  // namespace taskquad::cheap
