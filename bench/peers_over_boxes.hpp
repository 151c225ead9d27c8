/// What people would take instead over a unit cube: libcubature's h- and p-adaptive methods (S. G. Johnson), and of GSL VEGAS (G.
/// P. Lepage) and MISER (W. H. Press, G. R. Farrar).
///
/// Each says of several tolerances what it comes to, within a budget. The deterministic two begin anew for each. The two of Monte
/// Carlo are run with twice as many evaluations again and again, of which the last run alone is counted, and claim a tolerance when
/// three standard errors are within it: with one, a third of all claims would be wrong by the meaning of the word.
#pragma once

#include <cubature.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_monte_miser.h>
#include <gsl/gsl_monte_vegas.h>
#include <gsl/gsl_rng.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "support/box_problems.hpp"

namespace peers {

struct claim {
    double value;
    std::uint64_t evaluations;
    bool converged;  ///< as it says itself
};

using several_tolerances = std::span<const double>;

/// f, counted, as C libraries want it.
struct counted_f {
    const box_problem& p;
    std::uint64_t n = 0;
    double operator()(const double* x) {
        ++n;
        return p.f({x, p.dimension});
    }
};

using cubature_method = int(unsigned, integrand, void*, unsigned, const double*, const double*, std::size_t, double, double,
                            error_norm, double*, double*);

inline std::vector<claim> by_libcubature(cubature_method* method, const box_problem& p, several_tolerances tolerances,
                                         std::uint64_t most) {
    const std::vector<double> lower(p.dimension, 0.0), upper(p.dimension, 1.0);
    const auto one = [](unsigned, const double* x, void* f, unsigned, double* y) {
        *y = (*static_cast<counted_f*>(f))(x);
        return 0;
    };
    std::vector<claim> claims;
    for (const double tolerance : tolerances) {
        counted_f f{p};
        double value = 0, error = 0;
        const int status = method(1, one, &f, static_cast<unsigned>(p.dimension), lower.data(), upper.data(), most, 0, tolerance,
                                  ERROR_INDIVIDUAL, &value, &error);
        claims.push_back({value, f.n, status == 0 && error <= tolerance * std::abs(value)});
    }
    return claims;
}
inline std::vector<claim> h_adaptive(const box_problem& p, several_tolerances t, std::uint64_t most) {
    return by_libcubature(hcubature, p, t, most);
}
inline std::vector<claim> p_adaptive(const box_problem& p, several_tolerances t, std::uint64_t most) {
    return by_libcubature(pcubature, p, t, most);
}

/// A mean, its standard error, and whether they are consistent, from so many evaluations or some fewer.
struct sample {
    double value = 0, error = 0;
    bool consistent = true;
};
using sampling = std::function<sample(gsl_monte_function*, std::size_t evaluations, gsl_rng*)>;

inline std::vector<claim> by_monte_carlo(const sampling& take, const box_problem& p, several_tolerances tolerances,
                                         std::uint64_t most) {
    gsl_set_error_handler_off();
    const std::unique_ptr<gsl_rng, void (*)(gsl_rng*)> random(gsl_rng_alloc(gsl_rng_mt19937), gsl_rng_free);
    counted_f f{p};
    gsl_monte_function g{[](double* x, std::size_t, void* self) { return (*static_cast<counted_f*>(self))(x); }, p.dimension, &f};
    std::vector<claim> claims;
    sample last{};
    constexpr std::size_t first = 1000, sigmas = 3;
    for (std::size_t n = first; n <= most && claims.size() < tolerances.size(); n *= 2) {
        f.n = 0;
        last = take(&g, n, random.get());
        while (claims.size() < tolerances.size() && last.consistent &&
               sigmas * last.error <= tolerances[claims.size()] * std::abs(last.value)) {
            claims.push_back({last.value, f.n, true});
        }
    }
    claims.resize(tolerances.size(), {last.value, f.n, false});
    return claims;
}

/// Begins anew each time: where the grid of a smaller run is kept, GSL's standard error stops falling. Believed where chi^2 per
/// degree of freedom is below 3 / 2, as GSL's manual has it.
inline std::vector<claim> vegas(const box_problem& p, several_tolerances t, std::uint64_t most) {
    std::vector<double> lower(p.dimension, 0.0), upper(p.dimension, 1.0);
    const auto take = [&](gsl_monte_function* g, std::size_t evaluations, gsl_rng* random) {
        const std::unique_ptr<gsl_monte_vegas_state, void (*)(gsl_monte_vegas_state*)> s(gsl_monte_vegas_alloc(p.dimension),
                                                                                         gsl_monte_vegas_free);
        sample r;
        gsl_monte_vegas_integrate(g, lower.data(), upper.data(), p.dimension, evaluations / s->iterations, random, s.get(),
                                  &r.value, &r.error);
        r.consistent = gsl_monte_vegas_chisq(s.get()) < 1.5;
        return r;
    };
    return by_monte_carlo(take, p, t, most);
}

inline std::vector<claim> miser(const box_problem& p, several_tolerances t, std::uint64_t most) {
    const std::unique_ptr<gsl_monte_miser_state, void (*)(gsl_monte_miser_state*)> s(gsl_monte_miser_alloc(p.dimension),
                                                                                     gsl_monte_miser_free);
    std::vector<double> lower(p.dimension, 0.0), upper(p.dimension, 1.0);
    const auto take = [&](gsl_monte_function* g, std::size_t evaluations, gsl_rng* random) {
        sample r;
        gsl_monte_miser_integrate(g, lower.data(), upper.data(), p.dimension, evaluations, random, s.get(), &r.value, &r.error);
        return r;
    };
    return by_monte_carlo(take, p, t, most);
}

}  // namespace peers
