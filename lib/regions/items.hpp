/// A kind of region that adds to the integral over the whole domain, instead of being a part of it: the items of a sparse grid.
///
/// An item has several parents. Refining it takes its error out of the sum of those that stand, and lets those items enter all of
/// whose parents have now been refined: which these are, depends on what has been refined before. An item's number, `region::own`,
/// says which item it is. Before the integral is believed, points are looked at that belong to no item: the probes. There are some
/// from the beginning, and there may be more at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "regions/region.hpp"

namespace taskquad::regions {

class items : public kind {
public:
    using number = std::uint32_t;
    /// Sets of items; each has with an item all its ancestors.
    enum class set {
        refined,   ///< by the serial algorithm
        required,  ///< certain to be refined
        imagined,  ///< probably refined
    };

    /// In `initial`: the probes, and then the item without parents.
    static constexpr std::size_t count_of_initial = 2;

    /// An item as it is before it has an estimate; its depth is the number of its generation.
    [[nodiscard]] virtual region item(number n) const = 0;
    /// Whether an item is refined whatever its error is.
    [[nodiscard]] virtual bool in_pilot(const region& r) const = 0;
    /// Whether the refinement of an item lets in fewer than it should, so that its error stays in the sum.
    [[nodiscard]] virtual bool is_last(const region& r) const = 0;
    /// The order of items of equal error.
    [[nodiscard]] virtual bool comes_before(const region& r, const region& t) const = 0;
    /// How many points an item has that none of its ancestors has, or a number that exceeds all budgets.
    [[nodiscard]] virtual std::uint64_t fresh(number n) const = 0;

    /// Another way to the integral.
    struct other_way {
        /// Makes the kind of region of which it consists; null: nobody goes on where the sum has been given up.
        std::function<std::unique_ptr<kind>()> make = {};
        std::uint64_t first_estimates = 0;  ///< evaluations that it begins with
        /// Whether it is taken already where the sum would meet its target, but not soon.
        bool is_as_good = false;
        /// Whether it is taken already where the errors of the sum fall slowly.
        bool is_better_if_slow = false;
        /// The evaluations after which it is taken in any case.
        std::uint64_t patience = std::numeric_limits<std::uint64_t>::max();
    };
    /// The way that is taken where the sum comes to nothing; null: there is none.
    [[nodiscard]] virtual const other_way* otherwise() const { return nullptr; }

    /// The items that a set would let in with this one, one that all of its parents are in; appended to a list.
    virtual void let_in(set s, number n, std::vector<number>& list) = 0;
    virtual void add(set s, number n) = 0;
    /// What is imagined begins with what has been refined.
    virtual void imagine() = 0;
    /// The probable error of an item, from those of others, as far as these are known or have been predicted.
    using errors = std::function<std::optional<double>(number)>;
    [[nodiscard]] virtual double predicted(number n, const errors& of) = 0;

    /// The errors that items probably have which one that stands keeps from entering, by itself or with others, though a parent of
    /// theirs has been refined. Of all items asked for, the errors are known.
    [[nodiscard]] virtual double holds_back(number n, const errors& of) = 0;

    /// What items add to the integral, as far as they have entered.
    using contributions = std::function<std::optional<double>(number)>;
    /// Where no item is left that could add what is missing: why that is, if it is not the rounding of f's values.
    [[nodiscard]] virtual std::optional<status> limitation_of_all(const contributions& /*of*/) { return {}; }

    /// An item with an estimate joins the sum, with the values at its points, each of so many components. In the order of the
    /// serial algorithm.
    virtual void enter(const region& r, std::span<const double* const> values, std::size_t components) = 0;
    /// The same of an item that has joined before, for the probes that have been added last.
    virtual void recall(const region& r, std::span<const double* const> values, std::size_t components) = 0;
    /// The norm of the difference that an item makes to the polynomial through which f is seen.
    [[nodiscard]] virtual double spread(const region& r) const = 0;
    /// The sum of |w f| over all points of the items that have entered, w being the weight in their sum.
    [[nodiscard]] virtual double magnitude() const = 0;
    /// Over the probes: root mean squares of what the polynomial is off, and of f; and the most that it is off.
    struct misfit {
        double off = 0, size = 0, most = 0;
        double mean = 0,
               of_mean = 0;  ///< what the integral is off, by those that are spread evenly; and the standard error of that
    };
    [[nodiscard]] virtual misfit at_probes() const = 0;
    /// Asked where the integral is believed, after so many evaluations: a region that is no item, but whose points are wanted
    /// before it is; none where there are probes enough. `is_sure`: the polynomial's own uncertainty is hardly more than the
    /// tolerance.
    virtual std::optional<region> more_probes(std::uint64_t /*evaluations*/, bool /*is_sure*/) { return {}; }
    /// Whether it has asked for more probes.
    [[nodiscard]] virtual bool doubted() const { return false; }
};

}  // namespace taskquad::regions
