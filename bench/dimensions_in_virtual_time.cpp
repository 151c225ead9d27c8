// Several dimensions: how many workers can be kept busy? In virtual time, in which every evaluation takes as long: all that is
// wanted is evaluated in waves, of as many points as there are workers; efficiency is evaluations / (workers * waves). With what is
// certain to be needed alone, and with guesses.
//
// usage: bench_dimensions_in_virtual_time [--quick]   prints Markdown; each answer has the bits of one worker
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "in_waves.hpp"
#include "support/box_draws.hpp"
#include "support/models.hpp"

namespace {

using namespace taskquad;

constexpr std::size_t numbers_of_workers[] = {64, 512, 4096};
constexpr std::size_t how_many = std::size(numbers_of_workers);

double ideal(std::uint64_t evaluations, std::size_t workers) {
    const auto n = static_cast<double>(evaluations), w = static_cast<double>(workers);
    return n / (w * std::ceil(n / w));
}

/// Geometric means over several integrals, by number of workers.
class tally {
public:
    bool agrees = true;

    /// Of what converges, and is not so long that only patience would say. `begins_again`: with a variable for a singular face, so
    /// that what was certain before is partly in vain.
    void add(task t, bool begins_again = false) {
        t.o.speculation = 0;
        const in_waves alone(t, 1);
        if (!alone.r.converged()) return;
        ++n_;
        add(evaluations_, static_cast<double>(alone.r.evaluations));
        for (std::size_t i = 0; i < how_many; ++i) {
            const std::size_t workers = numbers_of_workers[i];
            t.o.speculation = 0;
            const in_waves certain(t, workers);
            t.o.speculation = 0.5;
            const in_waves guessed(t, workers);
            add(ideal_[i], ideal(alone.r.evaluations, workers));
            add(certain_[i], certain.efficiency(workers));
            add(guessed_[i], guessed.efficiency(workers));
            add(waste_[i], static_cast<double>(guessed.calls) / static_cast<double>(guessed.r.evaluations));
            const auto calls = static_cast<double>(begins_again ? certain.r.evaluations : certain.calls);
            add(in_vain_[i], calls / static_cast<double>(certain.r.evaluations));
            for (const auto& r : {certain.r, guessed.r}) {
                agrees = agrees && r.value == alone.r.value && r.error == alone.r.error && r.evaluations == alone.r.evaluations;
            }
        }
    }
    void print(const std::string& name) const {
        std::printf("| %s | %d | %.0f |", name.c_str(), n_, mean(evaluations_));
        print(ideal_);
        print(certain_);
        print(guessed_);
        for (const char* separator = " "; const double w : waste_) {
            std::printf("%s%.0f %%", separator, 100 * (mean(w) - 1));
            separator = " / ";
        }
        std::printf(" |\n");
        std::fflush(stdout);
    }
    /// Of three dimensions at 1e-5, beside what the experiments came to.
    [[nodiscard]] bool is_as_expected() const {
        constexpr double expected[how_many] = {0.96, 0.66, 0.152}, give_or_take = 0.03;
        bool all = true;
        for (std::size_t i = 0; i < how_many; ++i) all = all && std::abs(mean(certain_[i]) - expected[i]) <= give_or_take;
        return all;
    }
    /// Evaluations that the certain set has asked for in vain, in parts of all, at its worst number of workers.
    [[nodiscard]] double wasted() const { return mean(*std::max_element(in_vain_, in_vain_ + how_many)) - 1; }

private:
    static void add(double& logarithms, double x) { logarithms += std::log(x); }
    [[nodiscard]] double mean(double logarithms) const { return n_ == 0 ? 0 : std::exp(logarithms / n_); }
    void print(const double (&of)[how_many]) const {
        for (const char* separator = " "; const double x : of) {
            std::printf("%s%.*f", separator, mean(x) < 0.2 ? 3 : 2, mean(x));
            separator = " / ";
        }
        std::printf(" |");
    }

