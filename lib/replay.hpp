/// A replay commits refinements in the order of a serial algorithm, however the values of f arrive.
///
/// Three duties, kept apart. `advance` *decides*: it commits the next split of the serial algorithm as soon as both
/// estimates are known, and says when that algorithm would stop; so the outcome is a pure function of f and the options.
/// `known` and the end of `advance` *look ahead*: they ask for the points of every split that is certain to come. `imagine` and
/// `foresee` *guess*: they go on with the same replay on a copy of its state, with predicted errors where the estimates
/// are not known. The last two never influence a decision.
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

    /// Begins to guess, from what is known now.
    virtual void imagine() = 0;
    struct guess {
        segment_id segment;
        bool halves_known;
    };
    /// The next split that will probably be committed; none: probably no more are. Since `imagine`, nothing may have been
    /// committed. `make`: the halves are made, and awaited; else the segment may be one that does not exist.
    virtual std::optional<guess> next_guess(bool make) = 0;

    /// The next segment that will probably be split and whose halves are not known.
    std::optional<segment_id> foresee();
    /// How many splits will probably still be committed; infinite where no end is in sight. Begins to guess anew.
    double splits_left();
};

/// An upper bound for the error that may be accepted in the end. Exact for an absolute tolerance. A relative one moves with the
/// integral, which is taken to end within its error.
inline double ceiling(const partition& p, const tolerance& t) {
    return t.relative == 0 ? t.absolute : t.target(p.size() + p.finite_error());
}

/// The replay that `options::refinement` names.
std::unique_ptr<replay> make_replay(partition& p, const options& o);

}  // namespace taskquad::detail
