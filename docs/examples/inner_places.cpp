// Three functions, each with one inner place that is located: what is evaluated, in its order, for the picture of
// docs/algorithm.md. usage: example_inner_places [FOLDER], where the files go; without a folder none are written.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <taskquad/taskquad.hpp>

int main(int argc, char** argv) {
    struct function {
        const char* name;
        std::function<double(double)> f;
        double exact;
    };
    const double s = std::sqrt(0.1);  // no double is the root itself
    const double e = std::exp(1.0);
    const function all[] = {
        {"kink", [s](double x) { return std::exp(x) + 3 * std::abs(x - s); }, e - 1 + 1.5 * (s * s + (1 - s) * (1 - s))},
        {"jump", [s](double x) { return x < s ? std::exp(x) : 3 - x; }, std::exp(s) - 1 + (1 - s) * (2.5 - s / 2)},
        {"power", [s](double x) { return std::sqrt(std::abs(x - s)); }, (std::pow(s, 1.5) + std::pow(1 - s, 1.5)) / 1.5},
    };
    for (const auto& [name, f, exact] : all) {
        taskquad::trace trace;
        const auto r = taskquad::integrate(f, {0.0, 1.0},
                                           {.relative_tolerance = 1e-9,
                                            .concurrency = 1,
                                            .observer = &trace,
                                            .keep_partition = true,
                                            .inner_places = taskquad::inner_places::located});
        std::printf("%-5s  %3d evaluations, error %.0e\n", name, static_cast<int>(r.evaluations), std::abs(r.value - exact));
        if (!r.converged() || std::abs(r.value - exact) > 1e-9 * exact) return EXIT_FAILURE;
        if (argc < 2) continue;
        const std::string file = std::string(argv[1]) + "/" + name;
        trace.write(file + ".json");
        taskquad::write_csv(file + ".csv", r.partition);
    }
    return EXIT_SUCCESS;
}
