/// What a partition is made of, and what it asks of its regions.
///
/// A region is a part of the domain with an estimate of the integral over it. The decisions see its error, its place among others
/// and what it is refined into. What a region *is*, an interval of some variable or a box, only its kind knows: at which points f
/// is wanted, what the values there say, into which successors the region is divided. A point has one coordinate or several, which
/// f is given as they are. `segments/` is the kind for one dimension, `boxes/` the one for several.
///
/// A kind is asked region by region, never point by point. It keeps what else it knows of a region under `region::own`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <taskquad/cubature.hpp>
#include <taskquad/result.hpp>
#include <taskquad/status.hpp>

namespace taskquad::regions {

/// What a kind has to know of f.
struct form_of_f {
    bool exact = false;                 ///< f is given x and its distances from the ends of its piece, else x alone
    bool complex = false;               ///< each two components of a value are a complex number
    bool of_integrals = false;          ///< values are integrals themselves (detail/inner_integral.hpp)
    bool at_ends = false;               ///< f is also looked at beside the ends of its pieces, where a rule has no abscissa
    std::uint64_t budget_of_whole = 0;  ///< of an integral of which this one is a part; 0: of none
};

using region_id = std::uint32_t;
inline constexpr region_id no_region = std::numeric_limits<region_id>::max();

struct region {
    double integral = 0, error = 0;    ///< once known; `integral` is the norm where there are several components
    double noise = 0;                  ///< the part of the error that no refinement removes; error >= noise
    double magnitude = 0;              ///< the integral of |f|
    double share = 0;                  ///< the part of the whole tolerance that it may use under local refinement
    std::array<double, 2> place = {};  ///< the order among regions of equal error: lexicographic, the smallest place first
    region_id parent = no_region;
    region_id first = no_region;        ///< the number of its first successor; the others follow
    std::uint32_t own = 0;              ///< the number under which its kind keeps all else about it
    std::uint16_t successors = 0;       ///< how many successors there are; 0: they have not been made
    std::uint16_t depth = 0;            ///< refinements since the initial region
    std::optional<status> broken = {};  ///< why there is no integral over this region, nor ever will be, if so
    bool awaited : 1 = false;           ///< it waits for the values at its points
    bool known : 1 = false;             ///< the estimate is there
    bool decided : 1 = false;           ///< what it would be refined into is decided
    bool divisible : 1 = false;         ///< a refinement can improve the estimate; once decided
    bool parts_stand : 1 = false;       ///< successors made before the decision, or the last look, are what it is refined into
    bool split : 1 = false;             ///< committed: replaced by its successors
    bool required : 1 = false;   ///< it is certain, as far as is known, to be refined: the points of its successors are wanted
    bool suspect : 1 = false;    ///< it must be refined before it is believed, since nothing has been compared with it
    bool gives_way : 1 = false;  ///< where it is the next to be refined, the domain is better divided otherwise
    bool look : 1 = false;       ///< no part of the domain, but points at which f is looked at once more, see `kind::look`

    /// The error by which it is refined before others.
    [[nodiscard]] double urgency() const noexcept { return suspect ? std::numeric_limits<double>::infinity() : error; }
};

/// How much f varies between neighbouring samples on the two halves of a region, and how many samples lie there.
struct roughness {
    double first = 0, second = 0;
    int samples = 0;
};

/// In `kind::shared`: a point that a successor shares with no other region.
inline constexpr std::size_t fresh = static_cast<std::size_t>(-1);

/// The initial regions, all of them known, for a kind that wants to look at them once more.
class initial_regions {
public:
    initial_regions() = default;
    initial_regions(const initial_regions&) = delete;
    initial_regions& operator=(const initial_regions&) = delete;
    virtual ~initial_regions() = default;
    [[nodiscard]] virtual std::size_t count() const = 0;
    virtual region& operator[](std::size_t i) = 0;
    /// Estimates a region again, from the same values.
    virtual void assess(std::size_t i) = 0;
    /// The components of the integral over a region.
    virtual std::span<double> integral(std::size_t i) = 0;
};

class kind {
public:
    kind() = default;
    kind(const kind&) = delete;
    kind& operator=(const kind&) = delete;
    virtual ~kind() = default;

    // --- Which regions there are, and where f is wanted.

    /// At least one, in the order of their places.
    virtual std::vector<region> initial() = 0;
    /// How many numbers f is given at a point.
    [[nodiscard]] virtual std::size_t coordinates() const = 0;
    /// The points of a region, appended to a list, each with all its coordinates; no coordinate is -0.0.
    virtual void points(const region& r, std::vector<double>& list) = 0;
    /// How many points a new successor has, as a rule.
    [[nodiscard]] virtual std::size_t points_of_one() const = 0;
    /// Which points the successors of a region share: for each of their points, in order, its number among the points of the whole
    /// followed by the points of the successors before; or `fresh`. Empty: no sharing is known, and all points are looked up.
    [[nodiscard]] virtual std::span<const std::size_t> shared(const region& whole, std::span<const region> parts) const = 0;

    // --- What the values say.

