/// Whether f gives the same value again: what the end of a run has to say of f, rather than of the integral.
///
/// An f that writes to a static or shared variable gives other values when calls overlap. To the integration that looks like noise
/// or a difficulty without end: it ends where the budget does, or as roundoff, and nothing in its estimates tells the one from the
/// other. A second call does, alone, on the calling thread, when all others have ended.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <taskquad/detail/end_from_outside.hpp>
#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

namespace taskquad::values {

/// A point and the value that the integral rests on.
struct sample {
    std::vector<double> coordinates, components;
};

/// At how many abscissae f is called again when a run has ended so: as many as the options say; where they do not, at a few if f
/// may be the reason, at none else.
std::size_t count_to_verify(const options& o, status s, std::uint64_t evaluations);

/// The samples of a region in order, and the values as numbers that show where f varies.
struct samples_of_region {
    std::vector<sample> samples;
    std::vector<double> outline;
};

/// Of leaves those of largest error, at most n, the largest first.
template <class Leaf, class ErrorOf>
void keep_worst(std::vector<Leaf>& leaves, std::size_t n, const ErrorOf& error_of) {
    std::ranges::stable_sort(leaves, [&](Leaf i, Leaf k) { return error_of(i) > error_of(k); });
    leaves.resize(std::min(leaves.size(), n));
}

/// Up to n different samples, of each region in turn that which fits in least with its neighbours; regions that matter most come
/// first.
std::vector<sample> most_doubtful(std::span<const samples_of_region> regions, std::size_t n);

/// What rounding may do where f adds up in another order each time, relative to the largest of f's values: where the terms cancel,
/// that is no part of what they leave.
inline constexpr double rounding_of_sums = 64 * std::numeric_limits<double>::epsilon();
/// Whether two values of f at one point are the same, but for a part of the larger one, or so much in any case.
[[nodiscard]] bool agree(double before, double now, double relative, double absolute);

/// Calls f again at each point, and counts the calls; at the first value that differs by more than f's accuracy, and than the
/// roundings of the largest value at these points, the result becomes not_reproducible. What f throws says nothing, since it may
/// fail now and then. Ends early where `until` is reached.
void verify(const detail::integrand_view& f, const options& o, std::span<const sample> points,
            const detail::end_from_outside& until, account& r);

}  // namespace taskquad::values
