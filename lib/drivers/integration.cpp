#include "drivers/integration.hpp"

#include <algorithm>
#include <exception>

namespace taskquad::drivers {

integration::integration(maker_of_regions m, const options& o, const machine::stopwatch& since_begin,
                         std::span<const std::pair<double, double>> before)
    : watch(o, since_begin), calls(before.size()), make_regions_(std::move(m)), options_(o), before_(before) {}

decisions::engine& integration::begin(int workers) {
    auto fresh = std::make_unique<decisions::engine>(make_regions_(options_), options_, workers);
    if (has_begun()) {
        fresh->take_over(*engine_);
        watch.begin_again();
    } else {
        for (const auto& [x, y] : before_) fresh->tell(fresh->make(&x), y);
    }
    engine_ = std::move(fresh);
    return *engine_;
}

detail::outcome integration::so_far(int concurrency) const {
    detail::outcome all{{{.status = status::converged}}, {}, {}};
    result<>& r = all.flat;
    if (has_begun()) {
        r = engine_->outcome();
        r.speculative = engine_->told() - engine_->state().committed_points();
        if (engine_->state().count_of_components() > 1) {
            all.components = engine_->components();
            if (!r.partition.empty() || !r.cells.empty()) all.components_of_pieces = engine_->components_of_pieces();
        }
    }
    r.calls = calls;
    r.reused = reused;
    r.concurrency = concurrency;
    r.elapsed = watch.elapsed();
    return all;
}

/// From the leaves of largest error.
std::vector<values::sample> integration::samples_to_verify(std::size_t n) const {
    const decisions::approximation& all = engine_->state();
    std::vector<decisions::region_id> leaves = all.begun() ? all.leaves() : std::vector<decisions::region_id>();
    values::keep_worst(leaves, n, [&](decisions::region_id s) { return all[s].error; });
    std::vector<values::samples_of_region> regions;
    for (const decisions::region_id s : leaves) {
        values::samples_of_region& r = regions.emplace_back();
        std::vector<values::point_id> points(all.points_of(s).begin(), all.points_of(s).end());
        std::ranges::stable_sort(points, {}, [&](values::point_id p) { return all.point(p).x; });  // neighbours are compared
        for (const values::point_id p : points) {
            const detail::point_view at = all.at(p);
            const auto y = all.value(p);
            r.samples.push_back({{at.coordinates, at.coordinates + at.count}, {y.begin(), y.end()}});
            r.outline.push_back(all.point(p).value);
        }
    }
    return values::most_doubtful(regions, n);
}

detail::outcome integration::finished(int concurrency, const detail::integrand_view& f) const {
    detail::outcome all = so_far(concurrency);
    if (options_.failures.rethrow && all.flat.failure) std::rethrow_exception(all.flat.failure);
    const std::size_t n = values::count_to_verify(options_, all.flat.status, all.flat.evaluations);
    if (n > 0 && f.can_be_called()) {
        values::verify(f, options_, samples_to_verify(n), watch, all.flat);
        all.flat.elapsed = watch.elapsed();
    }
    watch.end(all.flat);
    return all;
}

}  // namespace taskquad::drivers
