// says: say taskquad::with_distances(f)
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double, double from_a, double to_b) { return from_a * to_b; }, {0.0, 1.0}).converged();
}
