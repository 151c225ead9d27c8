// says: f takes three doubles
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double x, double y, double z) { return x * y * z; }, {0.0, 1.0},
                            [](double x) {
                                return domain{0.0, x};
                            })
        .converged();
}
