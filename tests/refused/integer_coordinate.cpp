// says: they must take doubles
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double x, int y) { return x * y; }, {0.0, 3.0}, [](double) { return domain{0.0, 1.0}; }).converged();
}
