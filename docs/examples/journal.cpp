// A journal: the values of f in a file, for the next run. See docs/journal.md. usage: journal [FOLDER = .]
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <taskquad/journal.hpp>
#include <taskquad/taskquad.hpp>

namespace {

double simulate(double angle) { return std::exp(-angle) * std::sqrt(std::abs(angle - 0.3)); }

}  // namespace

int main(int argc, char** argv) {
    const std::string file = std::string(argc > 1 ? argv[1] : ".") + "/simulation.db";
    std::filesystem::remove(file);
    // A run that is stopped in the middle, as by a queue's time limit.
    {
        taskquad::journal j(file, {.problem = "simulation 1.3, mesh 7"});
        const auto r =
            taskquad::integrate(simulate, {0.0, 1.0}, {.relative_tolerance = 1e-6, .max_evaluations = 200, .journal = &j});
        std::printf("%d evaluations, error %.0e\n", static_cast<int>(r.evaluations), r.error);
    }
    // [resume]
    taskquad::journal j(file, {.problem = "simulation 1.3, mesh 7"});
    const auto r = taskquad::integrate(simulate, {0.0, 1.0}, {.relative_tolerance = 1e-6, .journal = &j});
    std::printf("%.7f: %d evaluations, %d of them from the journal\n", r.value, static_cast<int>(r.evaluations),
                static_cast<int>(r.reused));
    // [resume]
    const bool is_refused = [&] {
        try {
            const taskquad::journal other(file, {.problem = "simulation 1.4, mesh 7"});
        } catch (const taskquad::journal_mismatch& e) {
            std::printf("%s\n", e.what());
            return true;
        }
        return false;
    }();
    return r.converged() && r.reused > 0 && is_refused ? 0 : 1;
}
