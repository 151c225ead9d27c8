// says: f takes an integer
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate(with_distances([](int x, double, double) { return 2.0 * x; }), {0.0, 1.0}).converged();
}
