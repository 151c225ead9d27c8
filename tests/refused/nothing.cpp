// says: f returns nothing
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double) {}, {0.0, 1.0}).converged();
}
