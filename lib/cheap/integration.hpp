/// The door of this room: integrations without the engine, of an f that costs no more than the decisions.
///
/// Nothing outside this room includes any other header from here. The room can be deleted: lib/run.cpp has one `if` less then, and
/// every result the same bits.
#pragma once

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

#include "machine/stopwatch.hpp"
#include "values/beforehand.hpp"

namespace taskquad::cheap {

/// Whether f, the domain and the options are of the kind that this room is for.
bool suits(const detail::integrand_view& f, const domain& where, const options& o);

/// Sets the result, one that was just made. False: the engine has to go on, with what has been found out about f.
[[nodiscard]] bool integrate(const detail::integrand_view& f, const domain& where, const options& o,
                             const machine::stopwatch& since_begin, values::beforehand& found, result<>& r);

}  // namespace taskquad::cheap
