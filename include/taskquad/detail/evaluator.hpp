/// Somebody who evaluates f elsewhere, as other ranks of MPI do (mpi.hpp).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>

#include <taskquad/detail/point_view.hpp>
#include <taskquad/detail/values.hpp>

namespace taskquad::detail {

struct components_out;

/// Somebody who evaluates f elsewhere.
class evaluator {
public:
    evaluator() = default;
    evaluator(const evaluator&) = delete;
    evaluator& operator=(const evaluator&) = delete;
    virtual ~evaluator() = default;
    /// Begins the evaluation of f at a point, whose coordinates are there as long as the value is owed. `stop`: what is computed is
    /// not needed any more. Called by one thread at a time.
    virtual void begin(const point_view& at, std::shared_ptr<pending> owed, const std::stop_token& stop) = 0;
    /// Evaluates f, and returns when all values are there, or throws what f has thrown; `out` says that f has given up where the
    /// integration has ended before. Values of one shape are agreed upon by `shape`.
    virtual void evaluate(std::span<const point_view> at, common_shape* shape, components_out& out) = 0;
};

/// How many evaluations somebody who evaluates f elsewhere wants at a time: those that he works on, and more that wait for a
/// worker's next moment, so that nobody waits for a message.
struct appetite {
    std::size_t at_a_time, queued;
};

}  // namespace taskquad::detail
