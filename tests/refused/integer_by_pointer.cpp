// says: f takes an integer
#include <taskquad/taskquad.hpp>

using namespace taskquad;

double f(long x) { return 2.0 * static_cast<double>(x); }
int main() { return integrate(&f, {0.0, 1.0}).converged(); }
