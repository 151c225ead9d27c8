/// The driver on oneTBB.
///
/// A point that the engine wants is put on a short list, and a task is sent. What the task evaluates is settled when it runs: the
/// first points on the list then, one or, of a batch integrand, many. It claims them in the store, calls f, publishes the values,
/// and posts them to the inbox. So splits spawn work as soon as they are certain, and nobody waits for anybody: a point that
/// another integration is computing stays behind in its cell and frees the slot.
#include <deque>
#include <limits>
#include <mutex>
#include <utility>

#include "drivers/concurrent_run.hpp"
#include "drivers/drivers.hpp"
#include "problem/failure.hpp"
#include "tasks/crew.hpp"

namespace taskquad::drivers {

namespace {

/// A batch without a cap holds whatever is needed, but says nothing about how many evaluations would be idle.
capacity capacity_of(const tasks::crew& c, const detail::integrand_view& f) {
    constexpr std::size_t most = std::numeric_limits<int>::max();
    const auto slots = static_cast<std::size_t>(c.slots());
    const std::size_t points = f.width() > most / slots ? most : slots * f.width();
    const bool unlimited = f.width() == std::numeric_limits<std::size_t>::max();
    return {points, c.slots(), unlimited ? 2 : static_cast<int>(points)};
}

class task_run final : public concurrent_run, public tasks::work {
public:
    task_run(integration& all, std::unique_ptr<tasks::crew> c, const detail::integrand_view& f, const options& o,
             const std::shared_ptr<values::store>& values)
        : concurrent_run(all, f, o, values, capacity_of(*c, f)), crew_(std::move(c)), guesses_anyway_(o.speculation.has_value()) {
        if (crew_->slots() == 1) return;
        claims_->inbox().visited_by([this] { crew_->call_for([this] { visit(); }); });
    }

    /// One call of f; a task.
    void once() noexcept override {
        values::errands mine, done;
        call* with = nullptr;
        {
            const std::lock_guard lock(list_mutex_);
            if (tasks_ > 0) --tasks_;
            while (mine.size() < f_.width()) {
                values::errand* const e = certain_.empty() ? guesses_.take() : certain_.take();
                if (e == nullptr) break;
                mine.add(*e);
            }
            if (mine.empty()) return;
            with = std::exchange(idle_, idle_ == nullptr ? nullptr : idle_->next);
        }
        evaluate(mine, with, done);
        const bool agent = claims_->inbox().post(done);
        if (with != nullptr) {
            const std::lock_guard lock(list_mutex_);
            with->next = std::exchange(idle_, with);
        }
        if (agent) serve();
    }

    void put_off() noexcept override {
        const std::lock_guard lock(list_mutex_);
        if (tasks_ > 0) --tasks_;
    }

private:
    /// The memory of a call of f, which is used again.
    struct call {
        std::vector<values::errand*> points;
        std::vector<detail::point_view> at;
        std::vector<double> components;
        call* next = nullptr;  ///< idle, too
    };

    call* make_call() {
        const std::lock_guard lock(list_mutex_);
        return &made_.emplace_back();
    }

    /// Sees to it that points get values, if that is to be: from f, from the cache, or from another integration. Those that do not
    /// wait for one are done.
    void evaluate(values::errands& mine, call*& with, values::errands& done) noexcept {
        const auto all = [&](auto&& what_became_of) {
            while (values::errand* const e = mine.take()) {
                what_became_of(*e);
                done.add(*e);
            }
        };
        // That f has thrown, or the observer wants no more, is known from `end_`.
        if (watch_.reached() || end_.stop_requested()) return all([](values::errand& e) { e.what = values::errand::end::skipped; });
        try {
            // All memory that is needed between claims and their settlement, values apart.
            if (with == nullptr) with = make_call();
            with->points.clear();
            with->at.clear();
            with->components.clear();
            with->points.reserve(mine.size());
            with->at.reserve(mine.size());
        } catch (...) {
            return all([](values::errand& e) {
                e.what = values::errand::end::failed;
                e.exception = std::current_exception();
            });
        }
        while (values::errand* const e = mine.take()) claim(*e, *with, done);
        if (!with->points.empty()) call_f(*with, done);
    }

