#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <taskquad/rules.hpp>

#include "kronrod.hpp"

namespace taskquad {

namespace {

class gauss_kronrod_rule {
public:
    explicit gauss_kronrod_rule(int n) {
        const auto kronrod = detail::kronrod_legendre((n - 1) / 2);
        const auto gauss = detail::gauss_legendre((n - 1) / 2);
        for (std::size_t i = 0; i < kronrod.nodes.size(); ++i) {
            nodes_.push_back(static_cast<double>(kronrod.nodes[i]));
            kronrod_.push_back(static_cast<double>(kronrod.weights[i]));
            // Every other node is Gauss's.
            gauss_.push_back(i % 2 == 1 ? static_cast<double>(gauss.weights[i / 2]) : 0.0);
        }
    }

    [[nodiscard]] std::vector<double> abscissae() const { return nodes_; }

    estimate<> operator()(std::span<const double> f, double h) const {
        double kronrod = 0, gauss = 0, magnitude = 0, deviation = 0;
        for (std::size_t i = 0; i < f.size(); ++i) {
            kronrod += kronrod_[i] * f[i];
            gauss += gauss_[i] * f[i];
            magnitude += kronrod_[i] * std::abs(f[i]);
        }
        for (std::size_t i = 0; i < f.size(); ++i) deviation += kronrod_[i] * std::abs(f[i] - kronrod / 2);
        return {h * kronrod, error(h * std::abs(kronrod - gauss), h * deviation), h * magnitude};
    }

private:
    /// QUADPACK's estimate: |K - G| is the error of the Gauss rule; that of the Kronrod rule is smaller the smaller |K - G|
    /// is beside the integral of |f - mean f|. The power 1.5 and the factor 200 are experience.
    static double error(double difference, double deviation) {
        if (deviation == 0 || difference == 0) return difference;
        return deviation * std::min(1.0, std::pow(200 * difference / deviation, 1.5));
    }

    std::vector<double> nodes_, kronrod_, gauss_;
};

}  // namespace

rule gauss_kronrod(int n) {
    if (n < 3 || n % 2 == 0) {
        throw std::invalid_argument("taskquad: gauss_kronrod: n is " + std::to_string(n) + ", must be odd and >= 3");
    }
    if (n != 21) return gauss_kronrod_rule(n);
    static const rule the_default = gauss_kronrod_rule(21);  // options make one each
    return the_default;
}

}  // namespace taskquad
