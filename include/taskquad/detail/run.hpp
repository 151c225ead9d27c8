/// The door of the compiled library.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include <taskquad/detail/outcome.hpp>
#include <taskquad/export.hpp>
#include <taskquad/result.hpp>

namespace taskquad {

class box;
class domain;
struct options;

namespace detail {

class integrand_view;
class store;

/// Throws std::invalid_argument, naming the option and its value, where one is outside its range.
TASKQUAD_EXPORT void check(const options& o);

/// Throws std::invalid_argument where points of so many coordinates, 0 for any number, do not suit a box of so many axes.
TASKQUAD_EXPORT void check_dimension(std::size_t of_points, std::size_t of_box);

/// One integration. `values` is the cache that it shares; null where it has none.
TASKQUAD_EXPORT outcome run(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values);
/// The same over a box, of an f of coordinates.
TASKQUAD_EXPORT outcome run(const integrand_view& f, const box& where, const options& o, const std::shared_ptr<store>& values);
/// One integration of real numbers without a cache. The result, one that was just made, is filled where it lies.
TASKQUAD_EXPORT void run(const integrand_view& f, const domain& where, const options& o, result<>& r);
/// One integration of real numbers without a cache, for which f has been called before: x and values, of which none is asked for
/// again. The counts of calls are those of this call.
TASKQUAD_EXPORT result<> run(const integrand_view& f, const domain& where, const options& o,
                             std::span<const std::pair<double, double>> before);

}  // namespace detail
}  // namespace taskquad
