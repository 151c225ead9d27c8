/// A replay commits refinements in the order of a serial algorithm, however the values of f arrive.
///
/// Two duties, kept apart: `advance` *decides*: it commits the next split of the serial algorithm as soon as both
/// estimates are known, and says when that algorithm would stop; so the outcome is a pure function of f and the options.
/// `known` and the end of `advance` *look ahead*: they ask for the points of every split that is certain to come. They
/// never influence a decision.
#pragma once

#include <memory>
#include <optional>

#include <taskquad/options.hpp>
#include <taskquad/tolerance.hpp>

#include "partition.hpp"

namespace taskquad::detail {

class replay {
public:
    replay() = default;
    replay(const replay&) = delete;
    replay& operator=(const replay&) = delete;
    virtual ~replay() = default;

    /// The estimate of s became known; all its ancestors are committed or required.
    virtual void known(segment_id s) = 0;

    /// Commits what can be committed. A status: the algorithm has ended with it. None: it lacks values, which it has
    /// required.
    virtual std::optional<status> advance() = 0;
};

/// An upper bound for the error that may be accepted in the end. Exact for an absolute tolerance. A relative one moves with the
/// integral, which is taken to end within its error.
inline double ceiling(const partition& p, const tolerance& t) {
    return t.relative == 0 ? t.absolute : t.target(std::abs(p.integral()) + p.finite_error());
}

/// The replay that `options::refinement` names.
std::unique_ptr<replay> make_replay(partition& p, const options& o);

}  // namespace taskquad::detail