    void claim(values::errand& e, call& c, values::errands& done) noexcept {
        switch (claims_->make_claim(e)) {
            case values::claims::claim::claimant:
                c.points.push_back(&e);
                c.at.push_back(e.at());
                break;
            case values::claims::claim::settled:
                done.add(e);
                break;
            case values::claims::claim::waits:
                break;
        }
    }

    void call_f(call& c, values::errands& done) noexcept {
        const auto begun = watch::clock::now();
        std::exception_ptr thrown;
        detail::components_out out{c.components};
        try {
            const tasks::nested_call around(&claims_->values(), c.at, claims_->from());
            calls_ += c.at.size();
            tasks::crew::isolated([&] { f_(c.at, out, end_.get_token()); });
            if (out.gave_up && !end_.stop_requested())
                thrown = problem::no_value_failure(problem::place_in(c.at[0], f_.is_exact()));
        } catch (...) {
            thrown = std::current_exception();
        }
        const bool asked_to_end = f_.is_stoppable() && end_.stop_requested(),
                   is_whole = f_.gives_up_in_words() && !thrown && !out.gave_up, abandoned = asked_to_end && !is_whole,
                   cancelled = !thrown && (tasks::crew::cancelled() || crew_->is_cancelled());
        const auto ended = watch::clock::now();
        for (std::size_t i = 0; i < c.points.size(); ++i) {
            values::errand& e = *c.points[i];
            e.worker = tasks::crew::slot();
            e.begun = begun;
            e.ended = ended;
            e.together = c.points.size();
            if (abandoned) {
                claims_->nothing(e, values::errand::end::abandoned);
            } else if (cancelled) {
                claims_->nothing(e, values::errand::end::cancelled);
            } else if (thrown) {
                claims_->failure(e, thrown);
            } else {
                claims_->value(e, std::span(c.components).subspan(i * out.count, out.count));
            }
            done.add(e);
        }
    }

    void enter(const std::function<void()>& body) override { crew_->enter(body); }

    [[nodiscard]] bool is_cancelled() const override { return crew_->is_cancelled(); }

    [[nodiscard]] bool may_guess() const override { return guesses_anyway_ || crew_->is_for_itself(); }

    void launch(values::errands& points) override {
        std::size_t more = 0;
        {
            const std::lock_guard lock(list_mutex_);
            while (values::errand* const e = points.take()) (e->speculative && !e->insists ? guesses_ : certain_).add(*e);
            const std::size_t listed = certain_.size() + guesses_.size();
            const std::size_t calls = listed / f_.width() + (listed % f_.width() == 0 ? 0 : 1);
            more = calls > tasks_ ? calls - tasks_ : 0;
            if (crew_->slots() > 1) tasks_ += more;
        }
        if (crew_->slots() == 1) return;
        for (; more > 0; --more) crew_->send(*this);
    }

    void take_back(values::errands& points) noexcept override {
        const std::lock_guard lock(list_mutex_);
        points.add(guesses_);
    }

    /// Does by itself what tasks were sent for that were put off.
    bool help() override {
        while (true) {
            if (crew_->slots() > 1 && !crew_->wait()) return false;
            if (!is_anything_listed()) return true;
            if (crew_->slots() > 1) {
                crew_->work_here(*this);
            } else {
                once();
            }
        }
    }

    bool is_anything_listed() {
        const std::lock_guard lock(list_mutex_);
        return !certain_.empty() || !guesses_.empty();
    }

    std::unique_ptr<tasks::crew> crew_;
    const bool guesses_anyway_;  ///< the user has said how much may be guessed
    std::mutex list_mutex_;
    values::errands certain_, guesses_;  ///< launched and not begun
    std::size_t tasks_ = 0;              ///< sent and not begun
    std::deque<call> made_;
    call* idle_ = nullptr;
};

}  // namespace

detail::outcome run_tasks(integration& all, const detail::integrand_view& f, const options& o,
                          const std::shared_ptr<values::store>& values) {
    return task_run(all, std::make_unique<tasks::crew>(o.concurrency), f, o, values)();
}

}  // namespace taskquad::drivers
