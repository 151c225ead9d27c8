// says: say taskquad::with_distances(f)
#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    const auto f = [](long double, long double from_a, long double) { return from_a; };
    return integrate_as<long double>(f, {0.0L, 1.0L}).converged();
}
