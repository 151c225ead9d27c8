/// taskquad integrates functions that are expensive to evaluate, on all the workers there are, and never evaluates an
/// abscissa twice.
///
/// This header is the contents page: the headers in the order of the path of the data; none includes a later one. Two are included
/// by themselves: vectorized.hpp, which needs Eigen, and integrate_as.hpp, for long double and numbers of many digits.
#pragma once

// The order is checked by tests/public/order_of_headers.sh.
// clang-format off
// IWYU pragma: begin_exports
#include <taskquad/version.hpp>          // the version
#include <taskquad/export.hpp>           // what the library exports
// What is integrated:
#include <taskquad/domain.hpp>           // limits and breakpoints
#include <taskquad/axis.hpp>             // one coordinate: an interval, a distribution, limits that depend
#include <taskquad/box.hpp>              // an axis beside the other: several dimensions
#include <taskquad/argument.hpp>         // x, and how far it is from the ends
#include <taskquad/distances.hpp>        // f that asks for these distances
#include <taskquad/value.hpp>            // numbers, complex ones, arrays, vectors, matrices
#include <taskquad/async.hpp>            // f that completes later
#include <taskquad/points.hpp>           // many points of several coordinates
#include <taskquad/batch.hpp>            // f of many abscissae at a time
#include <taskquad/not_thread_safe.hpp>  // f that is not thread-safe
#include <taskquad/integrand.hpp>        // f, in all its forms
#include <taskquad/cache.hpp>            // every value of f, once
// How well:
#include <taskquad/estimate.hpp>         // what a rule makes of a segment
#include <taskquad/rule.hpp>             // from values to an estimate; your own rule
#include <taskquad/rules.hpp>            // simpson, gauss_kronrod, clenshaw_curtis
#include <taskquad/cubature.hpp>         // boxes, a sparse grid, or whichever suits f
#include <taskquad/norm.hpp>             // of errors with several components
#include <taskquad/tolerance.hpp>        // when it is good enough
// What comes out:
#include <taskquad/status.hpp>           // why it ended
#include <taskquad/result.hpp>           // value, error, status, counts, partition
#include <taskquad/printing.hpp>         // both of them as text
#include <taskquad/observer.hpp>         // progress, logging, tracing
#include <taskquad/observers.hpp>        // a progress line, a trace, a table
#include <taskquad/evaluation_log.hpp>   // every value, kept beyond the process
// The calls:
#include <taskquad/options.hpp>          // everything else that can be chosen
#include <taskquad/integrator.hpp>       // integrate(f, domain, options), integrator
#include <taskquad/session.hpp>          // ask and tell: somebody else evaluates f
#include <taskquad/nested.hpp>           // two and three dimensions
#include <taskquad/principal_value.hpp>  // of Cauchy
#include <taskquad/fourier.hpp>          // times cos or sin, over half lines
// IWYU pragma: end_exports
// clang-format on
