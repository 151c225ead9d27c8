// says: f takes an integer
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_fourier([](int x) { return 1.0 / (1 + x); }, 0.0, fourier::sine, 1.0).converged();
}
