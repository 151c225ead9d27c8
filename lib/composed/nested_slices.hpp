/// An integral whose values are slices (taskquad/detail/slices.hpp), in rounds: what slices are integrated to is fixed before a
/// round begins, so that the bits depend neither on workers nor on time. docs/algorithm.md, "Nested integrals", has the argument.
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <taskquad/detail/inner_integral.hpp>
#include <taskquad/detail/slices.hpp>
#include <taskquad/observer.hpp>
#include <taskquad/tolerance.hpp>

#include "composed/ends_of_parts.hpp"
#include "composed/shares.hpp"

namespace taskquad::composed {

/// The whole has no more to hope for than its slice.
inline bool ends_whole(status s) {
    const end_of_part end = end_of(s);
    return end == end_of_part::from_outside || end == end_of_part::no_function || end == end_of_part::limited;
}

/// Who gives so large a budget cannot have meant one that does not allow for first estimates, which take a while to be counted.
inline constexpr std::uint64_t ample_budget = 2'000'000;

/// Gives a result that says why the end has come the better answer of another one.
inline void take_answer(nested_result& r, nested_result&& better) {
    r.value = better.value;
    r.error = better.error;
    r.evaluations = better.evaluations;
    r.segments = better.segments;
    r.partition = std::move(better.partition);
}

/// What slices are integrated to in one round.
struct aim {
    bool first_estimates;       ///< to no tolerance
    double absolute, relative;  ///< the errors of slices: their integral over x; and relative to the slice
    bool is_smallest = true;    ///< no aim before was smaller in anything
};

/// Options under which nothing is refined.
inline options for_first_estimates(options o) {
    o.max_segments = 1;
    o.relative_tolerance = std::numeric_limits<double>::max();
    return o;
}
inline bool are_for_first_estimates(const options& o) { return o.relative_tolerance == std::numeric_limits<double>::max(); }

class nested_slices final : public detail::slice {
public:
    /// `is_whole`: it is no slice of another integral.
    nested_slices(domain where, double scale, detail::slice_maker slice_at, detail::purse& all, bool is_whole)
        : where_(std::move(where)), slice_at_(std::move(slice_at)), shares_(where_, scale), all_(all), is_whole_(is_whole) {}

    nested_result integrate(const options& o, const std::stop_token& ended) override;
    [[nodiscard]] std::uint64_t first_estimates(const options& o) override;
    [[nodiscard]] bool is_affordable(const options& o) override;
    [[nodiscard]] std::uint64_t spent() const override { return spent_; }
    [[nodiscard]] std::uint64_t obtained() const override;
    void begin_anew() override;
    /// What a round aims at depends on those before.
    [[nodiscard]] bool is_straight(const options& /*o*/) const override { return false; }

    /// Whether f has been called for the slice at x in the round at hand.
    [[nodiscard]] bool is_fresh(double x);
    /// What an observer of the whole is shown of a round at hand, which only knows of itself.
    void show_whole(progress& of_round, const tolerance& asked) const;
    [[nodiscard]] std::chrono::duration<double> begin_of_round() const { return round_begun_ - begun_; }

private:
    struct entry {
        std::unique_ptr<detail::slice> of;
        std::optional<nested_result> found = {};
        std::size_t rounds = 0;     ///< whose aims have been seen to
        std::uint64_t charged = 0;  ///< what of it is in spent_
        bool fresh = false, is_final = false;
    };
    /// What the next round is for.
    enum class step : std::uint8_t { first_estimates, size, answer };

    /// Not where nothing but 0 has been seen, or no slice is a number.
    [[nodiscard]] bool knows_size() const { return size_ > 0 && std::isfinite(size_ + magnitude_); }
    /// The error that the whole may have, as far as its size is known, or less where there is noise.
    [[nodiscard]] double target(const tolerance& asked) const { return asked.target(size_) * std::pow(10.0, -quiet_); }
    [[nodiscard]] aim next_aim(const options& o) const;
    [[nodiscard]] options options_of_round(const options& o) const;
    nested_result make_round(const options& o, const options& of_round, const std::stop_token& ended);
    [[nodiscard]] bool is_over(const nested_result& r, const options& o);
    [[nodiscard]] bool may_be_quieter(const nested_result& r, const options& o);
    detail::inner_integral value_at(double x, const options& o, const std::stop_token& ended);
    void bring_up(entry& e, double x, const options& o, const std::stop_token& ended);
    [[nodiscard]] options options_of_slice(const aim& now, double x, const options& o) const;
    [[nodiscard]] bool allot(entry& e, options& own);
    void name_place(nested_result& r);
    entry& at(double x);

    using clock = std::chrono::steady_clock;

    domain where_;
    detail::slice_maker slice_at_;
    shares shares_;
    detail::purse& all_;
    bool is_whole_;
    clock::time_point begun_ = clock::now(), round_begun_ = begun_;
    std::vector<aim> aims_;
    step now_ = step::first_estimates;
    int quiet_ = 0, retries_ = 0;            ///< how often the errors of slices have been made smaller for noise; for any reason
    double size_ = 0, magnitude_ = 0;        ///< of the integral, and of that of the magnitudes of slices, as far as is known
    double errors_ = 0, errors_before_ = 0;  ///< the integral of the errors of slices; that before the last retry
    bool ended_by_slice_ = false;            ///< the last round, in which a slice has ended for good
    double value_so_far_ = std::numeric_limits<double>::quiet_NaN(), error_so_far_ = std::numeric_limits<double>::infinity();

    std::mutex mutex_;  // for what follows
    std::map<double, entry> slices_;
    std::uint64_t calls_ = 0;  ///< in this integration
    std::uint64_t spent_ = 0;
};

}  // namespace taskquad::composed
