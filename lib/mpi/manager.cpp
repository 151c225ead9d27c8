#include "mpi/manager.hpp"

#include <atomic>
#include <exception>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <taskquad/detail/run.hpp>

#include "mpi/bell.hpp"
#include "mpi/distribution.hpp"
#include "mpi/evaluations.hpp"
#include "mpi/lifesigns.hpp"
#include "mpi/messages.hpp"
#include "mpi/observer_of_ranks.hpp"
#include "mpi/peers.hpp"
#include "mpi/roster.hpp"
#include "mpi/wishes.hpp"
#include "problem/failure.hpp"

namespace taskquad::mpi::ranks {

namespace {

class manager {
public:
    manager(channel& c, std::uint32_t integration, const detail::integrand_view& f, const options& o, const distribution& d,
            std::vector<bool>& lost)
        : channel_(c),
          integration_(integration),
          f_(f),
          options_(o),
          distribution_(d),
          roster_({d.hedge, d.overdue}),
          peers_(c, d.lost_after, lost) {}

    ending operator()(const door& integrate, const std::shared_ptr<detail::store>& values) {
        ending e;
        try {
            detail::check(options_);
            check(distribution_);
            if (distribution_.rank_0_evaluates || channel_.size() == 1) {
                mine_.emplace(f_, options_.concurrency, bell_);
                join(0, capacity_of(mine_->slots(), distribution_), channel::host());
            }
            while (!peers_.all_are_here()) turn();
            e = decide(integrate, values);
        } catch (...) {
            e.thrown = std::current_exception();
        }
        has_ended_ = true;
        try {
            tell(e);
        } catch (...) {
            // Such as a result that is too long for a message.
            e = {.thrown = std::current_exception()};
            tell(e);
        }
        if (mine_) mine_->stop();
        // What is evaluated now is kept, though the result does not rest on it.
        while (!peers_.all_have_gone() || (mine_ && !mine_->is_idle())) turn_even_so();
        turn_even_so();
        abandon_all();
        for (int rank = 1; rank < channel_.size(); ++rank) channel_.send(rank, begun(kind::goodbye, integration_).take());
        return e;
    }

private:
    [[nodiscard]] roster::seconds now() const { return lifesigns::clock::now() - begin_; }

    /// The integration, on a thread of its own.
    ending decide(const door& integrate, const std::shared_ptr<detail::store>& values) {
        options o = options_;
        std::stop_source stop;
        const std::stop_callback by_user(options_.stop, [&] { stop.request_stop(); });
        o.stop = stop.get_token();
        if (options_.observer != nullptr) o.observer = &observer_.emplace(*options_.observer);
        const detail::integrand_view elsewhere = f_.begun_by(wishes_, appetite_);

        ending e;
        std::atomic<bool> is_over = false;
        const std::jthread thread([&] {
            try {
                e.outcome = integrate(elsewhere, o, values);
            } catch (...) {
                e.thrown = std::current_exception();
            }
            is_over = true;
            bell_.ring();
        });
        try {
            while (!is_over) {
                turn();
                if (wants_stop_) stop.request_stop();
                if (roster_.present() == 0) throw rank_lost("taskquad: mpi: no rank is left that evaluates f");
            }
        } catch (...) {
            stop.request_stop();
            abandon_all();  // then the integration awaits nothing
            throw;
        }
        return e;
    }

    /// The end has been told: what fails now changes it no more, and must not keep other ranks from going.
    void turn_even_so() noexcept {
        try {
            turn();
        } catch (...) {
            bell_.wait();
        }
    }

    /// One round.
    void turn() {
        bool has_news = false;
        while (auto r = channel_.receive()) {
            has_news |= receive(r->from, r->message);
        }
        if (mine_) {
            for (answer& a : mine_->take()) {
                take(0, std::move(a));
                has_news = true;
            }
        }
        for (wish& w : wishes_.take()) {
            roster_.want(++last_number_);
            owed_.emplace(last_number_, std::move(w));
            has_news = true;
        }
        if (!has_ended_) give_points();
        look_after_ranks();
        channel_.progress();
        if (observer_) observer_->count(roster_.present(), roster_.busy());
        if (has_news) {
            bell_.something_has_come();
        } else {
            bell_.wait();
        }
    }

