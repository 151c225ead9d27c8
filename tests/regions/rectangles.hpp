/// A second kind of region, to see that nothing but regions/segments knows of intervals: rectangles under a product of two
/// Boole rules, whose points neighbours and successors share. One that is much longer than wide is halved, any
/// other is divided into quarters.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "regions/region.hpp"

class rectangles : public taskquad::regions::kind {
public:
    using region = taskquad::regions::region;
    struct rectangle {
        double x, width, y, height;
    };

    /// The unit square, in so many columns.
    explicit rectangles(int columns) : columns_(columns) {}

    std::vector<region> initial() override {
        std::vector<region> list;
        const double width = 1.0 / columns_;
        for (int i = 0; i < columns_; ++i) list.push_back(add({i * width, width, 0, 1}));
        return list;
    }
    [[nodiscard]] std::size_t coordinates() const override { return 2; }
    void points(const region& r, std::vector<double>& list) override {
        const rectangle& q = made_[r.own];
        for (const double s : nodes) {
            for (const double t : nodes) list.insert(list.end(), {q.x + s * q.width, q.y + t * q.height});
        }
    }
    [[nodiscard]] std::size_t points_of_one() const override { return nodes.size() * nodes.size(); }
    [[nodiscard]] std::span<const std::size_t> shared(const region& /*whole*/, std::span<const region> /*parts*/) const override {
        return {};
    }

    [[nodiscard]] double size_of(std::span<const double> value) const override { return std::abs(value.front()); }
    void assess(region& r, std::span<const double* const> values, std::span<double> integral) override {
        const rectangle& q = made_[r.own];
        double fine = 0, coarse = 0, magnitude = 0;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            for (std::size_t k = 0; k < nodes.size(); ++k) {
                const double y = *values[i * nodes.size() + k];
                fine += of_five[i] * of_five[k] * y;
                coarse += of_three[i] * of_three[k] * y;
                magnitude += of_five[i] * of_five[k] * std::abs(y);
            }
        }
        const double area = q.width * q.height;
        integral.front() = r.integral = area * fine;
        r.error = area * std::abs(fine - coarse);
        r.magnitude = area * magnitude;
        r.noise = 1e-15 * r.magnitude;
    }
    [[nodiscard]] bool waits_for_siblings(const region& /*r*/, const region& /*parent*/) const override { return false; }
    void decide(region& r, const region* /*parent*/, std::span<const region> /*siblings*/) override {
        r.decided = r.parts_stand = true;
        r.divisible = r.error > r.noise;
        if (!std::isfinite(r.error)) r.broken = taskquad::status::non_finite;
    }

    void successors(const region& r, std::vector<region>& list) override {
        const rectangle q = made_[r.own];
        const int columns = q.height > 2 * q.width ? 1 : 2, rows = q.width > 2 * q.height ? 1 : 2;
        const double width = q.width / columns, height = q.height / rows;
        for (int i = 0; i < columns; ++i) {
            for (int k = 0; k < rows; ++k) list.push_back(add({q.x + i * width, width, q.y + k * height, height}));
        }
    }
    [[nodiscard]] bool may_be_divided(const region& r) const override { return has_room(r); }
    [[nodiscard]] bool has_room(const region& r) const override { return made_[r.own].width > 1e-6; }
    [[nodiscard]] bool is_comparable(const region& /*whole*/, std::span<const region> /*parts*/) const override { return true; }
    [[nodiscard]] taskquad::segment<> shown(const region& r) const override {
        const rectangle& q = made_[r.own];
        return {q.x, q.x + q.width, r.integral, r.error};
    }

private:
    region add(const rectangle& q) {
        region r;
        r.own = static_cast<std::uint32_t>(made_.size());
        r.place = {q.x, q.y};
        r.share = q.width * q.height;
        made_.push_back(q);
        return r;
    }

    /// On [0, 1]: the nodes of Boole's rule, its weights, and those of Simpson's.
    static constexpr std::array nodes{0.0, 0.25, 0.5, 0.75, 1.0};
    static constexpr std::array of_five{7.0 / 90, 32.0 / 90, 12.0 / 90, 32.0 / 90, 7.0 / 90};
    static constexpr std::array of_three{1.0 / 6, 0.0, 4.0 / 6, 0.0, 1.0 / 6};
    const int columns_;
    std::vector<rectangle> made_;
};
