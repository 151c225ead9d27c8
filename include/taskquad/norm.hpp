/// The norm in which the error of an integral with several components is measured.
#pragma once

#include <cmath>
#include <functional>
#include <span>
#include <utility>

#include <taskquad/export.hpp>

namespace taskquad {

/// A norm of values. For a real or complex number every norm is the absolute value, unless it is a function of the user's. Errors
/// are estimated for each component by itself; the norm of these estimates is compared with the tolerance. It is a bound of the
/// norm of the error, if the norm does not decrease where the magnitude of a component grows.
class norm {
public:
    enum class kind {
        two,       ///< the root of the sum of squares; of a matrix: Frobenius's
        one,       ///< the sum of magnitudes
        infinity,  ///< the largest magnitude
        function,  ///< the user's
    };

    /// Euclid's norm, unless another is named: `{norm::kind::infinity}`.
    explicit(false) norm(kind k = kind::two) : kind_(k) {}
    /// A function of the components, a matrix's column by column, real and imaginary parts of complex ones in turn. It must be a
    /// norm, that is >= 0 and homogeneous; an example is a sum of magnitudes with weights. Where it gives something negative, or
    /// NaN for finite components, the call that has asked for it throws std::invalid_argument, with both.
    explicit norm(std::function<double(std::span<const double>)> f) : kind_(kind::function), function_(std::move(f)) {}

    /// The norm of n real components, or of n / 2 complex ones. Components are scaled before they are squared, so that nothing
    /// overflows.
    [[nodiscard]] double operator()(std::span<const double> components, bool complex) const {
        return components.size() == 1 && of_number_is_magnitude() ? std::abs(components.front()) : of_several(components, complex);
    }

    /// Whether the norm of a real number is its magnitude: this is no function of the user's.
    [[nodiscard]] bool of_number_is_magnitude() const noexcept { return kind_ != kind::function; }
    [[nodiscard]] bool valid() const noexcept { return kind_ != kind::function || function_; }

private:
    [[nodiscard]] TASKQUAD_EXPORT double of_several(std::span<const double> components, bool complex) const;

    kind kind_;
    std::function<double(std::span<const double>)> function_;
};

}  // namespace taskquad
