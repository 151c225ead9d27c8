/// A replay commits refinements in the order of a serial algorithm, however the values of f arrive.
///
/// Three duties, kept apart. `advance` *decides*: it commits the next split of the serial algorithm as soon as the estimates of all
/// parts are known, and says when that algorithm would stop; so the outcome is a pure function of f and the options. `known` and
/// the end of `advance` *look ahead*: they ask for the points of every split that is certain to come. `imagine` and `foresee`
/// *guess*: they go on with the same replay on a copy of its state, with predicted errors where the estimates are not known.
/// Looking ahead and guessing never influence a decision.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include <taskquad/options.hpp>
#include <taskquad/tolerance.hpp>

#include "decisions/partition.hpp"

namespace taskquad::decisions {

class replay;

/// What is known of an integral, and who decides what becomes of it.
struct course {
    std::unique_ptr<approximation> state;
    std::unique_ptr<replay> decisions;
};

class replay {
public:
    replay() = default;
    replay(const replay&) = delete;
    replay& operator=(const replay&) = delete;
    virtual ~replay() = default;

    /// The estimate of s became known; all its ancestors are committed or required.
    virtual void known(region_id s) = 0;

    /// Commits what can be committed. Returns the status with which the algorithm ends; none where it lacks, and requires, values.
    virtual std::optional<status> advance() = 0;

    /// The regions by which to go on from all that is known, where the algorithm has ended without an answer, and there is another
    /// way to one; null: there is none. Where this throws, nothing has changed.
    virtual std::unique_ptr<regions::kind> instead(status /*ended*/) { return {}; }

    /// The points, known or not, of what the algorithm waits for: it cannot go on without their values. Valid until the next call.
    [[nodiscard]] virtual std::span<const point_id> awaited() = 0;

    /// Begins to guess, from what is known now.
    virtual void imagine() = 0;
    struct guess {
        region_id region;
        bool parts_known;
    };
    /// The next split that will probably be committed, if any. Nothing may have been committed since `imagine`. `make`: the parts
    /// are made and their estimates awaited; else the region may be `no_region`, one that has not been made.
    virtual std::optional<guess> next_guess(bool make) = 0;

    /// The next region that will probably be split and whose parts are not known.
    std::optional<region_id> foresee();
    /// How many splits will probably still be committed; infinite where no end is in sight. Begins to guess anew.
    double splits_left();
};

/// An upper bound for the error that may be accepted in the end, where the integral is taken to end within its error.
inline double ceiling(const partition& p, const tolerance& t) {
    return t.relative == 0 ? t.absolute : t.target(p.size() + p.finite_error());
}

/// The status with which an integration ends once the tolerance is met, if it does so.
inline std::optional<status> end_of(partition::belief b, const tolerance& t) {
    switch (b) {
        case partition::belief::believed:
            return status::converged;
        case partition::belief::zero:
            return t.absolute > 0 ? status::converged : status::all_zero;
        case partition::belief::unaffordable:
            return status::evaluation_limit;
        case partition::belief::looking:
        case partition::belief::doubted:
            break;
    }
    return {};
}

/// For a kind of region: a sum of items, or a partition, with the replay that `options::refinement` names.
course course_of(std::unique_ptr<regions::kind> k, const options& o, int workers);
/// The same of regions that replace each other, in place of another course.
course course_after(const approximation& before, std::unique_ptr<regions::kind> k, const options& o, int workers);

}  // namespace taskquad::decisions
