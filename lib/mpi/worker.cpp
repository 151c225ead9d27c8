#include "mpi/worker.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <vector>

#include <taskquad/detail/run.hpp>

#include "mpi/bell.hpp"
#include "mpi/distribution.hpp"
#include "mpi/evaluations.hpp"
#include "mpi/lifesigns.hpp"
#include "mpi/messages.hpp"

namespace taskquad::mpi::ranks {

namespace {

class worker {
public:
    worker(channel& c, std::uint32_t integration, const detail::integrand_view& f, const options& o, const distribution& d)
        : channel_(c), integration_(integration), stop_(o.stop), signs_(1, d.lost_after) {
        writer hello;
        try {
            detail::check(options{.concurrency = o.concurrency});
            check(d);
            mine_.emplace(f, o.concurrency, bell_);
            hello = begun(kind::here, integration_);
            hello.put(capacity_of(mine_->slots(), d));
            hello.put_text(channel::host());
        } catch (...) {
            hello = begun(kind::refused, integration_);
            put(hello, std::current_exception(), channel_.rank(), channel::host());
        }
        channel_.send(0, hello.take());
    }

    ending operator()() {
        while (!ending_) turn();
        if (mine_) mine_->stop();
        // Rank 0 hears of all that is evaluated, though the result does not rest on it any more.
        while (mine_ && !mine_->is_idle()) turn();
        send_answers();
        channel_.send(0, begun(kind::done, integration_).take());
        is_done_ = true;
        // No message must be on its way when the communicator is freed: another one may get its number, and the message.
        while (!may_leave_ || !channel_.progress()) turn();
        return *std::move(ending_);
    }

private:
    void turn() {
        bool has_news = false;
        while (!may_leave_) {
            const auto r = channel_.receive();
            if (!r) break;
            signs_.has_heard_of(0);
            is_manager_here_ = true;
            has_news |= receive(r->message);
        }
        has_news |= send_answers();
        if (!is_done_ && !has_said_stop_ && stop_.stop_requested()) {
            channel_.send(0, begun(kind::stop, integration_).take());
            has_said_stop_ = true;
        }
        if (signs_.is_time() && !is_done_) channel_.send(0, begun(kind::alive, integration_).take());
        // Rank 0 may have much to do before it integrates again.
        if (channel_.is_gone(0) || (is_manager_here_ && signs_.is_lost(0))) be_orphaned();
        channel_.progress();
        if (has_news) {
            bell_.something_has_come();
        } else {
            bell_.wait();
        }
    }

    /// Returns whether it is more than a sign of life.
    bool receive(const bytes& message) {
        reader from(message);
        const auto h = from.get<header>();
        if (h.integration != integration_) return false;
        if (h.kind == kind::points) {
            while (!from.at_end()) mine_->begin(get_point(from));
        } else if (h.kind == kind::end) {
            ending_ = get_ending(from);
            if (!ending_->is_whole) channel_.is_not_whole();
        } else if (h.kind == kind::goodbye) {
            may_leave_ = true;
        }
        return h.kind != kind::alive;
    }

    /// Returns whether there were any.
    bool send_answers() {
        const auto all = mine_ ? mine_->take() : std::vector<answer>();
        if (all.empty()) return false;
        writer to = begun(kind::answers, integration_);
        for (const answer& a : all) put(to, a);
        channel_.send(0, to.take());
        return true;
    }

    [[noreturn]] void be_orphaned() {
        channel_.forsake(0);
        throw rank_lost("taskquad: mpi: rank 0 is lost: nothing has been heard of it for longer than distribution::lost_after");
    }

    channel& channel_;
    const std::uint32_t integration_;
    const std::stop_token stop_;
    bool is_manager_here_ = false, has_said_stop_ = false, is_done_ = false, may_leave_ = false;
    lifesigns signs_;  ///< of rank 0
    bell bell_;
    std::optional<evaluations> mine_;  ///< none where the arguments were refused
    std::optional<ending> ending_;
};

}  // namespace

ending work_for_rank_0(channel& c, std::uint32_t integration, const detail::integrand_view& f, const options& o,
                       const distribution& d) {
    try {
        return worker(c, integration, f, o, d)();
    } catch (...) {
        c.is_not_whole();
        throw;
    }
}

}  // namespace taskquad::mpi::ranks
