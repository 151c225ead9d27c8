// says: f must be a real number at each place
#include <complex>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_nested([](double x, double y) { return std::complex<double>(x, y); }, {0.0, 1.0}, {0.0, 1.0}).converged();
}
