/// An integration, as far as it is the same whoever evaluates f: the engine, which decides; the watch on its clock and its
/// observer; what has been counted; and the result that is put together from all that.
///
/// The engine can be replaced by another one, which is told what the first one knew: where tasks go on with what the calling thread
/// alone has begun, and where an exception has left the engine of a session half way through a decision. Decisions are a function
/// of the values, so that nothing but time is lost.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/options.hpp>

#include "decisions/engine.hpp"
#include "drivers/watch.hpp"
#include "machine/stopwatch.hpp"
#include "regions/region.hpp"
#include "values/verification.hpp"

namespace taskquad::drivers {

class integration {
public:
    /// Makes the kind of region that an engine divides.
    using maker_of_regions = std::function<std::unique_ptr<regions::kind>(const options&)>;

    /// There is no engine yet. The options, which must have been checked, are referred to. `before`: x and values that f was called
    /// for already.
    integration(maker_of_regions m, const options& o, const machine::stopwatch& since_begin = {},
                std::span<const std::pair<double, double>> before = {});

    /// Makes the engine; another one, if there is one. `workers`: evaluations that can be in flight at a time.
    decisions::engine& begin(int workers);
    [[nodiscard]] bool has_begun() const noexcept { return engine_ != nullptr; }
    [[nodiscard]] decisions::engine& engine() const noexcept { return *engine_; }

    /// The result so far, at any time, with its honest error.
    [[nodiscard]] detail::outcome so_far(int concurrency) const;
    /// The result at the end, when no evaluation of f is in flight, after a look at whether f gives the same values again; the
    /// observer sees it, too. Throws what f threw where that is to reach the caller.
    [[nodiscard]] detail::outcome finished(int concurrency, const detail::integrand_view& f) const;

    drivers::watch watch;
    std::uint64_t calls, reused = 0;  ///< calls of f, and values that came from elsewhere

private:
    [[nodiscard]] std::vector<values::sample> samples_to_verify(std::size_t n) const;

    const maker_of_regions make_regions_;
    const options& options_;
    std::span<const std::pair<double, double>> before_;
    std::unique_ptr<decisions::engine> engine_;
};

}  // namespace taskquad::drivers
