#include "regions/segments/power_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

namespace taskquad::regions::segments {

namespace {

/// The orders that a search begins with; of the logarithm's, 0.
constexpr std::array<double, 8> orders{-0.7, -0.4, -0.15, 0, 0.3, 0.65, 1.5, 2.5};
constexpr int places = 4;  ///< in a gap
constexpr std::size_t most_polished = 5;
constexpr int steps = 15;
constexpr std::size_t of_each_side = 8;
constexpr int most_raises = 3;
/// The model's misfit over that of a polynomial: what is accepted, and what is not worth a look at another start.
constexpr double accepted = 1e-3, excellent = 1e-8;

struct start {
    double misfit;
    power_model::place_and_order at;
    std::size_t gap;
};

/// Of the samples inside [a, b], those farthest from the cubic through two neighbours on each side: as such, over the spacing, and
/// over its square. A power that is singular in a high derivative is seen by the last.
std::vector<std::size_t> gaps_in_question(std::span<const sample> v, double a, double b) {
    constexpr std::size_t powers_of_spacing = 3;
    std::array<std::size_t, powers_of_spacing> farthest{};
    std::array<double, powers_of_spacing> most{};
    for (std::size_t i = 2; i + 2 < v.size(); ++i) {
        if (v[i].x < a || v[i].x > b) continue;
        const std::array<sample, 4> near{v[i - 2], v[i - 1], v[i + 1], v[i + 2]};
        double cubic = 0;
        for (const sample& p : near) {
            double c = p.y;
            for (const sample& q : near) {
                if (q.x != p.x) c *= (v[i].x - q.x) / (p.x - q.x);
            }
            cubic += c;
        }
        const double spacing = (v[i + 1].x - v[i - 1].x) / (b - a);
        double off = std::abs(cubic - v[i].y);
        for (std::size_t k = 0; k < powers_of_spacing; ++k, off /= spacing) {
            if (off > most[k]) most[k] = off, farthest[k] = i;
        }
    }
    std::vector<std::size_t> gaps;
    for (const std::size_t i : farthest) {
        for (std::size_t g = i - 1; i > 0 && g <= i; ++g) {
            if (std::ranges::find(gaps, g) == gaps.end() && v[g + 1].x > a && v[g].x < b) gaps.push_back(g);
        }
    }
    return gaps;
}

struct gap_window {
    gap_window(std::span<const sample> v, std::size_t g)
        : left(v[g].x), right(v[g + 1].x), window(power_window::around(v, left + width() / 2, width() / 2, of_each_side)) {}
    [[nodiscard]] double width() const { return right - left; }
    [[nodiscard]] double in_units(double x) const { return (x - window->centre) / window->unit; }
    /// Of another component, about a place that was found.
    gap_window(std::span<const sample> v, const located_power& at)
        : left(at.model.centre() - at.gap / 2),
          right(at.model.centre() + at.gap / 2),
          window(power_window::around(v, at.model.centre(), at.gap / 2, of_each_side)) {}
    [[nodiscard]] power_model polished(const power_model::place_and_order& p) const {
        return power_model::polished(*window, p, in_units(left), in_units(right), steps);
    }
    double left, right;
    std::optional<power_window> window;
};

/// The same place with a higher order, or as a logarithm, where that explains the samples as well.
power_model preferred(const gap_window& w, const power_model& found) {
    power_model m = found;
    if (m.found().logarithm) return m;
    // t^q with a coefficient of 0 is t^(q + 1).
    for (int i = 0; i < most_raises && m.order() + 1 < power_model::largest_order; ++i) {
        const power_model raised = w.polished({m.found().s, m.order() + 1, false});
        if (!raised.is_as_good_as(m)) break;
        m = raised;
    }
    return m.or_logarithm(*w.window, w.in_units(w.left), w.in_units(w.right), steps);
}

}  // namespace

std::optional<located_power> find_power(std::span<const sample> v, double a, double b) {
    std::vector<gap_window> windows;
    std::vector<start> starts;
    for (const std::size_t g : gaps_in_question(v, a, b)) {
        const gap_window w(v, g);
        if (!w.window) continue;
        for (const double q : orders) {
            start best{std::numeric_limits<double>::infinity(), {}, windows.size()};
            for (int i = 0; i < places; ++i) {
                const power_model::place_and_order p{w.in_units(w.left + w.width() * (i + 0.5) / places), q, q == 0};
                if (const double misfit = power_model::misfit_at(*w.window, p); misfit < best.misfit)
                    best = {misfit, p, windows.size()};
            }
            starts.push_back(best);
        }
        windows.push_back(w);
    }
    std::ranges::sort(starts, {}, [](const start& s) { return std::tuple(s.misfit, s.gap, s.at.q); });
    if (starts.size() > most_polished) starts.resize(most_polished);
    std::optional<located_power> best;
    std::size_t in = 0;
    double of_polynomial = 0;
    for (const start& s : starts) {
        const gap_window& w = windows[s.gap];
        const power_model m = w.polished(s.at);
        if (!best || m.misfit() < best->model.misfit()) {
            in = s.gap;
            best = located_power{m, w.width()};
            of_polynomial = power_model::polynomial_misfit(*w.window);
        }
        if (best->model.misfit() < excellent * of_polynomial) break;
    }
    if (best && best->model.misfit() <= accepted * of_polynomial) best->model = preferred(windows[in], best->model);
    const bool found = best && best->model.misfit() <= accepted * of_polynomial && best->model.deviation() <= best->gap / 3 &&
                       best->model.place() > a && best->model.place() < b;
    return found ? best : std::nullopt;
}

std::optional<power_model> find_order(std::span<const sample> samples, const located_power& at, bool must_be_explained) {
    const gap_window w(samples, at);
    if (!w.window) return must_be_explained ? std::nullopt : std::optional(at.model.in_zero());
    const double of_polynomial = power_model::polynomial_misfit(*w.window);
    const auto here = [&](double q) { return at.model.in_other(*w.window, {0, q, false}, 0); };
    power_model best = at.model.in_other(*w.window, at.model.found(), 0);
    if (!(best.misfit() < excellent * of_polynomial)) {
        // From a logarithm there is no way to another order; `preferred` comes to it where the order is small.
        best = here(orders.front());
        for (const double q : orders) {
            if (const power_model m = here(q); m.misfit() < best.misfit()) best = m;
        }
        best = preferred(w, w.polished(best.found()));
        // At orders that are whole, columns coincide, so that no step comes to them, and the samples hardly tell the place.
        constexpr double nearly_whole = 0.1;
        for (const double q : {0.0, 1.0}) {
            const power_model m = here(q);
            const bool is_nearly_it = std::abs(best.order() - q) < nearly_whole && m.misfit() <= accepted * of_polynomial;
            if (m.is_as_good_as(best) || (is_nearly_it && !best.found().logarithm)) best = m;
        }
    }
    constexpr double same_place = 0.05;  // places may be apart by that part of the gap
    const bool is_explained =
        best.misfit() <= accepted * of_polynomial && std::abs(best.place() - at.model.place()) <= same_place * at.gap;
    return is_explained || !must_be_explained ? std::optional(best) : std::nullopt;
}

std::optional<power_model> seam_model(std::span<const sample> samples, const located_power& at) {
    const gap_window w(samples, at);
    if (!w.window) return {};
    const power_model jump = at.model.in_other(*w.window, {0, 0, false}, 0), kink = at.model.in_other(*w.window, {0, 1, false}, 0);
    return kink.is_as_good_as(jump) ? kink : jump;
}

power_model smooth_model(std::span<const sample> samples, const located_power& at) {
    const gap_window w(samples, at);
    return w.window ? at.model.in_other(*w.window, {0, power_model::largest_order, false}, 0) : at.model.in_zero();
}

}  // namespace taskquad::regions::segments
