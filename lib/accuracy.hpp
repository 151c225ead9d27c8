/// How accurately values are known: as the options say, or less, as f's type says.
#pragma once

#include <algorithm>

#include <taskquad/integrand.hpp>
#include <taskquad/options.hpp>

namespace taskquad::detail {

inline options with_accuracy_of(const integrand_view& f, options o) {
    o.f_relative_accuracy = std::max(o.f_relative_accuracy, f.accuracy());
    return o;
}

}  // namespace taskquad::detail
