// says: say taskquad::with_distances(f)
#include <taskquad/taskquad.hpp>

using namespace taskquad;

double f(double x, double a = 2, double b = 3) { return a * x + b; }
struct g {
    double operator()(double x, double a = 2, double b = 3) const { return f(x, a, b); }
};
int main() { return integrate(g(), {0.0, 1.0}).converged(); }
