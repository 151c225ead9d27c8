/// The other ranks, as rank 0 sees them: who is there, who is lost, who has gone.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "mpi/bytes.hpp"
#include "mpi/channel.hpp"
#include "mpi/lifesigns.hpp"

namespace taskquad::mpi::ranks {

class peers {
public:
    /// `lost`: ranks that have not been heard of, in integrations before, too; it outlives this.
    peers(const channel& c, std::chrono::duration<double> lost_after, std::vector<bool>& lost)
        : channel_(c), all_(static_cast<std::size_t>(c.size())), lost_(lost), signs_(c.size(), lost_after) {}

    struct peer {
        bool is_here = false, is_done = false;
        std::string host;
        writer points;  ///< that are to be sent
    };
    [[nodiscard]] peer& operator[](int rank) { return all_[static_cast<std::size_t>(rank)]; }

    void has_heard_of(int rank) { signs_.has_heard_of(rank); }
    /// A rank of which a message of this integration has come is not lost. Returns whether it was.
    bool comes_back(int rank) {
        const bool was_lost = lost_[static_cast<std::size_t>(rank)];
        lost_[static_cast<std::size_t>(rank)] = false;
        return was_lost;
    }

    /// Those who are lost are not awaited.
    [[nodiscard]] bool all_are_here() const {
        return all_of([this](std::size_t i) { return all_[i].is_here; });
    }
    [[nodiscard]] bool all_have_gone() const {
        return all_of([this](std::size_t i) { return all_[i].is_done; });
    }
    [[nodiscard]] bool none_is_lost() const { return std::ranges::none_of(lost_, std::identity()); }

    /// Now and then: `lose` is called with a rank that is lost by now, `greet` with one that is there. Before it is here, nothing
    /// is known of a rank but what MPI says.
    template <class Lose, class Greet>
    void look_after(Lose&& lose, Greet&& greet) {
        if (!signs_.is_time()) return;
        for (int rank = 1; rank < channel_.size(); ++rank) {
            const peer& p = (*this)[rank];
            if (lost_[static_cast<std::size_t>(rank)]) continue;
            if (!p.is_done && (channel_.is_gone(rank) || (p.is_here && signs_.is_lost(rank)))) {
                lost_[static_cast<std::size_t>(rank)] = true;
                if (p.is_here) lose(rank);
            } else if (p.is_here) {
                greet(rank);
            }
        }
    }

private:
    template <class Condition>
    [[nodiscard]] bool all_of(Condition&& holds) const {
        for (std::size_t i = 1; i < all_.size(); ++i) {
            if (!holds(i) && !lost_[i]) return false;
        }
        return true;
    }

    const channel& channel_;
    std::vector<peer> all_;
    std::vector<bool>& lost_;
    lifesigns signs_;
};

}  // namespace taskquad::mpi::ranks
