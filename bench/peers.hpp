/// What people would take instead, as functions of the same shape: f, the limits, a relative tolerance. f is of any type, so that a
/// library of templates can do its best. Evaluations are counted by f, where somebody wants to know. Boost's tolerances are those
/// of one segment: it has no others.
#pragma once

#include <cubature.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/quadrature/sinh_sinh.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>

namespace peers {

struct answer {
    double value, error;
    std::uint64_t evaluations;  ///< left at 0 here
    bool converged;             ///< as it says itself
};

/// What a C library calls.
template <class F>
double call(double x, void* f) {
    return (*static_cast<F*>(f))(x);
}

constexpr std::size_t most_segments = 5000;

inline gsl_integration_workspace* workspace() {
    static const std::unique_ptr<gsl_integration_workspace, void (*)(gsl_integration_workspace*)> w(
        gsl_integration_workspace_alloc(most_segments), gsl_integration_workspace_free);
    gsl_set_error_handler_off();
    return w.get();
}

template <class F>
answer gsl_qag(F f, double a, double b, double tolerance) {
    gsl_function g{call<F>, &f};
    answer r{};
    const int status =
        gsl_integration_qag(&g, a, b, 0, tolerance, most_segments, GSL_INTEG_GAUSS21, workspace(), &r.value, &r.error);
    return {r.value, r.error, 0, status == GSL_SUCCESS};
}

/// QAGS, QAGIU, QAGIL, or QAGI, as the limits are.
template <class F>
answer gsl_qags(F f, double a, double b, double tolerance) {
    gsl_function g{call<F>, &f};
    answer r{};
    auto* const w = workspace();
    int status = 0;
    if (std::isinf(a) && std::isinf(b)) {
        status = gsl_integration_qagi(&g, 0, tolerance, most_segments, w, &r.value, &r.error);
    } else if (std::isinf(b)) {
        status = gsl_integration_qagiu(&g, a, 0, tolerance, most_segments, w, &r.value, &r.error);
    } else if (std::isinf(a)) {
        status = gsl_integration_qagil(&g, b, 0, tolerance, most_segments, w, &r.value, &r.error);
    } else {
        status = gsl_integration_qags(&g, a, b, 0, tolerance, most_segments, w, &r.value, &r.error);
    }
    return {r.value, r.error, 0, status == GSL_SUCCESS};
}

template <class F>
answer gsl_cquad(F f, double a, double b, double tolerance) {
    gsl_function g{call<F>, &f};
    workspace();
    static const std::unique_ptr<gsl_integration_cquad_workspace, void (*)(gsl_integration_cquad_workspace*)> w(
        gsl_integration_cquad_workspace_alloc(most_segments), gsl_integration_cquad_workspace_free);
    answer r{};
    const int status = gsl_integration_cquad(&g, a, b, 0, tolerance, w.get(), &r.value, &r.error, nullptr);
    return {r.value, r.error, 0, status == GSL_SUCCESS && r.error <= tolerance * std::abs(r.value)};
}

template <class F>
answer cubature(F f, double a, double b, double tolerance) {
    answer r{};
    const auto one = [](unsigned, const double* x, void* self, unsigned, double* y) {
        *y = call<F>(*x, self);
        return 0;
    };
    const int status = hcubature(1, one, &f, 1, &a, &b, 200'000, 0, tolerance, ERROR_INDIVIDUAL, &r.value, &r.error);
    return {r.value, r.error, 0, status == 0 && r.error <= tolerance * std::abs(r.value)};
}

/// Its tolerance is that of one segment; depth 15 is its default.
template <class F>
answer boost_gauss_kronrod(F f, double a, double b, double tolerance) {
    answer r{};
    r.value = boost::math::quadrature::gauss_kronrod<double, 21>::integrate(std::ref(f), a, b, 15, tolerance, &r.error);
    return {r.value, r.error, 0, r.error <= tolerance * std::abs(r.value)};
}

/// tanh_sinh, exp_sinh, or sinh_sinh, as the limits are. It throws where f is not finite.
template <class F>
answer boost_double_exponential(F f, double a, double b, double tolerance) {
    answer r{};
    try {
        if (std::isinf(a) && std::isinf(b)) {
            static boost::math::quadrature::sinh_sinh<double> rule;
            r.value = rule.integrate(std::ref(f), tolerance, &r.error);
        } else if (std::isinf(a) || std::isinf(b)) {
            static boost::math::quadrature::exp_sinh<double> rule;
            r.value = rule.integrate(std::ref(f), a, b, tolerance, &r.error);
        } else {
            static boost::math::quadrature::tanh_sinh<double> rule;
            r.value = rule.integrate(std::ref(f), a, b, tolerance, &r.error);
        }
    } catch (const std::exception&) {
        return {NAN, INFINITY, 0, false};
    }
    return {r.value, r.error, 0, r.error <= tolerance * std::abs(r.value)};
}

}  // namespace peers
