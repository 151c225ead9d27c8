// What docs/examples/plot_dimensions.py draws: the boxes and points of an integration over the unit square, the points of a sparse
// grid as it grows, and the true errors of models beside the peers.
//
// usage: bench_dimension_pictures FOLDER
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "decisions/engine.hpp"
#include "peers_over_boxes.hpp"
#include "regions/boxes/box_kind.hpp"
#include "regions/regions.hpp"
#include "support/box_draws.hpp"
#include "support/models.hpp"

namespace {

using namespace taskquad;
using point = std::span<const double>;

/// A bent ridge; plot_dimensions.py has the same.
double ridge(point x) {
    const double u = x[0] - 0.4, v = x[1] - 0.3 - 1.2 * u * u;
    return std::exp(-12 * u * u - 150 * v * v);
}
/// Waves along one axis, next to nothing along the other one.
double waves(point x) { return std::cos(14 * x[0]) * std::exp(-x[0]) + 0.3 * std::exp(x[0] * x[1]); }

std::ofstream file(const std::string& folder, const char* name) {
    std::ofstream f(folder + "/" + name);
    f.precision(17);
    return f;
}

/// Evaluates whatever is wanted, in its order, and writes the points.
void run(decisions::engine& e, double (*f)(point), std::ofstream& points, double tolerance) {
    while (const auto p = e.next()) {
        const auto at = e.at(*p);
        const point x(at.coordinates, at.count);
        points << tolerance << ',' << x[0] << ',' << x[1] << '\n';
        e.tell(*p, f(x));
    }
}

void boxes(const std::string& folder) {
    const options o{.relative_tolerance = 1e-3, .cubature = adaptive_boxes()};
    decisions::engine e(regions::regions_of(box{{0.0, 1.0}, {0.0, 1.0}}, o), o, 1);
    const auto* const kind = dynamic_cast<const regions::boxes::box_kind*>(&e.state().kind());
    auto points = file(folder, "box_points.csv");
    run(e, ridge, points, o.relative_tolerance);
    auto list = file(folder, "boxes.csv");
    for (const auto leaf : e.state().leaves()) {
        const auto n = e.state()[leaf].own;
        const auto& m = kind->sides();
        list << m.lower(n, 0) << ',' << m.upper(n, 0) << ',' << m.lower(n, 1) << ',' << m.upper(n, 1) << '\n';
    }
}

void sparse_grids(const std::string& folder) {
    auto points = file(folder, "sparse_points.csv");
    for (const double tolerance : {1e-2, 1e-5, 1e-9}) {
        const options o{.relative_tolerance = tolerance, .cubature = sparse_grid()};
        decisions::engine e(regions::regions_of(box{{0.0, 1.0}, {0.0, 1.0}}, o), o, 1);
        run(e, waves, points, tolerance);
    }
}

void errors(const std::string& folder) {
    std::vector<double> tolerances;
    for (double t = 1e-2; t > 1e-11; t /= 4) tolerances.push_back(t);
    std::vector<box_problem> problems;
    for (const auto& m : {models::otl_circuit(), models::borehole(), models::wing_weight()}) {
        problems.push_back({m.name, m.dimensions, m.f, m.mean});
    }
    constexpr std::size_t mixture = 8;
    problems.push_back(*box_draws::drawn(mixture, 3, 12, 1));
    constexpr std::uint64_t most = 300'000;
    auto list = file(folder, "errors.csv");
    for (const box_problem& p : problems) {
        const auto write = [&](const char* method, double value, std::uint64_t evaluations) {
            list << p.name << ',' << p.dimension << ',' << method << ',' << evaluations << ',' << std::abs(value / p.exact - 1)
                 << '\n';
        };
        const box cube(std::vector<domain>(p.dimension, {0.0, 1.0}));
        for (const double t : tolerances) {
            const auto r = integrate(p.f, cube, {.relative_tolerance = t, .max_evaluations = most, .concurrency = 1, .verify = 0});
            write("taskquad", r.value, r.evaluations);
            if (!r.converged()) break;
        }
        const std::pair<const char*, std::vector<peers::claim> (*)(const box_problem&, peers::several_tolerances, std::uint64_t)>
            all[] = {{"hcubature", peers::h_adaptive}, {"pcubature", peers::p_adaptive}};
        for (const auto& [name, method] : all) {
            for (const auto& c : method(p, tolerances, most)) {
                if (c.converged) write(name, c.value, c.evaluations);
            }
        }
        // Of sampling, what it has come to after so many evaluations, whatever it claims.
        constexpr double unreachable = 1e-15;
        for (std::uint64_t n = 2'000; n <= most; n *= 2) {
            const auto v = peers::vegas(p, {&unreachable, 1}, n).front(), m = peers::miser(p, {&unreachable, 1}, n).front();
            write("VEGAS", v.value, v.evaluations);
            write("MISER", m.value, m.evaluations);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return EXIT_FAILURE;
    }
    boxes(argv[1]);
    sparse_grids(argv[1]);
    errors(argv[1]);
    return EXIT_SUCCESS;
}
