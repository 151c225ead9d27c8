// What a direct run decides with several workers: halves that are certain to be needed are estimated ahead (direct_pieces.cpp),
// while this thread goes on with those that are known.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include "direct_halves.hpp"
#include "direct_run.hpp"

namespace taskquad::detail {

namespace {

/// Budgets allow for the segments that are certain so many times over.
constexpr std::uint64_t times_over = 4;

/// Workers must not run out of pieces while the lead decides.
constexpr std::uint64_t bisections_at_a_time = 256;

}  // namespace

/// Whether refining every leaf would be enough for several workers to begin with.
bool direct_run::worth_looking_ahead() const {
    return concurrency_ != 1 && pace_.is_known() && static_cast<double>(tree_.leaves()) > enough_to_begin();
}

/// So many that are bisected. Workers may have to be woken; that pays for less of an f that is not that cheap, since whatever comes
/// after it takes its time as well.
double direct_run::enough_to_begin() const {
    const bool is_cheap = pace_.cost() < std::chrono::nanoseconds(500);
    return (is_cheap ? 5 : 2) * pairs_worth_a_piece();
}

/// The leaf of largest error waits for its halves. They are estimated, with those of all leaves that are certain to be bisected:
/// here, until that is enough for workers to begin with.
direct_run::state direct_run::advance_in_parallel() {
    if (!looks_ahead_) look_ahead();
    const auto first = static_cast<segment_id>(tree_.size());
    divide_ahead(tree_.worst());
    const auto enough = static_cast<std::size_t>(enough_to_begin()) + 1;
    divide_certain(enough);
    const auto end = static_cast<segment_id>(tree_.size());
    if ((end - first) / 2 < enough) {
        (void)estimate_here(first, end);
        return take_in(end) ? advance() : state::for_the_engine;
    }
    state reached = state::waits_for_halves;
    run_line([&] {
        add_in_pieces(first, end);
        while (reached == state::waits_for_halves && !line_->has_stopped()) reached = lead();
    });
    return cancelled_ ? state::for_the_engine : reached;
}

/// From now on it is known which leaves stand.
void direct_run::look_ahead() {
    looks_ahead_ = true;
    for (segment_id s = 0; s < estimated_; ++s) stand(s);
}

/// A leaf whose estimate has come. What cannot be bisected is left alone; what needs more than a bisection ends this run when it
/// comes to that, so that it is not certain what comes after it.
void direct_run::stand(segment_id s) {
    const compact_segment& n = tree_[s];
    if (!tree_.mark(s).known() || n.left != no_segment || !divisible(s)) return;
    if (wants_panel(s)) ends_at_ = std::max(ends_at_, n.error);
    ahead_.add({n.error, n.a, s});
}

void direct_run::divide_ahead(segment_id s) {
    ahead_.remove(tree_[s].error);
    (void)tree_.divide(s);
    values_.extend(tree_.size());
}

/// Leaves that are certain to be bisected, so many at most; as far as the budgets allow for them some times over, and there is
/// memory for their halves: while pieces are being done, the tree stays where it is.
void direct_run::divide_certain(std::size_t most) {
    const double size = std::abs(totals_.integral) + wrong_integral_ + totals_.error + wrong_error_;
    ahead_.aim(tolerance_.target(size) * (1 + 1e-11));
    const auto affords_another = [&] {
        const std::uint64_t ahead = tree_.initial() + (tree_.size() - tree_.initial()) / 2 + 1 - segments_;
        return evaluations_ + 2 * times_over * ahead * abscissae_ <= options_.max_evaluations &&
               segments_ + times_over * ahead <= options_.max_segments;
    };
    for (std::size_t n = 0; n < most && affords_another();) {
        if (tree_.is_full() && !grows_without_waiting()) break;
        const auto s = ahead_.take();
        if (!s) break;
        if (tree_[*s].left != no_segment || tree_[*s].error <= ends_at_) continue;
        divide_ahead(*s);
        ++n;
    }
}

bool direct_run::grows_without_waiting() { return !line_ || line_->undone() == 0; }

/// One round of the lead: takes in what has been done, adds what has become certain, decides for a while, and helps where there is
/// nothing more to decide.
direct_run::state direct_run::lead() {
    bool is_cheap = true;
    const std::size_t done = line_->done();
    if (done > taken_in_) {
        taken_in_ = done;
        is_cheap = take_in(done == line_->added() ? static_cast<segment_id>(tree_.size()) : piece(done).first);
    }
    add_certain();
    pauses_at_ = std::min(options_.max_segments, segments_ + bisections_at_a_time);
    const state reached = advance();
    if (reached == state::done) return reached;
    if (reached == state::for_the_engine || !is_cheap) return state::for_the_engine;
    if (reached == state::pauses) return state::waits_for_halves;
    if (taken_in_ == line_->added()) {  // nothing is certain but the worst
        const auto first = static_cast<segment_id>(tree_.size()), end = first + 2;
        divide_ahead(tree_.worst());
        if (pairs_worth_a_piece() > 1) {
            (void)estimate_here(first, end);
            return take_in(end) ? state::waits_for_halves : state::for_the_engine;
        }
        add_pieces(first, end);
    }
    line_->help(taken_in_);
    return state::waits_for_halves;
}

/// All segments before that one are known from now on. Whether f is still cheap.
bool direct_run::take_in(segment_id end) {
    const segment_id first = std::exchange(estimated_, end);
    for (segment_id s = first; s < end; ++s) stand(s);
    return pace_.made_meanwhile((end - first) * abscissae_, workers());
}

/// Pieces of what is certain, while there are few in the line.
void direct_run::add_certain() {
    const std::size_t in_a_piece = pairs_in_a_piece();
    while (wants_pieces()) {
        const auto first = static_cast<segment_id>(tree_.size());
        divide_certain(in_a_piece);
        const auto end = static_cast<segment_id>(tree_.size());
        if (end == first) return;
        add_pieces(first, end);
    }
}

}  // namespace taskquad::detail
