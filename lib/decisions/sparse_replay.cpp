#include "decisions/sparse_replay.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace taskquad::decisions {

std::optional<status> sparse_replay::advance() {
    if (!sum_.begun()) return {};
    if (const auto why = sum_.broken()) return why;  // before errors that are no numbers are put in an order
    if (!std::exchange(begun_, true)) {
        sum_.note(target());
        for (const region_id s : sum_.standing()) standing_.insert(rank(s));
    }
    while (true) {
        if (const auto why = sum_.broken()) return why;
        if (batch_.empty()) {
            if (sum_.is_looking()) {
                if (!take_look()) return {};
                continue;
            }
            if (const auto end = judge()) return end;
            if (sum_.is_looking()) return {};
        }
        const bool looks = !batch_.empty();
        const region_id s = due();
        if (const auto exhausted = sum_.over_budget(s)) return exhausted;
        if (!sum_[s].required) {
            if (in_certain_[s] && !sum_.is_last(s)) certain_.remove(sum_[s].error);
            sum_.require(s);
        }
        if (!sum_.parts_known(s)) break;

        standing_.erase(rank(s));
        const auto parts = sum_.refine(s);
        if (sum_.broken()) continue;
        for (const region_id part : parts) {
            standing_.insert(rank(part));
            add_to_certain(part);
        }
        if (looks) batch_.pop_back();
        if (batch_.empty()) sum_.note(target());
        if (looks && batch_.empty()) end_look();
    }
    require_certain();
    return {};
}

std::unique_ptr<regions::kind> sparse_replay::instead(status ended) {
    return sum_.gives_way(ended, target()) ? sum_.otherwise()->make() : nullptr;
}

std::span<const point_id> sparse_replay::awaited() {
    if (sum_.is_looking()) return sum_.looked_at();
    return sum_.awaited(begun_ ? due() : no_region);
}

/// Whether the end has come; if not, and as little is left as may be, a look begins.
std::optional<status> sparse_replay::judge() {
    const double most_left = sum_.may_be_left(target());
    if (sum_.left() > most_left && !standing_.empty()) return sum_.is_given_up() ? std::optional(status::too_slow) : std::nullopt;
    if (sum_.left() <= most_left && sum_.is_believed(most_left)) {
        if (sum_.begin_look(most_left)) return sum_.look_over_budget();
        if (sum_.sees_nothing()) return end_of_zeros();
        return tolerance_.accepts(sum_.size(), sum_.error()) ? status::converged : sum_.limitation();
    }
    if (standing_.empty()) return sum_.sees_nothing() ? end_of_zeros() : sum_.limitation();
    if (sum_.is_given_up()) return status::too_slow;
    if (sum_.limitation() == status::divergent) return status::divergent;
    begin_look(most_left);
    return {};
}

status sparse_replay::end_of_zeros() const {
    return tolerance_.absolute > 0 || sum_.kind().is_empty() ? status::converged : status::all_zero;
}

bool sparse_replay::take_look() {
    if (!sum_.end_look()) return false;
    sum_.note_look(target());
    return true;
}

/// Where the probes disagree, there is something to which no large item leads: those of the smallest depth are refined first, until
/// there are a quarter more evaluations. Where the value has drifted: the largest, until the last state that was off by more than
/// may be left is out of sight, or there are twice as many. Where items with small errors hold back others that are probably
/// larger: those items.
void sparse_replay::begin_look(double most_left) {
    const auto n = static_cast<double>(sum_.evaluations());
    double wanted = 1.25 * n;
    std::vector<region_id> list = sum_.standing();
    if (!sum_.agrees(most_left)) {
        std::ranges::stable_sort(list, {}, [this](region_id s) { return sum_[s].depth; });
    } else if (auto holders = sum_.holding_back(most_left); !holders.empty() && !sum_.has_drifted(most_left)) {
        list = std::move(holders);
        wanted = std::numeric_limits<double>::infinity();
    } else {
        wanted = std::max(1.1 * n, std::min(3 * static_cast<double>(sum_.last_off(most_left)), 2 * n));
        std::ranges::sort(list, [this](region_id s, region_id t) { return rank(t) < rank(s); });
    }
    sum_.imagine();
    auto evaluations = sum_.evaluations();
    for (const region_id s : list) {
        batch_.push_back(s);
        evaluations += sum_.fresh(sum_.imagine_refined(sum_[s].own));
        if (evaluations <= sum_.max_evaluations()) sum_.require(s);
        if (static_cast<double>(evaluations) >= wanted) break;
    }
    std::ranges::reverse(batch_);
}

/// The certain set begins again with what stands.
void sparse_replay::end_look() {
    certain_ = {};
    in_certain_.clear();
    for (const ranked& r : standing_) add_to_certain(r.segment);
}

void sparse_replay::known(region_id s) { add_to_certain(s); }

void sparse_replay::add_to_certain(region_id s) {
    if (in_certain_.size() <= s) in_certain_.resize(s + std::size_t{1});
    if (sum_[s].required || in_certain_[s]) return;
    in_certain_[s] = true;
    if (sum_.is_last(s)) {
        certain_.add_undividable(sum_[s].error);
    } else {
        certain_.add(rank(s));
    }
}

void sparse_replay::require_certain() {
    if (!begun_ || !batch_.empty()) return;
    const double least = tolerance_.relative == 0 ? tolerance_.absolute : tolerance_.target(sum_.size() + sum_.left());
    certain_.aim(sum_.most_left(least) * (1 + 1e-12));  // the sums compared run in different orders
    while (const auto s = certain_.next([this](region_id one) { return !sum_[one].required; })) {
        if (!sum_.affordable(*s)) return;
        certain_.take();
        sum_.require(*s);
    }
}

// --- guessing

void sparse_replay::imagine() {
    sum_.imagine();
    ahead_ = {};
    taken_.clear();
    next_standing_ = standing_.rbegin();
    next_of_batch_ = batch_.size();
    guessed_left_ = sum_.left();
    guessed_target_ = sum_.most_left(target());
}

/// The next item to be refined, if any: those of a look in their order, then the largest one.
std::optional<sparse_sum::number> sparse_replay::take_prospect() {
    if (next_of_batch_ > 0) {
        const auto n = sum_[batch_[--next_of_batch_]].own;
        taken_.insert(n);
        return n;
    }
    if (guessed_left_ <= guessed_target_) return {};
    while (next_standing_ != standing_.rend() && taken_.contains(sum_[next_standing_->segment].own)) ++next_standing_;
    const bool stands = next_standing_ != standing_.rend();
    if (ahead_.empty() && !stands) return {};
    if (stands && (ahead_.empty() || ahead_.top().error <= next_standing_->error)) return sum_[(next_standing_++)->segment].own;
    const auto n = ahead_.top().number;
    ahead_.pop();
    return n;
}

std::optional<replay::guess> sparse_replay::next_guess(bool make) {
    const auto n = begun_ ? take_prospect() : std::nullopt;
    if (!n) return {};
    guessed_left_ -= sum_.imagined_error(*n);
    guess g{sum_.region_of(*n), true};
    const auto list = sum_.imagine_refined(*n);
    for (const auto part : list) {
        g.parts_known = g.parts_known && sum_.is_known(part);
        const double error = sum_.imagined_error(part);
        guessed_left_ += error;
        ahead_.push({error, part});
    }
    if (make && !g.parts_known) sum_.await_imagined(list);
    return g;
}

}  // namespace taskquad::decisions
