#include <taskquad/rule.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

#include "text.hpp"

namespace taskquad {

rule::rule(std::shared_ptr<const interface> r)
    : rule_(std::move(r)), storage_(std::make_shared<const std::vector<double>>(rule_->abscissae())) {
    abscissae_ = *storage_;
    if (abscissae_.empty()) throw std::invalid_argument("taskquad: rule: it has no abscissae");
    double last = -INFINITY;
    for (const double t : abscissae_) {
        if (!(t >= -1 && t <= 1)) {
            throw std::invalid_argument("taskquad: rule: abscissa " + detail::text(t) + " is outside [-1, 1]");
        }
        if (t <= last) {
            throw std::invalid_argument("taskquad: rule: abscissa " + detail::text(t) + " does not exceed the one before, " +
                                        detail::text(last));
        }
        last = t;
    }
    const std::vector<double> ones(abscissae_.size(), 1.0);
    const double two = rule_->apply(ones, 1.0).integral;
    if (!(std::abs(two - 2) <= 1e-12)) {
        throw std::invalid_argument("taskquad: rule: it integrates 1 over [-1, 1] to " + detail::text(two) +
                                    ", must be 2 within 1e-12");
    }
}

}  // namespace taskquad
