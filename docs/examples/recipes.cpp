// What docs/recipes.md says of a code with global state. usage: recipes OLD_SERVER
#include <cmath>
#include <stdexcept>
#include <string>
#include <taskquad/command.hpp>
#include <taskquad/taskquad.hpp>

namespace {

void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("this page is wrong: ") + what);
}

struct old_state {
    double center = 1;
    double energy(double x) const { return 1 / (1 + 25 * (x - center) * (x - center)); }
};

double old_code(double x) {
    static old_state state;
    return state.energy(x);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const double exact = (std::atan(10.0) + std::atan(5.0)) / 5;
    const auto is_right = [&](const taskquad::result<>& r) { return r.converged() && std::abs(r.value - exact) < 1e-6; };
    // [serial]
    const auto one_at_a_time = taskquad::integrate(taskquad::serial(old_code), {0.0, 3.0});
    // [serial]
    require(is_right(one_at_a_time), "serial");

    // [per_worker]
    const auto make = [] { return [state = old_state()](double x) mutable { return state.energy(x); }; };
    const auto one_each = taskquad::integrate(taskquad::per_worker(make), {0.0, 3.0});
    // [per_worker]
    require(is_right(one_each) && one_each.value == one_at_a_time.value, "per_worker");

    const std::string old_server = argv[1];
    // [serve]
    const auto processes = taskquad::integrate(taskquad::command({old_server}, {.jobs = 8, .serve = true}), {0.0, 3.0});
    // [serve]
    require(processes.value == one_at_a_time.value, "serve");
}
