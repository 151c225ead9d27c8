// says: an expression of Eigen's
#include <Eigen/Core>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    const Eigen::Vector3d v(1, 2, 3);
    return integrate([&](double x) { return v * x; }, {0.0, 1.0}).converged();
}
