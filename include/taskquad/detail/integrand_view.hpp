/// The user's f, of whatever type, seen by the compiled library as one call.
#pragma once

#include <chrono>
#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/detail/components_out.hpp>
#include <taskquad/detail/evaluator.hpp>
#include <taskquad/detail/inner_integral.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/point_view.hpp>
#include <taskquad/detail/stated_options.hpp>
#include <taskquad/integrand.hpp>

namespace taskquad::detail {

/// The accuracy of f's values, relative to their size; 0: unknown.
template <class F>
constexpr double accuracy_of_values() {
    if constexpr (std::invocable<F&, double>) return accuracy_of<std::invoke_result_t<F&, double>>;
    return accuracy_of<typename decltype(integrand_value<F>())::type>;
}

class integrand_view;

template <class F>
concept viewable = !std::same_as<std::remove_cv_t<F>, integrand_view> && std::is_object_v<F> && integrand<F>;

/// Refers to an integrand without owning it; it must outlive the integration.
class integrand_view {
public:
    template <viewable F>
    integrand_view(F& f, std::shared_ptr<common_shape> s)
        : object_(const_cast<void*>(static_cast<const volatile void*>(std::addressof(f)))), shape_(std::move(s)) {
        refuse_null(f);
        using V = integrand_value_t<F>;
        components_ = components_of_all<V>();
        complex_ = is_complex<V>;
        of_integrals_ = std::same_as<V, inner_integral>;
        accuracy_ = accuracy_of_values<F>();
        if constexpr (takes_completion<F>) {
            width_ = f.max_in_flight();
            if constexpr (may_be_overdue<F>) {
                overdue_ = f.overdue();
                tries_ = f.tries();
            }
            stoppable_ = F::stoppable;
            begin_ = [](void* object, const point_view& at, std::shared_ptr<pending> p, const std::stop_token& stop) {
                (*static_cast<F*>(object))(at[0], completion<V>(std::move(p), at[0]), stop);
            };
        } else if constexpr (takes_batch<F>) {
            width_ = f.max_batch();
            stoppable_ = F::template stoppable<std::span<const double>>;
            call_ = [](void* object, common_shape* shape, std::span<const point_view> at, components_out& out,
                       const std::stop_token& stop) {
                std::vector<double> x;
                for (const point_view& p : at) x.push_back(p[0]);
                if constexpr (std::same_as<V, double>) {
                    out.count = 1;
                    out.components.resize(x.size());
                    (*static_cast<F*>(object))(std::span<const double>(x), std::span(out.components), stop);
                } else {
                    std::vector<V> y(x.size());
                    (*static_cast<F*>(object))(std::span<const double>(x), std::span(y), stop);
                    for (std::size_t i = 0; i < x.size(); ++i) put(y[i], shape, x[i], out);
                }
            };
        } else if constexpr (takes_distances<F>) {
            exact_ = true;
            call_each<F>([](F& f_, const point_view& p, const std::stop_token&) -> decltype(auto) {
                return std::invoke(f_, argument{p[0], p[1], p[2]});
            });
        } else if constexpr (takes_stop_token<F>) {
            stoppable_ = true;
            may_give_up_ = may_give_up<F>;
            call_each<F>([](F& f_, const point_view& p, const std::stop_token& stop) -> decltype(auto) {
                return std::invoke(f_, p[0], stop);
            });
        } else {
            call_each<F>(
                [](F& f_, const point_view& p, const std::stop_token&) -> decltype(auto) { return std::invoke(f_, p[0]); });
            if constexpr (std::same_as<V, double>) {
                plain_ = [](void* object, const double* __restrict x, double* __restrict y, std::size_t n) {
                    F& f_ = *static_cast<F*>(object);
                    if constexpr (takes_many<F>) {
                        f_(std::span(x, n), y);
                    } else {
                        for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<double>(std::invoke(f_, double{x[i]}));
                    }
                };
            }
        }
        one_at_a_time_ = is_one_at_a_time<F>();
    }

