// says: or be made by batch of taskquad::points
#include <span>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    const auto f = batch([](std::span<const double> x, std::span<double> y) { y[0] = x[0]; });
    return integrate(f, box{{0.0, 1.0}, {0.0, 1.0}}).converged();
}
