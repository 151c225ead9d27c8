// says: f takes an integer
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate(async([](int x, completion<double> done) { done(2.0 * x); }), {0.0, 1.0}).converged();
}
