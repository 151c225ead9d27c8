/// The channel: the one file that sends and receives by MPI.
///
/// For the thread that has made it, MPI's main thread. Sending never waits. A rank with which MPI cannot talk any more is taken
/// for gone, and heard of no more.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "mpi/bytes.hpp"

namespace taskquad::mpi::ranks {

class channel {
public:
    /// By a copy of the communicator, which all its ranks make together. Throws std::runtime_error where MPI is not initialised, or
    /// not for threads, or this is not its main thread.
    explicit channel(MPI_Comm comm);
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;
    /// Frees the copy, which all ranks do together, unless one of them is gone, or forsaken.
    ~channel();

    /// Throws std::runtime_error where this is not MPI's main thread.
    static void check_thread();

    [[nodiscard]] int rank() const noexcept { return rank_; }
    [[nodiscard]] int size() const noexcept { return size_; }
    /// The name of this machine.
    [[nodiscard]] static std::string host();

    void send(int to, bytes message);

    struct received {
        int from;
        bytes message;
    };
    /// A message that has come; none where none has.
    [[nodiscard]] std::optional<received> receive();

    /// Lets go of what has been sent. Returns whether all has.
    bool progress();

    [[nodiscard]] bool is_gone(int rank) const { return gone_[static_cast<std::size_t>(rank)]; }
    /// A rank is lost, as others have heard: the copy of the communicator is not freed.
    void is_not_whole() noexcept { is_whole_ = false; }
    /// What is still to be sent to a rank is not awaited any more; its memory is kept for MPI until the process ends.
    void forsake(int rank);

private:
    struct sent {
        MPI_Request request;
        int to;
        bytes message;
    };

    [[nodiscard]] std::optional<int> probe(MPI_Status& status);
    void note(int rank, int error);

    MPI_Comm comm_ = MPI_COMM_NULL;
    int rank_ = 0, size_ = 1;
    std::vector<bool> gone_;
    bool one_by_one_ = false;  ///< ranks are asked one by one whether they have sent something, since one of them is gone
    bool is_whole_ = true;     ///< all ranks are there to free the copy
    std::deque<sent> sent_;
};

}  // namespace taskquad::mpi::ranks