    int n_ = 0;
    double evaluations_ = 0, ideal_[how_many] = {}, certain_[how_many] = {}, guessed_[how_many] = {}, waste_[how_many] = {},
           in_vain_[how_many] = {};
};

void head(const char* what) {
    std::printf(
        "\n| %s | integrals | evaluations | ideal | what is certain | with guesses | in vain |\n|---|--:|--:|--:|--:|--:|--:|\n",
        what);
}

task of_boxes(const box_problem& p, double tolerance, std::uint64_t most) {
    return {p.f, p.dimension, {.relative_tolerance = tolerance, .cubature = adaptive_boxes(), .max_evaluations = most}};
}

task of_sparse_grid(const models::model& m, double tolerance) {
    return {m.f, m.dimensions, {.relative_tolerance = tolerance, .cubature = sparse_grid(), .max_evaluations = 30'000}};
}

bool boxes(bool quick) {
    std::printf("Boxes, random families: geometric means, for %zu / %zu / %zu workers\n", numbers_of_workers[0],
                numbers_of_workers[1], numbers_of_workers[2]);
    head("d, tolerance");
    bool right = true;
    constexpr std::uint64_t seed = 2;
    for (const std::size_t d : {2U, 3U, 5U}) {
        for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
            if (quick && (d != 3 || tolerance != 1e-3)) continue;
            tally t;
            for (std::size_t family = 0; family < box_draws::families; ++family) {
                const auto p = box_draws::drawn(family, d, seed, 0);
                if (!p) continue;
                t.add(of_boxes(*p, tolerance, quick ? 5'000 : 100'000), family == box_draws::with_singular_faces);
            }
            char name[40];
            std::snprintf(name, sizeof name, "%zu, %.0e", d, tolerance);
            t.print(name);
            // With a relative tolerance the target moves, and so very little that seemed certain is not.
            constexpr double next_to_nothing = 0.01;
            right = right && t.agrees && t.wasted() < next_to_nothing;
            right = right && (d != 3 || tolerance != 1e-5 || quick || t.is_as_expected());
        }
    }
    return right;
}

/// Waves of an integral by a sparse grid; and whether they are few enough.
bool waves(const models::model& m, double tolerance, std::size_t workers, std::uint64_t most) {
    task t = of_sparse_grid(m, tolerance);
    t.o.speculation = 0;
    const in_waves w(t, workers);
    std::printf("%s at %.0e: %llu evaluations in %llu waves of %zu\n", m.name.c_str(), tolerance,
                static_cast<unsigned long long>(w.r.evaluations), static_cast<unsigned long long>(w.waves), workers);
    return w.waves <= most && w.r.converged() && std::abs(w.r.value - m.mean) <= tolerance * std::abs(m.mean);
}

bool sparse_grids(bool quick) {
    std::printf("\nSparse grids, models\n");
    head("tolerance");
    bool right = true;
    std::vector<models::model> all{models::ishigami(), models::otl_circuit(), models::borehole()};
    if (!quick) {
        for (const auto& m : {models::wing_weight(), models::lotka_volterra(), models::oscillator(), models::robertson(),
                              models::affine_diffusion()})
            all.push_back(m);
    }
    for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
        if (quick && tolerance != 1e-3) continue;
        tally t;
        for (const models::model& m : all) t.add(of_sparse_grid(m, tolerance));
        char name[20];
        std::snprintf(name, sizeof name, "%.0e", tolerance);
        t.print(name);
        right = right && t.agrees;
    }
    std::printf("\n");
    right = waves(models::wing_weight(), 1e-7, 64, 36) && right;
    return waves(models::wing_weight(), 1e-7, 512, 6) && right;
}

}  // namespace

int main(int argc, char** argv) {
    const bool quick = argc > 1 && argv[1] == std::string("--quick");
    bool right = boxes(quick);
    right = sparse_grids(quick) && right;
    if (!right) std::printf("ERROR OCCURRED: other bits than those of one worker, wasted evaluations, or too many waves\n");
    return right ? 0 : 1;
}
