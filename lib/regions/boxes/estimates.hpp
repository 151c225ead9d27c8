/// From the values at the points of a box to what they say of it alone: the integral, the error, and where to cut.
///
/// * The error comes from the rule's null rules (rules/null_layers.hpp), each in the norm of the options.
/// * The cut is in the middle, across the axis along which the fourth difference through the centre is largest; among equal ones,
///   across the widest side as a part of the whole. That is Genz and Malik's choice (1980); the widest side alone takes 1.2 to 7
///   times the evaluations where f is smooth, 10 to 100 times where it jumps.
/// * Where f is not finite, there is no error but infinity, and the cut goes through the first such point.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <taskquad/norm.hpp>
#include <taskquad/options.hpp>

#include "regions/boxes/box.hpp"
#include "rules/fully_symmetric.hpp"

namespace taskquad::regions::boxes {

class estimates {
public:
    estimates(std::shared_ptr<const rules::fully_symmetric> rule, const options& o, bool complex);

    [[nodiscard]] const rules::fully_symmetric& rule() const noexcept { return *rule_; }
    [[nodiscard]] const std::shared_ptr<const rules::fully_symmetric>& shared_rule() const noexcept { return rule_; }
    [[nodiscard]] double size_of(std::span<const double> value) const { return norm_(value, complex_); }
    /// The norm of a difference of two values.
    [[nodiscard]] double distance(std::span<const double> u, std::span<const double> v);

    /// A box answers for all values between its least and largest, and half of that range beyond: the norm of what a value exceeds
    /// that by, component by component.
    [[nodiscard]] double excess(std::span<const double> value, box_number n, samples& s);

    /// The norm of the largest magnitudes of values in a box that has been assessed, component by component.
    [[nodiscard]] double largest_magnitude(box_number n, samples& s);

    /// Sets what is known of a box, its parts and its samples, from values each with as many components as the samples. Returns the
    /// mean of |f|.
    double assess(box_number n, box& b, std::span<const double* const> values, const mesh& m, samples& s);

    /// Of all errors of a box, what no cut removes: all of it, where rounding explains it.
    [[nodiscard]] static double noise(const box& b, double error);

private:
    void read(box_number n, std::span<const double* const> values, double volume, samples& s);
    void choose_cut(box_number n, box& b, const mesh& m, std::optional<std::size_t> bad);

    std::shared_ptr<const rules::fully_symmetric> rule_;
    norm norm_;
    bool complex_;
    double accuracy_;
    rules::reading reading_;                                        ///< scratch
    std::vector<double> nulls_, differences_, magnitudes_, sizes_;  ///< scratch: row by row, each of all components
    std::vector<double> scratch_;
};

}  // namespace taskquad::regions::boxes
