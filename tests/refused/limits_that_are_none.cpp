// says: the range of y must be a domain
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double x, double y) { return x * y; }, {0.0, 1.0}, [](double x) { return x; }).converged();
}
