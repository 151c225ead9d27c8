// says: over a box f must be V f(std::span<const double>)
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double x) { return x; }, box{{0.0, 1.0}, {0.0, 1.0}}).converged();
}
