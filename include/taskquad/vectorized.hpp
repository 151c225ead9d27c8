/// SIMD integrands: f of an array of abscissae, written as if of a number.
///
///     #include <taskquad/vectorized.hpp>
///     taskquad::integrate(taskquad::vectorized([](const auto& x) { return (-x * x).exp(); }), {0.0, 1.0});
///
/// x is an array of Eigen's (3.4 or later), which the including file must find; this header is not part of taskquad.hpp. f always
/// gets full, aligned arrays of one size, compiled once: what Eigen computes for an abscissa differs in the last bit between what
/// is done a packet at a time and what is left over at the end of an array (measured: 13 % of x for exp(-x * x)). So a value never
/// depends on what else is in the array, nor on whether f is called for one abscissa or for many. Where there are fewer abscissae
/// than the array holds, the last one is repeated.
#pragma once

#if !__has_include(<Eigen/Core>)
#error "taskquad/vectorized.hpp needs Eigen 3.4 or later"
#endif

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>

#include <taskquad/detail/null_function.hpp>

namespace taskquad {

/// What f gets: as many abscissae at a time as two of the widest registers of today hold.
using vectorized_abscissae = Eigen::Array<double, 16, 1>;

/// An f whose result can be stored in such an array.
template <class F>
concept vector_function = std::invocable<F&, const vectorized_abscissae&> &&
    std::assignable_from<vectorized_abscissae&, std::invoke_result_t<F&, const vectorized_abscissae&>>;

/// What `vectorized` makes.
template <vector_function F>
class vectorized_function {
public:
    explicit vectorized_function(F f) : f_(std::move(f)) { detail::refuse_null(f_, "vectorized: f"); }

    [[nodiscard]] double operator()(double x) const {
        double y = 0;
        (*this)(std::span(&x, 1), &y);
        return y;
    }

    /// The values at many abscissae.
    void operator()(std::span<const double> x, double* y) const {
        vectorized_abscissae in, out;
        std::size_t i = 0;
        for (; i + size <= x.size(); i += size) {  // copies of a size that is known take a few instructions
            std::copy_n(x.data() + i, size, in.data());
            evaluate(f_, in, out);
            std::copy_n(out.data(), size, y + i);
        }
        const std::size_t left = x.size() - i;
        if (left == 0) return;
        std::copy_n(x.data() + i, left, in.data());
        std::fill(in.data() + left, in.data() + size, x.back());
        evaluate(f_, in, out);
        std::copy_n(out.data(), left, y + i);
    }

private:
    static constexpr std::size_t size = vectorized_abscissae::SizeAtCompileTime;

    /// The only place where f is compiled.
    [[gnu::noinline]] static void evaluate(F& f, const vectorized_abscissae& x, vectorized_abscissae& y) { y = std::invoke(f, x); }

    mutable F f_;
};

/// Makes an integrand of a function of arrays, usually a generic lambda in Eigen's array arithmetic. It may be called from several
/// threads at a time, unless options::concurrency is 1; what it throws is a failure at every abscissa of the array.
template <class F>
requires vector_function<std::decay_t<F>> vectorized_function<std::decay_t<F>> vectorized(F&& f) {
    return vectorized_function<std::decay_t<F>>(std::forward<F>(f));
}

}  // namespace taskquad
