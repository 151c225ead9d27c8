/// One integration, from the call to the result: what the drivers have in common.
///
/// A thread that has evaluated f posts what happened to the inbox. If it finds nobody serving the inbox, it becomes the agent:
/// tells the engine, which makes estimates, commits splits and names what is needed next; and has the driver launch that. A driver
/// (task_run.cpp, async_run.cpp) only knows how to evaluate f.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/options.hpp>

#include "drivers/integration.hpp"
#include "values/claims.hpp"

namespace taskquad::drivers {

/// What a driver can have in flight at a time.
struct capacity {
    std::size_t points;  ///< abscissae
    int concurrency;     ///< calls of f
    int idle;            ///< evaluations that the cap on speculation counts as workers
};

class concurrent_run {
public:
    /// Makes the engine of the integration; another one, which goes on, where it has one. `values`: the cache that it shares; null
    /// where it has none.
    concurrent_run(integration& all, const detail::integrand_view& f, const options& o,
                   const std::shared_ptr<values::store>& values, capacity c);
    concurrent_run(const concurrent_run&) = delete;
    concurrent_run& operator=(const concurrent_run&) = delete;
    virtual ~concurrent_run() = default;

    detail::outcome operator()();

protected:
    // What a driver is asked to do.
    /// Calls `body` on this thread where evaluations can be launched.
    virtual void enter(const std::function<void()>& body) = 0;
    /// Sees to it that these points are evaluated; takes them out of the list. Called by the agent.
    virtual void launch(values::errands& points) = 0;
    /// Gives back the speculative points that were launched and are not begun. Called by the agent.
    virtual void take_back(values::errands& /*points*/) noexcept {}
    /// An evaluation has ended. Called by the agent.
    virtual void settled(const values::errand& /*e*/) {}
    /// When the driver wants to look at what is in flight; then it does so, unless the integration is done. Called by the agent.
    [[nodiscard]] virtual watch::clock::time_point next_look() const noexcept { return watch::clock::time_point::max(); }
    virtual void look() {}
    /// What the calling thread does until it has nothing to do. Returns false where evaluations were cancelled from outside.
    virtual bool help() { return true; }
    /// Whether workers that are idle have nothing else to do, so that they may guess.
    [[nodiscard]] virtual bool may_guess() const { return true; }
    /// Whether an enclosing task group was cancelled.
    [[nodiscard]] virtual bool is_cancelled() const = 0;

    /// Deals with all that has arrived; for the agent.
    void serve() noexcept;
    /// Deals with it if nobody else does; for a thread that was called for.
    void visit() noexcept;

    integration& all_;
    watch& watch_;
    const detail::integrand_view& f_;
    const std::shared_ptr<values::claims> claims_;
    std::stop_source end_;  ///< for f: what it computes is not needed any more
    std::atomic<std::uint64_t> calls_ = 0;

private:
    void work_until_done();
    void turn() noexcept;
    [[nodiscard]] bool is_time_to_look() const;
    void receive(values::errand& e);
    void report(const values::errand& e);
    void choose();
    void use_what_is_there();
    std::optional<values::point_id> guess();
    void insist(const detail::point_view& at);
    void sleep();
    void leave_all() noexcept;

    const bool shared_;  ///< the values were given: other calls may have filled them
    const capacity capacity_;
    decisions::engine& engine_;

    // The agent's alone.
    values::errands batch_, fresh_;
    std::size_t out_ = 0;         ///< points launched and not back
    bool visited_ = false;        ///< since the calling thread looked last
    std::exception_ptr aborted_;  ///< the first that a rule, a norm or an observer has thrown, or memory is exhausted
    std::chrono::duration<double> evaluating_{}, guessing_{};
};

}  // namespace taskquad::drivers