    /// Returns whether it is more than a sign of life.
    bool receive(int from, const bytes& message) {
        peers_.has_heard_of(from);
        reader r(message);
        const auto h = r.get<header>();
        if (h.integration != integration_) return false;
        if (peers_.comes_back(from) && peers_[from].is_here) roster_.has_come_back(from);
        switch (h.kind) {
            case kind::here: {
                const auto takes = r.get<capacity>();
                join(from, takes, r.get_text());
                break;
            }
            case kind::refused:
                peers_[from].is_here = true;
                // Once the end has been told, all ranks throw what ended it.
                if (!has_ended_) std::rethrow_exception(get_exception(r));
                break;
            case kind::answers:
                while (!r.at_end()) take(from, get_answer(r));
                break;
            case kind::stop:
                wants_stop_ = true;
                break;
            case kind::done:
                peers_[from].is_done = true;
                break;
            case kind::points:
            case kind::end:
            case kind::goodbye:
            case kind::alive:
                break;
        }
        return h.kind != kind::alive;
    }

    void join(int rank, const capacity& c, const std::string& host) {
        roster_.join(rank, c);
        appetite_.at_a_time += c.slots;
        appetite_.queued += c.queued;
        peers_[rank].is_here = true;
        peers_[rank].host = host;
    }

    /// The integration is told what has become of a point, unless it knows already.
    void take(int rank, answer&& a) {
        if (!roster_.answered(rank, a.number, a.is != answer::what::value, now())) return;
        const wish w = std::move(owed_.extract(a.number).mapped());
        const double x = w.at[0];
        if (observer_) {
            const auto place = problem::place_in({w.at.data(), w.at.size()}, f_.is_exact());
            observer_->has_evaluated({place.begin(), place.end()}, {rank, a.worker, a.seconds});
        }
        switch (a.is) {
            case answer::what::value:
                try {
                    if (f_.components() == 0) w.owed->agree(a.shape, x);
                    w.owed->settle(a.components);
                } catch (...) {
                    w.owed->fail(std::current_exception());
                }
                break;
            case answer::what::failure:
                w.owed->fail(std::make_exception_ptr(remote_error(rank, peers_[rank].host, x, a.text)));
                break;
            case answer::what::nothing:
                w.owed->abandon();
                break;
        }
    }

    void abandon_all() {
        for (const wish& w : wishes_.close()) w.owed->abandon();
        for (const auto& [number, w] : owed_) w.owed->abandon();
    }

    void give_points() {
        while (const auto order = roster_.next(now())) {
            const wish& w = owed_.at(order->number);
            point p{order->number, w.at};
            if (order->rank == 0) {
                mine_->begin(std::move(p));
                continue;
            }
            writer& to = peers_[order->rank].points;
            if (to.is_empty()) {
                to = begun(kind::points, integration_);
                to_be_sent_.push_back(order->rank);
            }
            put(to, p);
        }
        for (const int rank : to_be_sent_) channel_.send(rank, peers_[rank].points.take());
        to_be_sent_.clear();
    }

    void look_after_ranks() {
        peers_.look_after([this](int rank) { roster_.lose(rank); },
                          [this](int rank) { channel_.send(rank, begun(kind::alive, integration_).take()); });
    }

    /// Also those that were taken for lost, and may not be.
    void tell(ending& e) {
        e.is_whole = peers_.none_is_lost();
        if (f_.shape() != nullptr) e.shape = f_.shape()->get();
        writer to = begun(kind::end, integration_);
        put(to, e, 0, channel::host());
        const bytes message = to.take();
        for (int rank = 1; rank < channel_.size(); ++rank) channel_.send(rank, message);
    }

    channel& channel_;
    const std::uint32_t integration_;
    const detail::integrand_view& f_;
    const options& options_;
    const distribution& distribution_;
    const lifesigns::clock::time_point begin_ = lifesigns::clock::now();
    roster roster_;
    peers peers_;
    detail::appetite appetite_{0, 0};  ///< of all ranks together
    std::vector<int> to_be_sent_;      ///< ranks for which there are points
    bell bell_;
    std::optional<evaluations> mine_;
    wishes wishes_{bell_};
    std::unordered_map<std::uint64_t, wish> owed_;  ///< points that the integration awaits, by number
    std::uint64_t last_number_ = 0;
    std::optional<observer_of_ranks> observer_;
    bool wants_stop_ = false, has_ended_ = false;
};

}  // namespace

ending manage(channel& c, std::uint32_t integration, const detail::integrand_view& f, const door& integrate, const options& o,
              const distribution& d, const std::shared_ptr<detail::store>& values, std::vector<bool>& lost) {
    return manager(c, integration, f, o, d, lost)(integrate, values);
}

}  // namespace taskquad::mpi::ranks
