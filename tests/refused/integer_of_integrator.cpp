// says: f takes an integer
#include <functional>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    integrator quad(std::function<double(int)>([](int x) { return 2.0 * x; }));
    return quad({0.0, 1.0}).converged();
}
