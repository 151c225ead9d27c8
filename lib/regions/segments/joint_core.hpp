/// The cores that the components of f have about one place.
///
/// One component leads, the one with the largest error: its values say where the place is, where f is wanted, and when the core is
/// cut. The others follow: with the same place and the same probes each has values, an integral and an error of its own. A
/// component that is smooth there has a core whose error is next to nothing; one that contradicts the place makes the attempt fail,
/// or has its doubt in the error, which goes through the norm, as everywhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/norm.hpp>

#include "regions/segments/inner_core.hpp"

namespace taskquad::regions::segments {

/// The norm of errors, component by component.
struct size_of_errors {
    norm in;
    bool complex = false;
    double operator()(std::span<const double> errors) const { return in(errors, complex); }
};

template <class Core>
class joint_core final : public inner_core {
public:
    /// `of_components[lead]` leads; `size` must stay.
    joint_core(std::vector<Core> of_components, std::size_t lead, const size_of_errors& size)
        : cores_(std::move(of_components)), lead_(lead), size_(size) {}
    [[nodiscard]] std::unique_ptr<inner_core> copy() const override { return std::make_unique<joint_core>(*this); }

    [[nodiscard]] step next(double error_of_segment) override {
        if (contradicts_) return step::give_up;
        const Core& worst = cores_[worst_component()];
        const step s = cores_[lead_].next(worst);
        if (s != step::cut) return s;
        if (Core::gain && !(error() < *Core::gain * error_of_segment)) {
            // A core that would be left is cut if there is any use in it.
            constexpr double some = 0.25;
            const step instead = leading().otherwise(worst);
            if (instead != step::leave || !(error() < some * error_of_segment)) return instead;
        }
        for (Core& c : cores_) c.be_cut();
        return s;
    }
    [[nodiscard]] std::vector<double> probes() const override { return leading().probes(); }
    [[nodiscard]] std::vector<double> later_probes(std::size_t most) const override { return leading().later_probes(most); }
    void take(std::span<const sampled_value> probed) override {
        const std::vector<Core> before = cores_;
        cores_[lead_].take(component(probed, lead_));
        if (leading().is_refused()) return;
        for (std::size_t c = 0; c < cores_.size(); ++c) {
            if (c == lead_ || cores_[c].follow(leading(), component(probed, c))) continue;
            if (!contradicts_ || cores_[c].error() > cores_[*contradicts_].error()) contradicts_ = c;
        }
        // What was said of the core before is still so; values that belong to neither side would make it look better known.
        if (contradicts_) cores_ = before;
    }
    void become_region() override {
        for (Core& c : cores_) c.become_region();
    }

    [[nodiscard]] double begin() const override { return leading().begin(); }
    [[nodiscard]] double end() const override { return leading().end(); }
    void integrate(std::span<double> integral) const override {
        std::ranges::transform(cores_, integral.begin(), [](const Core& c) { return c.integral(); });
    }
    [[nodiscard]] double error() const override {
        std::vector<double> errors(cores_.size());
        std::ranges::transform(cores_, errors.begin(), [](const Core& c) { return c.error(); });
        return size_(errors);
    }

    [[nodiscard]] std::optional<std::size_t> may_be_power() const override {
        if (contradicts_) return Core::is_seam ? contradicts_ : std::nullopt;
        if (!leading().may_be_power()) return {};
        return leading().is_refused() ? lead_ : worst_component();
    }
    [[nodiscard]] bool sharpens() const override { return leading().sharpens(); }
    /// The steepest of all components.
    [[nodiscard]] std::optional<power> beside() const override {
        auto steepest = leading().beside();
        for (const Core& c : cores_) {
            if (const auto other = c.beside(); other && other->order < steepest->order) steepest->order = other->order;
        }
        return steepest;
    }
    [[nodiscard]] const Core& leading() const { return cores_[lead_]; }

private:
    [[nodiscard]] std::size_t worst_component() const {
        if (cores_.size() == 1) return 0;
        return static_cast<std::size_t>(std::ranges::max_element(cores_, {}, &Core::error) - cores_.begin());
    }

    std::vector<Core> cores_;
    std::size_t lead_;
    const size_of_errors& size_;
    std::optional<std::size_t> contradicts_;  ///< which of those that follow
};

}  // namespace taskquad::regions::segments
