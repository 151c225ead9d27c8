// says: f returns nothing: it must return its value
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double, double) {}, box{{0.0, 1.0}, {0.0, 1.0}}).converged();
}
