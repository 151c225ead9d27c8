// says: f cannot be called with a double
#include <taskquad/taskquad.hpp>

using namespace taskquad;

double f(double x, void* p) { return x * *static_cast<double*>(p); }
int main() { return integrate(f, {0.0, 1.0}).converged(); }
