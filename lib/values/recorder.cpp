#include "values/recorder.hpp"

#include <string>

#include "problem/failure.hpp"
#include "values/verification.hpp"

namespace taskquad::values {

/// Where the type of values says what they look like, nobody has to remember it: then the number of components is enough.
value_shape recorder::shape_of(std::size_t components) const {
    const value_shape known = shape_ ? shape_->get() : value_shape{};
    return known.size() > 0 ? known : value_shape{components, 1};
}

void recorder::begin(const evaluation_log::kind_of_f& f, const store* before) const {
    if (log_ == nullptr) return;
    const value_shape known = log_->begin(f);
    // Also where there are no values so far: others may be computing them.
    if (f.components != 0) log_->values()->check_size(f.components);
    const bool is_to_be_told = f.components == 0 && known.size() > 0;
    if (is_to_be_told && shape_) shape_->agree(known, 0);
    if (before == nullptr || before == log_->values().get()) return;
    for (const auto& [at, y] : before->values()) {
        const auto components = y.components();
        if (log_->values()->insert(at, components)) value(at, components, {});
    }
}

void recorder::learn_shape(const evaluation_log::kind_of_f& f) const {
    const bool is_known = log_ == nullptr || !shape_ || f.components != 0 || shape_->get().size() > 0;
    if (is_known) return;
    const value_shape said = log_->values()->shape(), s = said.size() > 0 ? said : log_->begin(f);
    if (s.size() > 0) shape_->agree(s, 0);
}

void recorder::value(const detail::point_view& at, std::span<const double> components,
                     std::chrono::duration<double> took) const noexcept {
    if (handle_) record({{at.coordinates, at.count}, components, shape_of(components.size()), took});
}

void recorder::failure(const detail::point_view& at, const std::exception_ptr& e,
                       std::chrono::duration<double> took) const noexcept {
    if (!handle_) return;
    std::string what;
    try {
        what = problem::in_words(e);
    } catch (...) {
        // There is no memory for the words.
    }
    record({{at.coordinates, at.count}, {}, {}, took, what});
}

void recorder::record(const evaluation_log::entry& e) const noexcept {
    handle_->use([&](evaluation_log& log) { log.record(e); });
}

void recorder::flush_even_so() const noexcept {
    try {
        flush();
    } catch (...) {
        // The one on its way came first.
    }
}

void recorder::verify_what_is_wanted() {
    if (log_ == nullptr) return;
    unverified_ = std::make_shared<std::atomic<std::int64_t>>(static_cast<std::int64_t>(log_->to_be_verified().size()));
}

/// As exactly as an f that adds up in another order each time allows.
void recorder::compare(const detail::point_view& at, double known, double now) const {
    if (agree(known, now, rounding_of_sums, 0)) return;
    log_->has_changed(at[0], known, now);
}

}  // namespace taskquad::values
