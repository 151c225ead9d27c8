/// The drivers: who calls f.
#pragma once

#include <memory>
#include <optional>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/options.hpp>

#include "drivers/integration.hpp"
#include "machine/stopwatch.hpp"
#include "values/store.hpp"

namespace taskquad::drivers {

/// Tasks, which go on with the integration where it has begun. `values`: the cache that it shares; null where it has none.
detail::outcome run_tasks(integration& all, const detail::integrand_view& f, const options& o,
                          const std::shared_ptr<values::store>& values);

/// The calling thread, as the agent of completions.
detail::outcome run_async(integration& all, const detail::integrand_view& f, const options& o,
                          const std::shared_ptr<values::store>& values);

/// The calling thread alone, for an integration that has not begun. None: f is expensive, or not of the kind that can be called
/// like that; tasks have to go on.
std::optional<detail::outcome> run_alone(integration& all, const detail::integrand_view& f, const options& o,
                                         const machine::stopwatch& since_begin);

}  // namespace taskquad::drivers
