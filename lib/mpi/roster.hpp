/// The roster: which rank evaluates which point. Points are known by numbers; the roster knows no messages, and no clock.
///
/// A point is given to the rank with the least in hand, by what it can work on at a time, as long as some rank takes more. One that
/// a rank has had for too long may be given to another, too; then the first answer counts, and a failure only where nobody else
/// has the point.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace taskquad::mpi::ranks {

/// What a rank takes at a time: points that it works on, and points that wait there.
struct capacity {
    std::uint64_t slots = 1, queued = 1;
};

class roster {
public:
    using seconds = std::chrono::duration<double>;

    /// When a point is given to a second rank: see mpi::distribution.
    struct policy {
        bool hedge = false;
        seconds overdue;
    };

    explicit roster(const policy& p) : policy_(p) {}

    /// A rank is there; or there again, after it was lost.
    void join(int rank, const capacity& c);
    /// What a rank has in hand is given to others, unless it is heard of again.
    void lose(int rank);
    /// A lost rank has been heard of.
    void has_come_back(int rank);
    /// A point is to be evaluated.
    void want(std::uint64_t number);

    struct order {
        int rank;
        std::uint64_t number;
    };
    /// The next point to be given to a rank; none: nobody takes any, or there is none. The rank has it in hand from now on.
    [[nodiscard]] std::optional<order> next(seconds now);

    /// A rank has answered for a point. Whether the answer counts; then the point is forgotten.
    [[nodiscard]] bool answered(int rank, std::uint64_t number, bool failed, seconds now);

    /// Ranks that are there and not lost; and those of them that have something in hand.
    [[nodiscard]] int present() const noexcept { return present_; }
    [[nodiscard]] int busy() const noexcept { return busy_; }

private:
    struct member {
        capacity takes;
        bool is_present = false;
        std::unordered_set<std::uint64_t> in_hand;
    };
    struct given {
        std::uint64_t number;
        int rank;
        seconds at;
    };
    struct holder {
        int rank;
        seconds since;
    };

    [[nodiscard]] member& of(int rank);
    [[nodiscard]] std::tuple<double, bool, int> place_of(int rank) const;
    [[nodiscard]] std::optional<int> least_loaded_without(std::uint64_t number) const;
    template <class Change>
    void change(int rank, Change&& how);
    void give(std::uint64_t number, int rank, seconds now);
    void want_again(std::uint64_t number);
    std::optional<order> next_waiting(seconds now);
    std::optional<order> next_straggler(seconds now);
    [[nodiscard]] bool is_awaited(const given& g) const;
    void forget_the_answered();
    void note_time(seconds t);
    [[nodiscard]] seconds usual() const;

    const policy policy_;
    std::vector<member> members_;
    std::set<std::tuple<double, bool, int>> open_;  ///< ranks that take more: by load, rank 0 after others, by rank
    std::unordered_map<std::uint64_t, std::vector<holder>> unanswered_;  ///< and the ranks that have each point in hand
    std::deque<std::uint64_t> waiting_;                                  ///< some may have been answered meanwhile
    std::deque<given> given_;                                            ///< in the order of time; some may have been answered
    std::vector<seconds> latest_;                                        ///< how long answers took, the latest ones in a ring
    std::size_t answers_ = 0;
    int present_ = 0, busy_ = 0;
};

}  // namespace taskquad::mpi::ranks
