// says: f cannot be called with two or three doubles
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double x) { return x; }, {0.0, 1.0}, [](double) { return domain{0.0, 1.0}; }).converged();
}
