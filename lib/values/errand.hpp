/// An errand: a point on its way from the agent, who wants the value there, to an evaluation of f, and back with what happened.
///
/// An errand is made before its point is claimed, and is all the memory that the claim needs until it is settled: the lists of
/// errands in the driver, in the cells of the store and in the inbox are linked by a pointer within each errand. So nothing but the
/// value itself is allocated between a claim and its settlement, and an integration that waits can always be told.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <utility>

#include <taskquad/detail/point_view.hpp>

#include "problem/value_view.hpp"
#include "values/point.hpp"

namespace taskquad::values {

class inbox;

struct errand {
    using clock = std::chrono::steady_clock;

    enum class end : std::uint8_t {
        called,     ///< f was called for it: here is the value
        reused,     ///< the value was in the cache
        delivered,  ///< another integration has computed the value
        dropped,    ///< another integration has given the point up, which is free again
        failed,     ///< f threw
        skipped,    ///< the point was not evaluated, since the run is to end
        cancelled,  ///< the value may be wrong: an enclosing task group was cancelled meanwhile
        abandoned,  ///< f was asked to end early, since the run has ended: the value is not used
    };

    // What is wanted.
    inbox* home;  ///< where the errand comes back to
    point_id point = 0;
    double* coordinates = nullptr;  ///< of the point, in memory of the store
    std::size_t count = 0;          ///< number of coordinates
    bool is_kept = true;            ///< the memory of the coordinates belongs to the store's table by now, or there is none
    bool speculative = false;
    bool insists = false;  ///< the point is to be evaluated here, even if another integration has claimed it
    bool is_out = false;   ///< launched and not back; for the agent alone

    [[nodiscard]] detail::point_view at() const noexcept { return {coordinates, count}; }

    // What has happened.
    end what = end::skipped;
    bool called_f = false;
    int worker = 0;
    problem::value_view value = {};  ///< refers to components in the store
    std::exception_ptr exception = {};
    clock::time_point begun = {}, ended = {};
    std::size_t together = 1;  ///< how many points the call of f was for

    /// What the call of f took for this point.
    [[nodiscard]] std::chrono::duration<double> took() const { return (ended - begun) / static_cast<double>(together); }

    errand* next = nullptr;
};

/// A list of errands, first in, first out, linked by the errands themselves. Does not own the errands.
class errands {
public:
    errands() = default;
    errands(const errands&) = delete;
    errands& operator=(const errands&) = delete;
    ~errands() = default;

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    void add(errand& e) noexcept {
        e.next = nullptr;
        (first_ == nullptr ? first_ : last_->next) = &e;
        last_ = &e;
        ++size_;
    }
    /// Takes the first errand out of the list; null if there is none.
    errand* take() noexcept {
        errand* const e = first_;
        if (e == nullptr) return e;
        first_ = std::exchange(e->next, nullptr);
        --size_;
        return e;
    }
    /// Appends another list, which is empty then.
    void add(errands& others) noexcept {
        if (others.empty()) return;
        (first_ == nullptr ? first_ : last_->next) = std::exchange(others.first_, nullptr);
        last_ = others.last_;
        size_ += std::exchange(others.size_, 0);
    }

private:
    errand *first_ = nullptr, *last_ = nullptr;  // the last one counts only where there is a first
    std::size_t size_ = 0;
};

}  // namespace taskquad::values
