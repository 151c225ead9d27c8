// says: an expression of Eigen's
#include <Eigen/Core>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    const Eigen::MatrixXd m = Eigen::MatrixXd::Identity(2, 2);
    integrator quad([&](double x, std::stop_token) { return m * x + m; });
    return quad({0.0, 1.0}).converged();
}
