// says: f returns nothing
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double, double) {}, {0.0, 1.0}, {0.0, 1.0}).converged();
}
