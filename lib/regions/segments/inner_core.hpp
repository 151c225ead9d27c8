/// What lies next to an inner place, as it was found from the samples of a segment: to be verified by probes, then cut out of the
/// segment, a core, whose integral is known without abscissae of a rule.
///
/// A segment with such a find is refined into itself with probes, as often as is asked for, and then into the core and its sides; a
/// core that is to be known better, in the same way. Nothing is decided here by a clock, a tolerance or the order of values.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "regions/segments/sample.hpp"

namespace taskquad::regions::segments {

class inner_core {
public:
    inner_core() = default;
    virtual ~inner_core() = default;
    [[nodiscard]] virtual std::unique_ptr<inner_core> copy() const = 0;

    enum class step {
        probe,    ///< f is wanted at `probes`
        cut,      ///< [begin, end] becomes a core, and what is beside it segments
        give_up,  ///< it was no such place, or the model knows no more: f is to be sampled
        leave,    ///< there is no more to be known
    };
    /// What is to be done next with the segment, or the core, whose error is that large.
    [[nodiscard]] virtual step next(double error) = 0;
    /// Where f is wanted next.
    [[nodiscard]] virtual std::vector<double> probes() const = 0;
    /// Where f will probably be wanted after that, whatever the values: at most so many places, the most probable first.
    [[nodiscard]] virtual std::vector<double> later_probes(std::size_t most) const = 0;
    /// Takes the values there, in the same order.
    virtual void take(std::span<const sampled_value> probed) = 0;
    /// [begin, end] is a core from now on.
    virtual void become_region() = 0;

    [[nodiscard]] virtual double begin() const = 0;
    [[nodiscard]] virtual double end() const = 0;
    /// Sets the components of the integral over [begin, end].
    virtual void integrate(std::span<double> integral) const = 0;
    /// The norm of their errors.
    [[nodiscard]] virtual double error() const = 0;

    /// The component which, where what was found has been given up, may have a power there, if one may.
    [[nodiscard]] virtual std::optional<std::size_t> may_be_power() const = 0;
    /// Whether the integral over a core is known better by each probe; else after several steps.
    [[nodiscard]] virtual bool sharpens() const = 0;
    struct power {
        double place, order;
    };
    /// What f is like beside the core: a power of the distance from a place; else smooth.
    [[nodiscard]] virtual std::optional<power> beside() const = 0;

protected:
    inner_core(const inner_core&) = default;
    inner_core& operator=(const inner_core&) = default;
    inner_core(inner_core&&) = default;
    inner_core& operator=(inner_core&&) = default;
};

}  // namespace taskquad::regions::segments
