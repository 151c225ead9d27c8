// says: they must take doubles
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double x, double y) { return x * y; }, {0.0, 3.0},
                            [](int x) {
                                return domain{0.0, 1.0 + x};
                            })
        .converged();
}
