// The door of the component: a group of ranks, and one integration of theirs.
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <taskquad/detail/run.hpp>
#include <taskquad/mpi.hpp>

#include "mpi/channel.hpp"
#include "mpi/ending.hpp"
#include "mpi/manager.hpp"
#include "mpi/worker.hpp"

namespace taskquad::detail {

namespace {

template <class Domain>
mpi::ranks::door door_to(const Domain& where) {
    return [&where](const integrand_view& f, const options& o, const std::shared_ptr<store>& values) {
        return run(f, where, o, values);
    };
}

}  // namespace

class rank_group::state {
public:
    explicit state(MPI_Comm comm) : channel_(comm), lost_(static_cast<std::size_t>(channel_.size())) {}

    outcome integrate(const integrand_view& f, const mpi::ranks::door& by, const options& o, const mpi::distribution& d,
                      const std::shared_ptr<store>& values) {
        mpi::ranks::channel::check_thread();
        ++integrations_;
        mpi::ranks::ending e = channel_.rank() == 0 ? mpi::ranks::manage(channel_, integrations_, f, by, o, d, values, lost_)
                                                    : mpi::ranks::work_for_rank_0(channel_, integrations_, f, o, d);
        for (int rank = 1; rank < channel_.size(); ++rank) {
            if (lost_[static_cast<std::size_t>(rank)]) channel_.forsake(rank);
        }
        if (e.thrown) std::rethrow_exception(e.thrown);
        if (f.shape() != nullptr && e.shape.size() > 0) f.shape()->agree(e.shape, std::nan(""));
        return std::move(e.outcome);
    }

private:
    mpi::ranks::channel channel_;
    std::uint32_t integrations_ = 0;
    std::vector<bool> lost_;  ///< ranks; for rank 0 to know
};

rank_group::rank_group(MPI_Comm comm) : state_(std::make_unique<state>(comm)) {}
rank_group::~rank_group() = default;

outcome rank_group::integrate(const integrand_view& f, const domain& where, const options& o, const mpi::distribution& d,
                              const std::shared_ptr<store>& values) {
    return state_->integrate(f, door_to(where), o, d, values);
}

outcome rank_group::integrate(const integrand_view& f, const box& where, const options& o, const mpi::distribution& d,
                              const std::shared_ptr<store>& values) {
    return state_->integrate(f, door_to(where), o, d, values);
}

}  // namespace taskquad::detail
