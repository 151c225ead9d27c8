// says: f cannot be called with a double
#include <array>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](std::array<double, 2> x) { return x[0]; }, {0.0, 1.0}).converged();
}
