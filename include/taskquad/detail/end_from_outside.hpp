/// The end that an integration is given from outside: a stop is requested, or its time is over.
///
/// Whatever is made of other integrals has one of these for all of them. A part that begins has the time that is left.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <stop_token>
#include <utility>

#include <taskquad/status.hpp>

namespace taskquad::detail {

class end_from_outside {
public:
    using clock = std::chrono::steady_clock;
    using seconds = std::chrono::duration<double>;

    /// The time begins now, unless it has begun.
    end_from_outside(std::stop_token stop, seconds time_limit, clock::time_point begin = clock::now())
        : begin_(begin), stop_(std::move(stop)), deadline_(after(begin_, time_limit)) {}
    /// As options say.
    template <class Options>
    requires requires(const Options& o) { o.stop, o.time_limit; }
    explicit end_from_outside(const Options& o, clock::time_point begin = clock::now())
        : end_from_outside(o.stop, o.time_limit, begin) {}

    [[nodiscard]] const std::stop_token& stop_token() const noexcept { return stop_; }
    [[nodiscard]] bool has_deadline() const noexcept { return deadline_ != clock::time_point::max(); }
    /// The last of all times where there is none.
    [[nodiscard]] clock::time_point deadline() const noexcept { return deadline_; }
    [[nodiscard]] seconds since_begin(clock::time_point t) const { return t - begin_; }
    [[nodiscard]] seconds elapsed() const { return since_begin(clock::now()); }

    /// Why nothing more should be begun, if so. May be asked by several threads at a time.
    [[nodiscard]] std::optional<status> reached() const {
        if (stop_.stop_requested()) return status::stopped;
        if (has_deadline() && clock::now() >= deadline_) return status::deadline;
        return {};
    }

    /// The time limit of a part that begins now. A part for which no time is left has a nanosecond: it ends at once, with the
    /// status that is due.
    [[nodiscard]] seconds left() const {
        if (!has_deadline()) return seconds(std::numeric_limits<double>::infinity());
        return std::max<seconds>(deadline_ - clock::now(), seconds(1e-9));
    }

    /// When a limit is reached; the last of all times where it is longer than 100 years, as an infinite one: in nanoseconds the
    /// clock counts to some 292 years.
    static clock::time_point after(clock::time_point begin, seconds limit) {
        constexpr seconds for_ever = std::chrono::hours(24 * 365 * 100);
        if (!(limit < for_ever)) return clock::time_point::max();
        return begin + std::chrono::duration_cast<clock::duration>(limit);
    }

private:
    clock::time_point begin_;
    std::stop_token stop_;
    clock::time_point deadline_;
};

}  // namespace taskquad::detail
