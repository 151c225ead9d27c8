/// How accurately values are known: as the options say, or less, as f's type says.
#pragma once

#include <algorithm>

#include <taskquad/integrand.hpp>
#include <taskquad/options.hpp>

namespace taskquad::detail {

inline double accuracy_of_values(const integrand_view& f, const options& o) {
    return std::max(o.f_relative_accuracy, f.accuracy());
}

inline options with_accuracy_of(const integrand_view& f, options o) {
    o.f_relative_accuracy = accuracy_of_values(f, o);
    return o;
}

}  // namespace taskquad::detail