    /// Of an f over a box.
    template <object_over_box F>
    static integrand_view of_coordinates(F& f, std::shared_ptr<common_shape> s) {
        refuse_null(f);
        integrand_view view(const_cast<void*>(static_cast<const volatile void*>(std::addressof(f))), std::move(s));
        using V = typename decltype(value_over_box<F>())::type;
        view.components_ = components_of_all<V>();
        view.complex_ = is_complex<V>;
        view.one_at_a_time_ = is_one_at_a_time<F>();
        view.accuracy_ = accuracy_of<V>;
        if constexpr (takes_completion_at_point<F>) {
            view.begins_at_points<F, V>(f);
        } else if constexpr (takes_points<F>) {
            view.takes_many_points<F, V>(f);
        } else {
            using way = way_of<F>;
            view.dimension_ = way::dimension;
            view.accuracy_ = accuracy_of<result_at<F>>;
            view.stoppable_ = takes_stop_token_after_point<F>;
            view.may_give_up_ = is_optional<result_at<F>>;
            view.call_each<F>([](F& f_, const point_view& p, const std::stop_token& stop) {
                const std::span x(p.coordinates, p.count);
                if constexpr (takes_stop_token_after_point<F>)
                    return way::call(f_, x, stop);
                else
                    return way::call(f_, x);
            });
        }
        return view;
    }

    /// The same f, whose evaluations somebody else begins, as if it were asynchronous. Where it can be called, as when its values
    /// are verified, that is done there, too.
    [[nodiscard]] integrand_view begun_by(evaluator& other, const appetite& a) const {
        integrand_view view = *this;
        view.object_ = &other;
        view.elsewhere_ = &other;
        view.begin_ = nullptr;
        view.width_ = a.at_a_time;
        view.queued_ = a.queued;
        view.tries_ = 1;
        view.plain_ = nullptr;
        if (call_ != nullptr) {
            view.call_ = [](void* object, common_shape* shape, std::span<const point_view> at, components_out& out,
                            const std::stop_token&) { static_cast<evaluator*>(object)->evaluate(at, shape, out); };
        }
        return view;
    }

