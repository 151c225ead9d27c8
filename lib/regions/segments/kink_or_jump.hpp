/// Where one component of f has a kink or a jump between two samples, if it has one.
#pragma once

#include <optional>
#include <span>
#include <variant>

#include "regions/segments/jump_core.hpp"
#include "regions/segments/kink_core.hpp"

namespace taskquad::regions::segments {

using kink_or_jump = std::variant<kink_core, jump_core>;

/// In [a, b], of samples in ascending order, to be verified; f's values are off by `accuracy` of themselves.
[[nodiscard]] std::optional<kink_or_jump> find_kink_or_jump(std::span<const sample> samples, double a, double b, double accuracy);

}  // namespace taskquad::regions::segments
