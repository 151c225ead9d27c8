/// The driver on oneTBB.
///
/// A point that the engine wants is put on a short list, and a task is sent. What the task evaluates is settled when it runs: the
/// first points on the list then, one or, of a batch integrand, many. It claims them in the store, calls f, publishes the values,
/// and posts them to the inbox. So splits spawn work as soon as they are certain, and nobody waits for anybody: a point that
/// another integration is computing leaves word there and frees its slot.
#include <limits>
#include <mutex>
#include <utility>

#include "crew.hpp"
#include "integration.hpp"

namespace taskquad::detail {

namespace {

/// A batch without a cap holds whatever is needed, but says nothing about how many evaluations would be idle.
capacity capacity_of(const crew& c, const integrand_view& f) {
    constexpr std::size_t most = std::numeric_limits<int>::max();
    const auto slots = static_cast<std::size_t>(c.slots());
    const std::size_t points = f.width() > most / slots ? most : slots * f.width();
    const bool unlimited = f.width() == std::numeric_limits<std::size_t>::max();
    return {points, c.slots(), unlimited ? 2 : static_cast<int>(points)};
}

class task_run final : public integration, public work {
public:
    task_run(std::unique_ptr<crew> c, const integrand_view& f, const domain& where, const options& o,
             const std::shared_ptr<store>& values)
        : integration(f, where, o, values, capacity_of(*c, f)), crew_(std::move(c)) {}

    /// One call of f; a task.
    void once() noexcept override {
        std::unique_ptr<call> owned;
        {
            const std::lock_guard lock(list_mutex_);
            if (tasks_ > 0) --tasks_;
            if (next_ == list_.size()) return;
            if (idle_.empty()) {
                owned = std::make_unique<call>();
            } else {
                owned = std::move(idle_.back());
                idle_.pop_back();
            }
            call& c = *owned;
            while (next_ < list_.size() && c.points.size() < f_.width()) c.points.push_back(list_[next_++]);
        }
        evaluate(*owned);
        const bool agent = claims_->inbox().post(owned->arrivals);
        owned->clear();
        {
            const std::lock_guard lock(list_mutex_);
            idle_.push_back(std::move(owned));
        }
        if (agent) serve();
    }

private:
    struct call {
        std::vector<wanted> points;
        std::vector<argument> at;
        std::vector<double> components;
        std::vector<arrival> arrivals;
        void clear() {
            points.clear();
            at.clear();
            components.clear();
            arrivals.clear();
        }
    };

    /// Sees to it that the points get values, if that is to be: from f, from the cache, or from another integration.
    void evaluate(call& c) noexcept {
        const bool too_late = watch_.to_end().has_value();
        std::erase_if(c.points, [&](const wanted& w) {
            const auto found = too_late ? arrival{.what = arrival::kind::skipped, .point = w.point} : claims_->claim(w);
            if (found) c.arrivals.push_back(*found);
            return found.has_value();
        });
        if (c.points.empty()) return;

        const auto begin = watch::clock::now();
        std::exception_ptr thrown;
        components_out out{c.components};
        try {
            for (const wanted& w : c.points) c.at.push_back(w.at);
            const nested_call around(claims_->values(), c.at, claims_->within());
            calls_ += c.at.size();
            crew::isolated([&] { f_(c.at, out, end_.get_token()); });
        } catch (...) {
            thrown = std::current_exception();
        }
        const bool abandoned = f_.is_stoppable() && end_.stop_requested(), cancelled = !thrown && crew::cancelled();
        const auto end = watch::clock::now();
        for (std::size_t i = 0; i < c.points.size(); ++i) {
            const wanted& w = c.points[i];
            arrival a = abandoned   ? claims_->nothing(w, arrival::kind::abandoned)
                        : cancelled ? claims_->nothing(w, arrival::kind::cancelled)
                        : thrown    ? claims_->failure(w, thrown)
                                    : claims_->value(w, std::span(c.components).subspan(i * out.count, out.count));
            a.worker = crew::slot();
            a.begin = begin;
            a.end = end;
            c.arrivals.push_back(std::move(a));
        }
    }

    void enter(const std::function<void()>& body) override { crew_->enter(body); }

    void launch(std::span<const wanted> points) override {
        std::size_t more = 0;
        {
            const std::lock_guard lock(list_mutex_);
            list_.erase(list_.begin(), list_.begin() + static_cast<std::ptrdiff_t>(std::exchange(next_, 0)));
            list_.insert(list_.end(), points.begin(), points.end());
            const std::size_t calls = list_.size() / f_.width() + (list_.size() % f_.width() == 0 ? 0 : 1);
            more = calls > tasks_ ? calls - tasks_ : 0;
            if (crew_->slots() > 1) tasks_ += more;
        }
        if (crew_->slots() == 1) return;
        for (; more > 0; --more) crew_->send(*this);
    }

    void take_back(std::vector<wanted>& points) override {
        const std::lock_guard lock(list_mutex_);
        while (next_ < list_.size() && list_.back().speculative) {
            points.push_back(list_.back());
            list_.pop_back();
        }
    }

    bool help() override {
        if (crew_->slots() > 1) return crew_->wait();
        while (next_ < list_.size()) once();
        return true;
    }

    std::unique_ptr<crew> crew_;
    std::mutex list_mutex_;
    std::vector<wanted> list_;                 ///< what is certain stands before what is speculative
    std::size_t next_ = 0;                     ///< those before it are taken
    std::size_t tasks_ = 0;                    ///< sent and not begun
    std::vector<std::unique_ptr<call>> idle_;  ///< their memory is used again
};

}  // namespace

outcome run_tasks(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values) {
    return task_run(std::make_unique<crew>(f.one_at_a_time() ? 1 : o.concurrency), f, where, o, values)();
}

}  // namespace taskquad::detail
