/// A session of values taken apart into components (session.hpp), compiled.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include <taskquad/detail/outcome.hpp>
#include <taskquad/detail/values.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/options.hpp>

namespace taskquad::detail {

class flat_session {
public:
    TASKQUAD_EXPORT flat_session(const domain& where, const options& o, std::size_t components, bool complex);
    TASKQUAD_EXPORT flat_session(flat_session&& other) noexcept;
    TASKQUAD_EXPORT flat_session& operator=(flat_session&& other) noexcept;
    TASKQUAD_EXPORT ~flat_session();

    [[nodiscard]] TASKQUAD_EXPORT std::vector<double> ask(std::size_t n);
    TASKQUAD_EXPORT void tell(double x, std::span<const double> components, const value_shape& s);
    TASKQUAD_EXPORT void fail(double x, const std::exception_ptr& e);
    TASKQUAD_EXPORT void withdraw(double x);
    [[nodiscard]] TASKQUAD_EXPORT std::vector<double> overdue(std::chrono::duration<double> after);
    [[nodiscard]] TASKQUAD_EXPORT bool done();
    [[nodiscard]] TASKQUAD_EXPORT outcome result() const;
    /// The shape of all values, where their type leaves it open.
    [[nodiscard]] TASKQUAD_EXPORT const common_shape& shape_of_values() const;

    /// What a session consists of, whatever is divided into regions.
    struct state;

private:
    double first_, last_;  ///< of the domain
    std::unique_ptr<state> state_;
};

}  // namespace taskquad::detail
