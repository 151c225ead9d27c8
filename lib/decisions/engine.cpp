#include "decisions/engine.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "problem/failure.hpp"

namespace taskquad::decisions {

engine::engine(std::unique_ptr<regions::kind> k, const options& o, int workers)
    : engine(course_of(std::move(k), o, workers), o, workers) {}

engine::engine(course c, const options& o, int workers)
    : options_(o),
      state_(std::move(c.state)),
      replay_(std::move(c.decisions)),
      speculation_(*state_, *replay_, o.speculation.value_or(speculation::usual)),
      workers_(workers) {}

void engine::tell(point_id p, const problem::value_view& value) {
    const auto before = state_->estimates();
    state_->tell(p, value);
    if (state_->estimates() == before) return;
    while (true) {
        bool news = false;
        while (const auto s = state_->take_known()) {
            if (!(*state_)[*s].look) replay_->known(*s);
            news = true;
        }
        if (!news || decided_) break;
        decided_ = replay_->advance();
        if (before_ && state_->begun() && !state_->suspect() && says_more()) before_.reset();
        if (decided_) change_course();
        const bool is_claim = decided_ == status::converged || decided_ == status::all_zero;
        if (before_ && decided_ && (is_claim || says_more())) before_.reset();
    }
    speculation_.plan_again();
    if (!hopeless_.empty() && !done()) give_up(replay_->awaited());
}

/// Whether the course taken says more than the one before: where that has seen f, nothing but zeros says less.
bool engine::says_more() const {
    const bool is_of_zeros = state_->begun() && state_->size() == 0 && state_->error() == 0;
    return !is_of_zeros || before_->size() == 0;
}

/// Where there is another way than the one that has ended, it is taken, with all points that there are.
void engine::change_course() {
    auto regions = replay_->instead(*decided_);
    if (!regions) return;
    course other = course_after(*state_, std::move(regions), options_, workers_);
    for (; const auto step = state_->first_step(); state_->drop_step()) steps_before_.push_back(shown(*step));
    speculation_.follow(*other.state, *other.decisions);
    replay_ = std::move(other.decisions);
    if (state_->begun() && !before_) before_ = std::move(state_);
    state_ = std::move(other.state);
    decided_.reset();
}

void engine::take_over(const engine& from) {
    // In their order, the first of which are those of the initial regions here, too.
    for (point_id p = 0; p < from.points(); ++p) make(from.at(p).coordinates);
    for (point_id p = 0; p < from.points(); ++p) {
        if (!from.point(p).known) continue;
        tell(p, from.value(p));
        if (from.point(p).given) give(p);
    }
    failures_ = from.failures_;
    hopeless_ = from.hopeless_;
    for (const point_id p : hopeless_) {
        if (!from.point(p).known) give(p);
    }
    stopped_ = from.stopped_;
    failure_ = from.failure_;
    failed_at_ = from.failed_at_;
    if (!hopeless_.empty() && !done()) give_up(replay_->awaited());
}

void engine::withdraw(point_id p) {
    state_->withdraw(p);
    if (!state_->point(p).required) speculation_.plan_again();  // the plan is already past this point
}

void engine::fail(point_id p, std::exception_ptr e) {
    if (state_->point(p).known) return;
    attempts& a = failures_[p];
    const bool again = a.failed < options_.failures.retries && !problem::is_circle(e);
    const auto awaited = again || done() ? std::span<const point_id>() : replay_->awaited();
    again ? withdraw(p) : hopeless_.push_back(p);
    // From here on nothing throws.
    a.last = std::move(e);
    ++a.failed;
    give_up(awaited);
}

/// Where one of the points that the replay waits for has failed for good.
void engine::give_up(std::span<const point_id> awaited) noexcept {
    for (const point_id p : awaited) {
        if (state_->point(p).known || std::ranges::find(hopeless_, p) == hopeless_.end()) continue;
        failure_ = failures_.at(p).last;
        failed_at_ = p;
        return stop(status::failed);
    }
}

int engine::failures(point_id p) const {
    const auto found = failures_.find(p);
    return found == failures_.end() ? 0 : found->second.failed;
}

result<> engine::outcome() const {
    result<> r;
    r.status = decided_ ? *decided_ : stopped_.value_or(status::stopped);
    r.evaluations = state().evaluations();
    r.segments = state().segments();
    r.cubature = state().kind().foundation();
    const bool known = state().begun();
    const bool single = state().is_of_numbers();
    const double value = !known ? std::numeric_limits<double>::quiet_NaN() : single ? state().integral().front() : state().size();
    r.value = reversed() && single ? -value : value;
    r.error = known ? state().error() : std::numeric_limits<double>::infinity();
    const auto bad = r.status == status::non_finite ? state().first_non_finite() : std::nullopt;
    if (bad) r.non_finite_at = x(*bad);
    if (r.status == status::failed) {
        r.failure = failure_;
        if (failed_at_) r.failed_at = x(*failed_at_);
    }
    if (const auto where = r.status == status::failed ? failed_at_ : bad) r.place = place(*where);
    if (known && options_.keep_partition && state().kind().dimension() == 1) r.partition = segments();
    if (known && options_.keep_partition) r.cells = cells();
    return r;
}

/// A region as an observer sees it, in the direction of the domain.
segment<> engine::shown(const approximation& of, const region& r) const {
    const segment<> s = of.kind().shown(r);
    return reversed() ? segment<>{s.b, s.a, -s.integral, s.error} : s;
}

engine::shown_step engine::shown(const approximation::step& s) const {
    using enum approximation::step::kind;
    const region& r = (*state_)[s.segment];
    const auto parts = s.what == split ? state_->successors(s.segment) : std::span(&r, 1);
    return {s.what, shown(*state_, parts.front()), shown(*state_, parts.back())};
}

std::optional<engine::shown_step> engine::first_step() const {
    if (!steps_before_.empty()) return steps_before_.front();
    const auto step = state_->first_step();
    return step ? std::optional(shown(*step)) : std::nullopt;
}

void engine::drop_step() { steps_before_.empty() ? state_->drop_step() : steps_before_.pop_front(); }

/// The committed leaves in the direction of the domain.
std::vector<segment<>> engine::segments() const {
    std::vector<segment<>> list;
    for (const region_id i : state().leaves()) list.push_back(shown(state(), state()[i]));
    if (reversed()) std::reverse(list.begin(), list.end());
    return list;
}

/// The same of a box.
std::vector<cell<>> engine::cells() const {
    std::vector<cell<>> list;
    for (const region_id i : state().leaves()) {
        const region& r = state()[i];
        const std::vector<double> sides = state().kind().sides(r);
        if (sides.empty()) return {};
        cell<>& c = list.emplace_back(cell<>{{}, {}, shown(state(), r).integral, r.error});
        for (std::size_t a = 0; a < sides.size(); a += 2) {
            c.lower.push_back(sides[a]);
            c.upper.push_back(sides[a + 1]);
        }
    }
    if (reversed()) std::reverse(list.begin(), list.end());
    return list;
}

std::vector<double> engine::components() const {
    std::vector<double> list;
    if (!state().begun()) return list;
    for (const double y : state().integral()) list.push_back(reversed() ? -y : y);
    return list;
}

std::vector<double> engine::components_of_pieces() {
    approximation& all = before_ ? *before_ : *state_;
    auto leaves = all.leaves();
    if (reversed()) std::reverse(leaves.begin(), leaves.end());
    std::vector<double> list;
    for (const region_id s : leaves) {
        for (const double y : all.components(s)) list.push_back(reversed() ? -y : y);
    }
    return list;
}

double engine::evaluations_left() {
    if (decided_) return 0;
    if (!state_->begun()) return std::numeric_limits<double>::infinity();
    speculation_.plan_again();  // first, so that the next guess begins anew even where `splits_left` throws
    const double splits = replay_->splits_left();
    const auto done = static_cast<double>(state_->segments() - state_->initial().size());
    const auto in_a_split = static_cast<double>(state_->evaluations_at(2 * state_->kind().points_of_one()));
    // A split takes fewer evaluations than two regions have points where regions share points.
    return splits * (done > 0 ? std::min(in_a_split, static_cast<double>(state_->evaluations()) / (done + 1)) : in_a_split);
}

}  // namespace taskquad::decisions
