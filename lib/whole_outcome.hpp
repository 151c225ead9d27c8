/// A result with what the engine knows of its components.
#pragma once

#include <utility>

#include <taskquad/integrator.hpp>

#include "engine.hpp"

namespace taskquad::detail {

inline outcome whole_outcome(result<>&& flat, engine& e, const integrand_view& f) {
    outcome all{std::move(flat), {}, {}};
    if (f.components() == 1) return all;
    all.components = e.components();
    if (!all.flat.partition.empty()) all.components_of_pieces = e.components_of_pieces();
    return all;
}

}  // namespace taskquad::detail
