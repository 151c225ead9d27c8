// says: the limits are one argument
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double x) { return x; }, 0.0, 1.0, {.relative_tolerance = 1e-9}).converged();
}