    /// Whether values are integrals themselves. Then only their first component is a value of f; the others, and those of an
    /// integral, are what detail/inner_integral.hpp says.
    [[nodiscard]] virtual bool of_integrals() const { return false; }
    /// The budget of an integral of which this one is a part: what this one has is what others have left, which says nothing of it.
    [[nodiscard]] virtual std::uint64_t budget_of_whole() const { return 0; }
    /// The norm of a value, or of an integral.
    [[nodiscard]] virtual double size_of(std::span<const double> value) const = 0;
    /// Sets the estimate of a region from the values at its points, in order, and the components of the integral, as many as each
    /// value has.
    virtual void assess(region& r, std::span<const double* const> values, std::span<double> integral) = 0;
    /// Whether `look_back` may change anything, for a part of a whole.
    [[nodiscard]] virtual bool looks_back(const region& /*part*/, const region& /*whole*/) const { return false; }
    /// Compares the values at the points of a part with those at the points of the whole, each of that many components; the error
    /// of the part may become larger. Asked once, when the part is known and the whole is decided, the whole being asked before.
    virtual void look_back(region& /*part*/, std::span<const double* const> /*values*/, const region& /*whole*/,
                           std::span<const double* const> /*of_whole*/, std::size_t /*components*/) {}
    /// The errors of successors are at least the guard times the change from the whole's integral to the sum of theirs.
    [[nodiscard]] virtual double guard() const { return 0; }
    /// Whether what a region is refined into depends on the estimates of all successors of its parent.
    [[nodiscard]] virtual bool waits_for_siblings(const region& r, const region& parent) const = 0;
    /// Decides what a known region is refined into; where it waits for its siblings, from them, itself included, and the parent.
    virtual void decide(region& r, const region* parent, std::span<const region> siblings) = 0;
    /// Whether `revise` may change anything.
    [[nodiscard]] virtual bool revises() const { return false; }
    /// Looks at the initial regions once more, before they become the first partition.
    virtual void revise(initial_regions& /*all*/) {}

    // --- What becomes of a region.

    /// What a region is refined into: one successor or several; before the decision, the probable ones. Appended to a list.
    virtual void successors(const region& r, std::vector<region>& list) = 0;
    /// Whether a region can be divided, as far as is known, even before it has an estimate.
    [[nodiscard]] virtual bool may_be_divided(const region& r) const = 0;
    /// Whether the doubles in a region are dense enough for its division.
    [[nodiscard]] virtual bool has_room(const region& r) const = 0;
    /// Whether a region goes on to infinity, or belongs to a part of the domain that does.
    [[nodiscard]] virtual bool is_endless(const region& /*r*/) const { return false; }
    /// Whether refinements that leave the error as it was say that values are noisy. In several dimensions they do not: a ridge
    /// takes thousands of them before it is resolved.
    [[nodiscard]] virtual bool stagnates() const { return true; }
    /// Whether the estimate of a region may be compared with its successors' estimates, being of the same sort.
    [[nodiscard]] virtual bool is_comparable(const region& whole, std::span<const region> parts) const = 0;
    /// What limits the accuracy, if it is not the rounding of f's values.
    [[nodiscard]] virtual std::optional<status> limitation(const region& /*r*/) const { return {}; }

    /// How the domain is better divided, where a region gives way.
    [[nodiscard]] virtual std::unique_ptr<kind> instead_of(const region& /*r*/) { return {}; }

    // --- What is wanted to be known before the end.

    /// Whether `look` may ask for anything.
    [[nodiscard]] virtual bool looks() const { return false; }
    /// Asked where the committed leaves meet the tolerance, after so many evaluations: a region that is no part of the domain, but
    /// whose points, if there are any, are wanted before the leaves are believed; none where they are. Its values are told by
    /// `assess`.
    virtual std::optional<region> look(std::span<const region* const> /*leaves*/, std::uint64_t /*evaluations*/) { return {}; }
    /// Whether what is believed is nothing but zeros, at however many points.
    [[nodiscard]] virtual bool sees_nothing() const { return false; }
    /// Whether the domain has no width wherever it has been looked at, so that it does not matter what f is there.
    [[nodiscard]] virtual bool is_empty() const { return false; }
    /// What the last look says of a region that has been decided, and not been refined: its error may become larger, and what it is
    /// refined into may change; sets `parts_stand`, whether the successors that it has, if any, are those.
    virtual void learn(region& /*r*/) {}

    // --- What speculation asks.

    /// The probable ratio of each successor's error to the error of a region, where its refinement is no division by which f may be
    /// no better known than before.
    [[nodiscard]] virtual std::optional<double> promise(const region& /*r*/) const { return {}; }
    /// Points that the successors of a region's successors will probably have, at most so many, the most probable first; appended
    /// to a list as by `points`. Only where they can be told before the successors are known.
    virtual void later_points(const region& /*r*/, std::size_t /*most*/, std::vector<double>& /*list*/) {}
    /// The roughness of f in the halves of a part of a known region, from `begin` to `end` on a scale where the region is [0, 1].
    [[nodiscard]] virtual roughness rough(const region& /*r*/, std::span<const double> /*outline*/, double /*begin*/,
                                          double /*end*/) {
        return {};
    }

    // --- What the user is shown.

    /// What an integral over such regions rests on.
    [[nodiscard]] virtual taskquad::foundation foundation() const { return taskquad::foundation::segments; }
    /// How many of the coordinates of a point say where it is.
    [[nodiscard]] virtual std::size_t dimension() const { return 1; }
    /// The limits of a region, the lower and the upper one of each axis; none where `shown` says them.
    [[nodiscard]] virtual std::vector<double> sides(const region& /*r*/) const { return {}; }

    /// Whether the integral over the domain is minus the sum over the regions.
    [[nodiscard]] virtual bool reversed() const { return false; }
    /// A region, with the integral as it counts in the sum.
    [[nodiscard]] virtual segment<> shown(const region& r) const = 0;
};

}  // namespace taskquad::regions