    [[nodiscard]] bool is_asynchronous() const noexcept { return begin_ != nullptr || elsewhere_ != nullptr; }
    /// Whether f can be called for a value that is there when it returns.
    [[nodiscard]] bool can_be_called() const noexcept { return call_ != nullptr; }
    /// Whether f looks at the stop token.
    [[nodiscard]] bool is_stoppable() const noexcept { return stoppable_; }
    /// Whether f returns nothing where it has given up, so that all other values are whole.
    [[nodiscard]] bool gives_up_in_words() const noexcept { return may_give_up_; }
    /// Whether f takes exact distances.
    [[nodiscard]] bool is_exact() const noexcept { return exact_; }
    /// Whether no two calls may overlap.
    [[nodiscard]] bool one_at_a_time() const noexcept { return one_at_a_time_; }
    /// The largest number of abscissae in one call; of an asynchronous f, in flight.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    /// How many more an asynchronous f is given than can be in flight, which wait there.
    [[nodiscard]] std::size_t queued() const noexcept { return queued_; }
    /// When an evaluation of an asynchronous f is begun again, and how often it is begun at most.
    [[nodiscard]] std::chrono::duration<double> overdue() const noexcept { return overdue_; }
    [[nodiscard]] int tries() const noexcept { return tries_; }
    /// How many coordinates f says that it takes; 0: it does not say.
    [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
    /// How many real components a value has; 0: unknown before the first value.
    [[nodiscard]] std::size_t components() const noexcept { return components_; }
    /// The shape of all values; null where they are real numbers and nobody else asks.
    [[nodiscard]] const std::shared_ptr<common_shape>& shape() const noexcept { return shape_; }
    /// Whether f is a plain f(x) of real values, for which `plain` fills in many of them at a time.
    [[nodiscard]] bool is_plain() const noexcept { return plain_ != nullptr; }
    void plain(std::span<const double> x, double* y) const { plain_(object_, x.data(), y, x.size()); }
    /// The accuracy of f's values, relative to their size: half an ulp where they are made of float, else 0.
    [[nodiscard]] double accuracy() const noexcept { return accuracy_; }
    [[nodiscard]] bool is_complex_valued() const noexcept { return complex_; }
    /// The same f, whose values may have another shape than so far.
    [[nodiscard]] integrand_view of_any_shape() const {
        integrand_view other = *this;
        other.shape_ = std::make_shared<common_shape>();
        return other;
    }
    /// Whether values are integrals themselves.
    [[nodiscard]] bool is_of_integrals() const noexcept { return of_integrals_; }
    /// Whether f is looked at beside the ends of its pieces, too: region.hpp.
    [[nodiscard]] bool looks_at_ends() const noexcept { return at_ends_; }
    void look_at_ends() noexcept { at_ends_ = true; }
    /// The budget of an integral of which this one is a part, with a budget of its own; 0: of none.
    [[nodiscard]] std::uint64_t budget_of_whole() const noexcept { return budget_of_whole_; }
    void is_part_within(std::uint64_t budget) noexcept { budget_of_whole_ = budget; }

    void operator()(std::span<const point_view> at, components_out& out, const std::stop_token& stop) const {
        call_(object_, shape_.get(), at, out, stop);
    }
    void begin(const point_view& at, std::shared_ptr<pending> owed, const std::stop_token& stop) const {
        if (elsewhere_ != nullptr) {
            elsewhere_->begin(at, std::move(owed), stop);
        } else {
            begin_(object_, at, std::move(owed), stop);
        }
    }

private:
    integrand_view(void* object, std::shared_ptr<common_shape> s) : object_(object), shape_(std::move(s)) {}

    template <class F, class V>
    void begins_at_points(F& f) {
        width_ = f.max_in_flight();
        if constexpr (requires { f.overdue(); }) {
            overdue_ = f.overdue();
            tries_ = f.tries();
        }
        if constexpr (requires { f.dimension(); }) dimension_ = f.dimension();
        if constexpr (requires { F::stoppable_at_point(); }) {
            stoppable_ = F::stoppable_at_point();
        } else {
            stoppable_ = F::stoppable;
        }
        begin_ = [](void* object, const point_view& at, std::shared_ptr<pending> p, const std::stop_token& stop) {
            const std::span x(at.coordinates, at.count);
            (*static_cast<F*>(object))(x, completion<V>(std::move(p), at[0]), stop);
        };
    }

    template <class F, class V>
    void takes_many_points(F& f) {
        width_ = f.max_batch();
        if constexpr (requires { F::template stoppable<points>; }) stoppable_ = F::template stoppable<points>;
        call_ = [](void* object, common_shape* shape, std::span<const point_view> at, components_out& out,
                   const std::stop_token& stop) {
            std::vector<double> coordinates;
            for (const point_view& p : at) coordinates.insert(coordinates.end(), p.coordinates, p.coordinates + p.count);
            const points x(coordinates, at.front().count);
            if constexpr (std::same_as<V, double>) {
                out.count = 1;
                out.components.resize(at.size());
                (*static_cast<F*>(object))(x, std::span(out.components), stop);
            } else {
                std::vector<V> y(at.size());
                (*static_cast<F*>(object))(x, std::span(y), stop);
                for (std::size_t i = 0; i < y.size(); ++i) put(y[i], shape, x[i].front(), out);
            }
        };
    }

    /// `Invoke` has no state.
    template <class F, class Invoke>
    void call_each(Invoke /*invoke*/) {
        call_ = [](void* object, common_shape* shape, std::span<const point_view> at, components_out& out,
                   const std::stop_token& stop) {
            for (const point_view& p : at) put(Invoke{}(*static_cast<F*>(object), p, stop), shape, p[0], out);
        };
    }

    void* object_;
    std::shared_ptr<common_shape> shape_;
    std::size_t width_ = 1, queued_ = 0, components_ = 0, dimension_ = 0;
    std::chrono::duration<double> overdue_{std::numeric_limits<double>::infinity()};
    int tries_ = 1;
    double accuracy_ = 0;
    bool stoppable_ = false, may_give_up_ = false, exact_ = false, complex_ = false, of_integrals_ = false, one_at_a_time_ = false;
    bool at_ends_ = false;
    std::uint64_t budget_of_whole_ = 0;
    void (*call_)(void*, common_shape*, std::span<const point_view>, components_out&, const std::stop_token&) = nullptr;
    void (*plain_)(void*, const double*, double*, std::size_t) = nullptr;
    void (*begin_)(void*, const point_view&, std::shared_ptr<pending>, const std::stop_token&) = nullptr;
    evaluator* elsewhere_ = nullptr;
};

}  // namespace taskquad::detail
