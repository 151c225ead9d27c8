/// What people would take instead, as functions of the same shape: f, the limits, a relative tolerance. Local tolerances are made
/// global ones as their authors advise: none of them is.
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
    std::uint64_t evaluations;
    bool converged;  ///< as it says itself
};

using integrand = std::function<double(double)>;

struct counted {
    const integrand* f;
    std::uint64_t n = 0;
    double operator()(double x) {
        ++n;
        return (*f)(x);
    }
    static double call(double x, void* self) { return (*static_cast<counted*>(self))(x); }
};

constexpr std::size_t most_segments = 5000;

inline gsl_integration_workspace* workspace() {
    static const std::unique_ptr<gsl_integration_workspace, void (*)(gsl_integration_workspace*)> w(
        gsl_integration_workspace_alloc(most_segments), gsl_integration_workspace_free);
    gsl_set_error_handler_off();
    return w.get();
}

inline answer gsl_qag(const integrand& f, double a, double b, double tolerance) {
    counted c{&f};
    gsl_function g{counted::call, &c};
    answer r{};
    const int status =
        gsl_integration_qag(&g, a, b, 0, tolerance, most_segments, GSL_INTEG_GAUSS21, workspace(), &r.value, &r.error);
    return {r.value, r.error, c.n, status == GSL_SUCCESS};
}

/// QAGS, QAGIU, QAGIL, or QAGI, as the limits are.
inline answer gsl_qags(const integrand& f, double a, double b, double tolerance) {
    counted c{&f};
    gsl_function g{counted::call, &c};
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
    return {r.value, r.error, c.n, status == GSL_SUCCESS};
}

inline answer gsl_cquad(const integrand& f, double a, double b, double tolerance) {
    counted c{&f};
    gsl_function g{counted::call, &c};
    workspace();
    static const std::unique_ptr<gsl_integration_cquad_workspace, void (*)(gsl_integration_cquad_workspace*)> w(
        gsl_integration_cquad_workspace_alloc(most_segments), gsl_integration_cquad_workspace_free);
    answer r{};
    const int status = gsl_integration_cquad(&g, a, b, 0, tolerance, w.get(), &r.value, &r.error, nullptr);
    return {r.value, r.error, c.n, status == GSL_SUCCESS && r.error <= tolerance * std::abs(r.value)};
}

inline answer cubature(const integrand& f, double a, double b, double tolerance) {
    counted c{&f};
    answer r{};
    const auto call = [](unsigned, const double* x, void* self, unsigned, double* y) {
        *y = counted::call(*x, self);
        return 0;
    };
    const int status = hcubature(1, call, &c, 1, &a, &b, 200'000, 0, tolerance, ERROR_INDIVIDUAL, &r.value, &r.error);
    return {r.value, r.error, c.n, status == 0 && r.error <= tolerance * std::abs(r.value)};
}

/// Its tolerance is that of one segment; depth 15 is its default.
inline answer boost_gauss_kronrod(const integrand& f, double a, double b, double tolerance) {
    counted c{&f};
    answer r{};
    r.value = boost::math::quadrature::gauss_kronrod<double, 21>::integrate(std::ref(c), a, b, 15, tolerance, &r.error);
    return {r.value, r.error, c.n, r.error <= tolerance * std::abs(r.value)};
}

/// tanh_sinh, exp_sinh, or sinh_sinh, as the limits are. It throws where f is not finite.
inline answer boost_double_exponential(const integrand& f, double a, double b, double tolerance) {
    counted c{&f};
    answer r{};
    try {
        if (std::isinf(a) && std::isinf(b)) {
            static boost::math::quadrature::sinh_sinh<double> rule;
            r.value = rule.integrate(std::ref(c), tolerance, &r.error);
        } else if (std::isinf(a) || std::isinf(b)) {
            static boost::math::quadrature::exp_sinh<double> rule;
            r.value = rule.integrate(std::ref(c), a, b, tolerance, &r.error);
        } else {
            static boost::math::quadrature::tanh_sinh<double> rule;
            r.value = rule.integrate(std::ref(c), a, b, tolerance, &r.error);
        }
    } catch (const std::exception&) {
        return {NAN, INFINITY, c.n, false};
    }
    return {r.value, r.error, c.n, r.error <= tolerance * std::abs(r.value)};
}

}  // namespace peers
