// says: f takes an integer, so that a coordinate would lose what is behind the point: f must take doubles
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double x, int y) { return x * y; }, box{{0.0, 1.0}, {0.0, 1.0}}).converged();
}
