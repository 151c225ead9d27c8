/// The norm in which the error of an integral with several components is measured.
#pragma once

#include <functional>
#include <span>
#include <utility>

#include <taskquad/export.hpp>

namespace taskquad {

/// A norm of values. Of a real or complex number every one but a function of the user's is the absolute value. Estimates are made
/// for each component by itself; their norm is what is compared with the tolerance: a bound of the norm of the error, if the norm
/// does not decrease where the magnitude of a component grows.
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
    /// norm, that is >= 0 and homogeneous; an example is a sum of magnitudes with weights.
    explicit norm(std::function<double(std::span<const double>)> f) : kind_(kind::function), function_(std::move(f)) {}

    /// The norm of n real components, or of n / 2 complex ones. Not squared anywhere without scaling: no overflow.
    [[nodiscard]] TASKQUAD_EXPORT double operator()(std::span<const double> components, bool complex) const;

    /// Whether that of a real number is its magnitude: not a function of the user's.
    [[nodiscard]] bool of_number_is_magnitude() const noexcept { return kind_ != kind::function; }
    [[nodiscard]] bool valid() const noexcept { return kind_ != kind::function || function_; }

private:
    kind kind_;
    std::function<double(std::span<const double>)> function_;
};

}  // namespace taskquad
