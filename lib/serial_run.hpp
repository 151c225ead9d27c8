/// The engine on the calling thread alone: for f that costs less than it takes to hand its values from thread to thread.
///
/// Whatever the engine can do: double-exponential panels, infinite ranges, rules of several levels, values of several components,
/// observers. Measured: 3000 instructions an evaluation by tasks and the cache of futures, 300 to 1000 so.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/integrator.hpp>

#include "arena.hpp"
#include "crew.hpp"
#include "engine.hpp"
#include "pace.hpp"
#include "store.hpp"
#include "watch.hpp"

namespace taskquad::detail {

class serial_run {
public:
    /// Whether f and the options are of the kind that this is for.
    static bool suits(const integrand_view& f, const options& o);

    serial_run(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin);
    serial_run(const serial_run&) = delete;
    serial_run& operator=(const serial_run&) = delete;

    /// A value that is there already; one after the other.
    void tell(double x, double y);

    /// The result; none: f is expensive, and tasks have to go on.
    std::optional<outcome> operator()();

    /// Puts all values into a table of futures. How often f has been called for them.
    std::uint64_t publish(store& to) const;

private:
    void evaluate(point_id p);
    [[nodiscard]] sample_view kept();
    void report(point_id p, const sample_view& value, const std::exception_ptr& thrown, watch::clock::time_point begin);
    void size_values(std::size_t components);
    [[nodiscard]] outcome finished();

    const integrand_view& f_;
    watch watch_;
    engine engine_;
    pace pace_;
    arena memory_;                    ///< of values of several components
    std::vector<double> components_;  ///< of the last value
    std::uint64_t calls_ = 0;
    const bool non_finite_fails_, rethrows_;
    const bool within_task_;  ///< of oneTBB's
    bool sized_ = false;      ///< it is known how many components values have
};

}  // namespace taskquad::detail
