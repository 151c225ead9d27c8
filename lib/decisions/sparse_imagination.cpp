// A sum of items as it will probably go on, for those who guess.
#include <cmath>

#include "decisions/sparse_sum.hpp"

namespace taskquad::decisions {

void sparse_sum::imagine() {
    items_.imagine();
    predicted_.clear();
    guessed_.clear();
}

std::span<const sparse_sum::number> sparse_sum::imagine_refined(number n) {
    imagined_.clear();
    items_.let_in(set::imagined, n, imagined_);
    items_.add(set::imagined, n);
    return imagined_;
}

double sparse_sum::imagined_error(number n) {
    const auto of = [this](number other) -> std::optional<double> {
        if (is_known(other)) return regions_[region_of(other)].error;
        const auto found = predicted_.find(other);
        return found == predicted_.end() ? std::nullopt : std::optional(found->second);
    };
    if (const auto error = of(n)) return *error;
    return predicted_[n] = items_.predicted(n, of);
}

void sparse_sum::await_imagined(std::span<const number> list) {
    guessed_.clear();
    for (const number n : list) {
        guessed_.push_back(made(n));
        if (!regions_[guessed_.back()].known) await_item(guessed_.back());
    }
}

std::optional<point_id> sparse_sum::guess(region_id /*s*/) {
    for (const region_id part : guessed_) {
        if (const auto p = give_one_of(placement_.of(part))) return p;
    }
    return {};
}

bool sparse_sum::affords_guess() const { return evaluations() + 4 * (surplus() + 2 * kind().points_of_one()) <= max_evaluations_; }

}  // namespace taskquad::decisions
