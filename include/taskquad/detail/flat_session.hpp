/// A session of values taken apart into components (session.hpp), compiled.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include <taskquad/box.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/detail/values.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/options.hpp>

namespace taskquad::detail {

class flat_session {
public:
    TASKQUAD_EXPORT flat_session(const domain& where, const options& o, std::size_t components, bool complex);
    TASKQUAD_EXPORT flat_session(const box& where, const options& o, std::size_t components, bool complex);
    TASKQUAD_EXPORT flat_session(flat_session&& other) noexcept;
    TASKQUAD_EXPORT flat_session& operator=(flat_session&& other) noexcept;
    TASKQUAD_EXPORT ~flat_session();

    /// The coordinates of one point after another; so does `overdue`.
    [[nodiscard]] TASKQUAD_EXPORT std::vector<double> ask(std::size_t n);
    TASKQUAD_EXPORT void tell(std::span<const double> x, std::span<const double> components, const value_shape& s);
    TASKQUAD_EXPORT void fail(std::span<const double> x, const std::exception_ptr& e);
    TASKQUAD_EXPORT void withdraw(std::span<const double> x);
    [[nodiscard]] TASKQUAD_EXPORT std::vector<double> overdue(std::chrono::duration<double> after);
    [[nodiscard]] TASKQUAD_EXPORT bool done();
    [[nodiscard]] TASKQUAD_EXPORT outcome result() const;
    /// The shape of all values, where their type leaves it open.
    [[nodiscard]] TASKQUAD_EXPORT const common_shape& shape_of_values() const;

    /// What a session consists of, whatever is divided into regions.
    struct state;

private:
    /// An axis of the domain, from left to right.
    struct limits {
        double first, last;
    };
    void refuse_if_outside(std::span<const double> x) const;
    void refuse_if_changed(std::span<const double> x) const;

    std::vector<limits> axes_;
    std::unique_ptr<state> state_;
};

}  // namespace taskquad::detail
