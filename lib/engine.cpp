#include "engine.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace taskquad::detail {

engine::engine(const domain& where, const options& o, int workers, bool exact)
    : reversed_(where.reversed()),
      keep_partition_(o.keep_partition),
      partition_(where, o, workers, exact),
      replay_(make_replay(partition_, o)),
      foresight_(partition_, *replay_, o.speculation),
      workers_(workers),
      retries_(o.failures.retries) {}

void engine::tell(point_id p, const sample_view& value) {
    const auto before = partition_.estimates();
    partition_.tell(p, value);
    if (partition_.estimates() == before) return;
    while (true) {
        bool news = false;
        while (const auto s = partition_.take_known()) {
            replay_->known(*s);
            news = true;
        }
        if (!news || decided_) break;
        decided_ = replay_->advance();
    }
    foresight_.plan_again();
    for (const point_id hopeless : hopeless_) {
        if (partition_.point(hopeless).required) give_up(hopeless, failures_[hopeless].last);
    }
}

void engine::withdraw(point_id p) {
    partition_.withdraw(p);
    if (!partition_.point(p).required) foresight_.plan_again();  // the plan has passed it
}

void engine::fail(point_id p, std::exception_ptr e) {
    if (partition_.point(p).known) return;
    attempts& a = failures_[p];
    a.last = std::move(e);
    if (++a.failed <= retries_) {
        withdraw(p);
    } else if (partition_.point(p).required) {
        give_up(p, a.last);
    } else {
        hopeless_.push_back(p);  // and stays given out
    }
}

void engine::give_up(point_id p, std::exception_ptr e) {
    if (done() || partition_.point(p).known) return;
    failure_ = std::move(e);
    failed_at_ = x(p);
    stopped_ = status::failed;
}

int engine::failures(point_id p) const {
    const auto found = failures_.find(p);
    return found == failures_.end() ? 0 : found->second.failed;
}

result<> engine::outcome() const {
    result<> r;
    r.status = decided_ ? *decided_ : stopped_.value_or(status::stopped);
    r.evaluations = partition_.evaluations();
    r.segments = partition_.segments();
    const bool known = partition_.begun();
    const bool single = partition_.count_of_components() == 1;
    const double value = !known   ? std::numeric_limits<double>::quiet_NaN()
                         : single ? partition_.integral().front()
                                  : partition_.size();
    r.value = reversed_ && single ? -value : value;
    r.error = known ? partition_.error() : std::numeric_limits<double>::infinity();
    if (r.status == status::non_finite) r.non_finite_at = partition_.first_non_finite();
    if (r.status == status::failed) {
        r.failure = failure_;
        r.failed_at = failed_at_;
    }
    if (known && keep_partition_) r.partition = segments();
    return r;
}

segment<> engine::piece(segment_id s) const {
    const segment_node& n = partition_[s];
    const double a = partition_.begin_of(s), b = partition_.end_of(s);
    return reversed_ ? segment<>{b, a, -n.integral, n.error} : segment<>{a, b, n.integral, n.error};
}

/// The committed leaves in the direction of the domain.
std::vector<segment<>> engine::segments() const {
    std::vector<segment<>> list;
    for (const segment_id i : partition_.leaves()) list.push_back(piece(i));
    if (reversed_) std::reverse(list.begin(), list.end());
    return list;
}

std::vector<double> engine::components() const {
    std::vector<double> list(partition_.count_of_components(), std::numeric_limits<double>::quiet_NaN());
    if (!partition_.begun()) return list;
    std::ranges::transform(partition_.integral(), list.begin(), [this](double y) { return reversed_ ? -y : y; });
    return list;
}

std::vector<double> engine::components_of_pieces() {
    auto leaves = partition_.leaves();
    if (reversed_) std::reverse(leaves.begin(), leaves.end());
    std::vector<double> list;
    for (const segment_id s : leaves) {
        for (const double y : partition_.components(s)) list.push_back(reversed_ ? -y : y);
    }
    return list;
}

double engine::evaluations_left() {
    if (decided_) return 0;
    if (!partition_.begun()) return std::numeric_limits<double>::infinity();
    const double splits = replay_->splits_left();
    foresight_.plan_again();
    const auto done = static_cast<double>(partition_.segments() - partition_.initial().size());
    const auto in_a_split =
        2 * static_cast<double>(partition_.used_rule().abscissae(partition_.used_rule().first_level(false)).size());
    // What a split costs is less than two segments' points where the rule shares some of them.
    return splits * (done > 0 ? std::min(in_a_split, static_cast<double>(partition_.evaluations()) / (done + 1)) : in_a_split);
}

}  // namespace taskquad::detail
