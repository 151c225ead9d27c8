/// One integration, from the call to the result: what the drivers have in common.
///
/// Whoever evaluates f posts what happened to the inbox. Whoever finds nobody serving it becomes the agent: tells the engine,
/// which makes estimates, commits splits and names what is needed next; and has the driver launch that. A driver (task_run.cpp,
/// async_run.cpp) only knows how to evaluate f.
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

#include <taskquad/integrator.hpp>

#include "claims.hpp"
#include "engine.hpp"
#include "watch.hpp"

namespace taskquad::detail {

/// What a driver can have in flight at a time.
struct capacity {
    std::size_t points;  ///< abscissae
    int concurrency;     ///< calls of f
    int idle;            ///< evaluations that the cap on speculation counts as workers
};

class integration {
public:
    integration(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values, capacity c);
    integration(const integration&) = delete;
    integration& operator=(const integration&) = delete;
    virtual ~integration() = default;

    outcome operator()();

protected:
    // What a driver is asked to do.
    /// Calls `body` on this thread where evaluations can be launched.
    virtual void enter(const std::function<void()>& body) = 0;
    /// Sees to it that these points are evaluated. Called by the agent.
    virtual void launch(std::span<const wanted> points) = 0;
    /// Gives back the speculative points that were launched and are not begun. Called by the agent.
    virtual void take_back(std::vector<wanted>& /*points*/) {}
    /// An evaluation has ended. Called by the agent.
    virtual void settled(const arrival& /*a*/) {}
    /// What the calling thread does until it has nothing to do. Returns false where evaluations were cancelled from outside.
    virtual bool help() { return true; }

    /// Deals with all that has arrived; for the agent.
    void serve() noexcept;

    const integrand_view f_;
    const std::shared_ptr<claims> claims_;
    watch watch_;
    std::stop_source end_;  ///< for f: what it computes is not needed any more
    std::atomic<std::uint64_t> calls_ = 0;

private:
    void work_until_done();
    void turn() noexcept;
    void receive(const arrival& a);
    void report(const arrival& a);
    void refill();
    void size_values(std::size_t components);
    void tell(point_id p, const sample_view& value);
    std::optional<wanted> next();
    std::optional<point_id> guess();

    bool sized_ = false;  ///< it is known how many components values have
    const bool shared_;   ///< the values were given: other calls may have filled them
    const bool rethrow_;
    const capacity capacity_;
    engine engine_;

    // The agent's alone.
    std::vector<arrival> batch_;
    std::vector<wanted> fresh_;
    std::size_t out_ = 0;  ///< points launched and not settled
    std::uint64_t reused_ = 0, told_ = 0;
    std::exception_ptr aborted_;  ///< thrown by a rule or an observer, or memory is exhausted
    std::chrono::duration<double> evaluating_{}, guessing_{};
};

/// The drivers.
outcome run_tasks(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values);
outcome run_async(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values);

}  // namespace taskquad::detail
