// says: must be a real number
#include <complex>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate_principal_value([](double x) { return std::complex<double>(x, 1); }, {-1.0, 1.0}, 0.0).converged();
}
