// says: f cannot be called with a double
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    const auto f = [n = 0](double x) mutable { return ++n * x; };
    return integrate(f, {0.0, 1.0}).converged();
}
