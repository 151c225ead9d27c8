// says: what f returns is no value
#include <string>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

int main() {
    return integrate([](double) { return std::string("x"); }, {0.0, 1.0}).converged();
}
