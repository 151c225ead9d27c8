#include "mpi/channel.hpp"

#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

namespace taskquad::mpi::ranks {

namespace {

constexpr int tag = 1;

[[noreturn]] void refuse(const std::string& why) { throw std::runtime_error("taskquad: mpi: " + why); }

}  // namespace

void channel::check_thread() {
    int is_there = 0, has_ended = 0, is_main = 0, level = MPI_THREAD_SINGLE;
    MPI_Initialized(&is_there);
    MPI_Finalized(&has_ended);
    if (is_there == 0) refuse("MPI is not initialised: call MPI_Init_thread with MPI_THREAD_FUNNELED");
    if (has_ended != 0) refuse("MPI has been finalised");
    MPI_Query_thread(&level);
    if (level < MPI_THREAD_FUNNELED) {
        refuse("MPI was initialised for a single thread: call MPI_Init_thread with MPI_THREAD_FUNNELED in the place of MPI_Init");
    }
    MPI_Is_thread_main(&is_main);
    if (is_main == 0) refuse("this is not the thread that has initialised MPI");
}

channel::channel(MPI_Comm comm) {
    check_thread();
    if (comm == MPI_COMM_NULL) throw std::invalid_argument("taskquad: mpi: the communicator is MPI_COMM_NULL");
    int is_between_groups = 0;
    MPI_Comm_test_inter(comm, &is_between_groups);
    if (is_between_groups != 0) {
        throw std::invalid_argument(
            "taskquad: mpi: the communicator is an intercommunicator; MPI_Intercomm_merge makes one that can be used");
    }
    if (MPI_Comm_dup(comm, &comm_) != MPI_SUCCESS) refuse("the communicator cannot be copied");
    MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN);
    MPI_Comm_rank(comm_, &rank_);
    MPI_Comm_size(comm_, &size_);
    gone_.resize(static_cast<std::size_t>(size_));
}

channel::~channel() {
    int has_ended = 0;
    MPI_Finalized(&has_ended);
    if (has_ended != 0) return;
    for (int to = 0; to < size_; ++to) {
        if (is_gone(to)) forsake(to);
    }
    while (!progress()) {
    }
    if (is_whole_) MPI_Comm_free(&comm_);
}

std::string channel::host() {
    std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
    int length = 0;
    MPI_Get_processor_name(name.data(), &length);
    return {name.data(), static_cast<std::size_t>(length)};
}

void channel::note(int rank, int error) {
    if (error == MPI_SUCCESS) return;
    gone_[static_cast<std::size_t>(rank)] = true;
    one_by_one_ = true;
    is_whole_ = false;
}

void channel::send(int to, bytes message) {
    if (is_gone(to)) return;
    if (message.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw std::length_error("taskquad: mpi: a message of " + std::to_string(message.size()) +
                                " bytes is too long; MPI sends up to 2 GiB");
    }
    sent& s = sent_.emplace_back(sent{MPI_REQUEST_NULL, to, std::move(message)});
    const int error = MPI_Isend(s.message.data(), static_cast<int>(s.message.size()), MPI_BYTE, to, tag, comm_, &s.request);
    if (error != MPI_SUCCESS) sent_.pop_back();
    note(to, error);
}

/// The rank whose message has come.
std::optional<int> channel::probe(MPI_Status& status) {
    int is_there = 0;
    if (!one_by_one_) {
        if (MPI_Iprobe(MPI_ANY_SOURCE, tag, comm_, &is_there, &status) == MPI_SUCCESS) {
            return is_there != 0 ? std::optional(status.MPI_SOURCE) : std::nullopt;
        }
        one_by_one_ = true;
    }
    for (int from = 0; from < size_; ++from) {
        if (is_gone(from)) continue;
        const int error = MPI_Iprobe(from, tag, comm_, &is_there, &status);
        note(from, error);
        if (error == MPI_SUCCESS && is_there != 0) return from;
    }
    return {};
}

std::optional<channel::received> channel::receive() {
    MPI_Status status;
    const auto from = probe(status);
    if (!from) return {};
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    received r{*from, bytes(static_cast<std::size_t>(size))};
    const int error = MPI_Recv(r.message.data(), size, MPI_BYTE, *from, tag, comm_, MPI_STATUS_IGNORE);
    note(*from, error);
    if (error != MPI_SUCCESS) return {};
    return r;
}

bool channel::progress() {
    std::erase_if(sent_, [this](sent& s) {
        int is_over = 0;
        const int error = MPI_Test(&s.request, &is_over, MPI_STATUS_IGNORE);
        note(s.to, error);
        return error != MPI_SUCCESS || is_over != 0;
    });
    return sent_.empty();
}

void channel::forsake(int rank) {
    is_whole_ = false;
    std::erase_if(sent_, [rank](sent& s) {
        if (s.to != rank) return false;
        // MPI may look at the bytes as long as it lives.
        new bytes(std::move(s.message));
        MPI_Request_free(&s.request);
        return true;
    });
}

}  // namespace taskquad::mpi::ranks
