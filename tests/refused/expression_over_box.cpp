// says: f returns an expression of Eigen's
#include <Eigen/Core>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](const Eigen::Vector2d& x) { return 2 * x; }, box{{0.0, 1.0}, {0.0, 1.0}}).converged();
}
