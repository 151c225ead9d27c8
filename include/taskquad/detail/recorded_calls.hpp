/// A real f of several coordinates, which somebody calls by himself, and its log (evaluation_log.hpp).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>

#include <taskquad/export.hpp>

namespace taskquad {

class evaluation_log;

namespace detail {

/// Without a log, `log` being null, f is called, and that is all.
class recorded_calls {
public:
    /// Throws what the log throws where f is of another kind than before.
    TASKQUAD_EXPORT recorded_calls(evaluation_log* log, std::size_t coordinates);
    recorded_calls(const recorded_calls&) = delete;
    recorded_calls& operator=(const recorded_calls&) = delete;
    TASKQUAD_EXPORT ~recorded_calls();

    /// f at a point: what is known, or else what `call` returns, which is recorded. From several threads.
    template <class Call>
    double operator()(std::initializer_list<double> at, const Call& call) {
        return log_ == nullptr ? call() : known_or(at, call);
    }
    /// The result, when all is safe: values that were known are none that f was called for. Throws what has gone wrong with a
    /// record.
    template <class Result>
    [[nodiscard]] Result finished(Result r) const {
        flush();
        r.reused = reused_;
        r.calls -= r.reused;
        return r;
    }

private:
    struct state;
    TASKQUAD_EXPORT void flush() const;
    TASKQUAD_EXPORT double known_or(std::initializer_list<double> at, const std::function<double()>& call);

    std::unique_ptr<state> log_;
    std::atomic<std::uint64_t> reused_ = 0;
};

}  // namespace detail
}  // namespace taskquad
