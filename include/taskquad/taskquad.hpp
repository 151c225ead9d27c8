/// taskquad integrates functions that are expensive to evaluate, on all the workers there are, and never evaluates an
/// abscissa twice.
///
/// This header is the contents page: the headers in the order of the path of the data; none includes a later one.
#pragma once

// IWYU pragma: begin_exports
#include <taskquad/argument.hpp>         // x, and how far it is from the ends
#include <taskquad/async.hpp>            // f that completes later
#include <taskquad/batch.hpp>            // f of many abscissae at a time
#include <taskquad/cache.hpp>            // every value of f, once
#include <taskquad/domain.hpp>           // limits and breakpoints
#include <taskquad/export.hpp>           // what the library exports
#include <taskquad/fourier.hpp>          // times cos or sin, over half lines
#include <taskquad/integrand.hpp>        // f
#include <taskquad/integrate_as.hpp>     // long double, many digits
#include <taskquad/integrator.hpp>       // integrate(f, domain, options), integrator
#include <taskquad/nested.hpp>           // two and three dimensions
#include <taskquad/norm.hpp>             // of errors with several components
#include <taskquad/observer.hpp>         // progress, logging, tracing
#include <taskquad/observers.hpp>        // a progress line, a trace, a table
#include <taskquad/options.hpp>          // everything else that can be chosen
#include <taskquad/principal_value.hpp>  // of Cauchy
#include <taskquad/result.hpp>           // value, error, status, counts, partition
#include <taskquad/rule.hpp>             // from values to an estimate; your own rule
#include <taskquad/rules.hpp>            // simpson, gauss_kronrod, clenshaw_curtis
#include <taskquad/session.hpp>          // ask and tell: somebody else evaluates f
#include <taskquad/status.hpp>           // why it ended
#include <taskquad/tolerance.hpp>        // when it is good enough
#include <taskquad/value.hpp>            // numbers, complex ones, arrays, vectors, matrices
#include <taskquad/version.hpp>          // the version
#include <taskquad/workers.hpp>          // f that is not thread-safe
// IWYU pragma: end_exports
