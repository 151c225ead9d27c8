/// How the error that the slices of an integral may have is shared out among them: by a density over the domain of x, whose
/// integral is 1. The integral over x of errors that are within their shares is then within the whole.
///
/// Over a finite domain the density is even. Where the domain goes on to infinity it is even in the variable in which the outer
/// integral is made, so that slices far out, which count for little, may have large errors.
#pragma once

#include <utility>

#include <taskquad/domain.hpp>

namespace taskquad::composed {

class shares {
public:
    /// `scale` as in options.
    shares(domain where, double scale) : where_(std::move(where)), scale_(scale) {}

    /// The density at an x of the domain, > 0.
    [[nodiscard]] double operator()(double x) const;

private:
    domain where_;
    double scale_;
};

}  // namespace taskquad::composed
