#include "mpi/roster.hpp"

#include <algorithm>
#include <limits>

namespace taskquad::mpi::ranks {

namespace {

/// From so many latest answers it is known how long an answer usually takes.
constexpr std::size_t answers_remembered = 101, answers_that_tell = 5;

/// How much longer than usual a straggler takes.
constexpr double straggling = 2;

}  // namespace

roster::member& roster::of(int rank) {
    const auto index = static_cast<std::size_t>(rank);
    if (index >= members_.size()) members_.resize(index + 1);
    return members_[index];
}

std::tuple<double, bool, int> roster::place_of(int rank) const {
    const member& m = members_[static_cast<std::size_t>(rank)];
    return {static_cast<double>(m.in_hand.size()) / static_cast<double>(m.takes.slots), rank == 0, rank};
}

/// Whatever changes in a member, its place among the open ones and the counts follow.
template <class Change>
void roster::change(int rank, Change&& how) {
    member& m = of(rank);
    const auto count = [&](int by) {
        if (!m.is_present) return;
        present_ += by;
        if (!m.in_hand.empty()) busy_ += by;
    };
    open_.erase(place_of(rank));
    count(-1);
    how(m);
    count(1);
    if (m.is_present && m.in_hand.size() < m.takes.slots + m.takes.queued) open_.insert(place_of(rank));
}

void roster::join(int rank, const capacity& c) {
    change(rank, [&](member& m) {
        m.takes = c;
        m.is_present = true;
    });
}

void roster::has_come_back(int rank) {
    change(rank, [](member& m) { m.is_present = true; });
}

void roster::lose(int rank) {
    change(rank, [](member& m) { m.is_present = false; });
    for (const std::uint64_t number : of(rank).in_hand) {
        const auto found = unanswered_.find(number);
        if (found == unanswered_.end()) continue;
        std::erase_if(found->second, [&](const holder& h) { return h.rank == rank; });
        if (found->second.empty()) want_again(number);
    }
}

void roster::want(std::uint64_t number) {
    unanswered_.try_emplace(number);
    waiting_.push_back(number);
}

void roster::want_again(std::uint64_t number) { waiting_.push_front(number); }

std::optional<int> roster::least_loaded_without(std::uint64_t number) const {
    for (const auto& place : open_) {
        const int rank = std::get<int>(place);
        if (!members_[static_cast<std::size_t>(rank)].in_hand.contains(number)) return rank;
    }
    return {};
}

void roster::give(std::uint64_t number, int rank, seconds now) {
    change(rank, [&](member& m) { m.in_hand.insert(number); });
    unanswered_[number].push_back({rank, now});
    given_.push_back({number, rank, now});
}

std::optional<roster::order> roster::next(seconds now) {
    forget_the_answered();
    while (!given_.empty() && now - given_.front().at > policy_.overdue) {
        want_again(given_.front().number);
        given_.pop_front();
        forget_the_answered();
    }
    if (open_.empty()) return {};
    if (const auto found = next_waiting(now)) return found;
    return policy_.hedge ? next_straggler(now) : std::nullopt;
}

std::optional<roster::order> roster::next_waiting(seconds now) {
    for (auto i = waiting_.begin(); i != waiting_.end();) {
        const std::uint64_t number = *i;
        if (!unanswered_.contains(number)) {
            i = waiting_.erase(i);
            continue;
        }
        if (const auto rank = least_loaded_without(number)) {
            waiting_.erase(i);
            give(number, *rank, now);
            return order{*rank, number};
        }
        ++i;  // all who take more have it in hand already
    }
    return {};
}

/// For a rank that has a worker without work.
std::optional<roster::order> roster::next_straggler(seconds now) {
    if (given_.empty() || std::get<double>(*open_.begin()) >= 1) return {};
    const seconds late = straggling * usual();
    for (auto g = given_.begin(); g != given_.end() && now - g->at > late; ++g) {
        const std::uint64_t number = g->number;
        if (!is_awaited(*g) || unanswered_[number].size() > 1) continue;
        const auto rank = least_loaded_without(number);
        if (!rank || std::get<double>(place_of(*rank)) >= 1) continue;
        given_.erase(g);
        give(number, *rank, now);
        return order{*rank, number};
    }
    return {};
}

bool roster::answered(int rank, std::uint64_t number, bool failed, seconds now) {
    change(rank, [&](member& m) { m.in_hand.erase(number); });
    const auto found = unanswered_.find(number);
    if (found == unanswered_.end()) return false;
    const auto holder_here = std::ranges::find(found->second, rank, &holder::rank);
    if (!failed && holder_here != found->second.end()) note_time(now - holder_here->since);
    if (holder_here != found->second.end()) found->second.erase(holder_here);
    if (failed && !found->second.empty()) return false;
    unanswered_.erase(found);
    return true;
}

/// Whether an answer is still wanted of the rank to which a point was given.
bool roster::is_awaited(const given& g) const {
    const auto found = unanswered_.find(g.number);
    return found != unanswered_.end() && std::ranges::find(found->second, g.rank, &holder::rank) != found->second.end();
}

/// The oldest that was given is one that is awaited.
void roster::forget_the_answered() {
    while (!given_.empty() && !is_awaited(given_.front())) given_.pop_front();
}

void roster::note_time(seconds t) {
    if (latest_.size() < answers_remembered) latest_.push_back(t);
    latest_[answers_++ % answers_remembered] = t;
}

/// The median of the latest times; infinite before there are some.
roster::seconds roster::usual() const {
    if (latest_.size() < answers_that_tell) return seconds(std::numeric_limits<double>::infinity());
    std::vector<seconds> times = latest_;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

}  // namespace taskquad::mpi::ranks
