/// The options of an integration: the user's, with what f's type says about accuracy and concurrency. Made once, at the door.
#pragma once

#include <optional>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/options.hpp>

namespace taskquad::problem {

class prepared_options {
public:
    /// Refers to the given options, and copies them only where f's type has something to add.
    prepared_options(const detail::integrand_view& f, const options& given) : given_(given) {
        const bool is_serial = f.one_at_a_time() && given.concurrency != 1, is_rough = f.accuracy() > given.f_relative_accuracy;
        if (!is_serial && !is_rough) return;
        options& o = changed_.emplace(given);
        if (is_serial) o.concurrency = 1;
        if (is_rough) o.f_relative_accuracy = f.accuracy();
    }

    [[nodiscard]] const options& operator*() const noexcept { return changed_ ? *changed_ : given_; }

private:
    const options& given_;
    std::optional<options> changed_;
};

}  // namespace taskquad::problem
