#include <taskquad/cache.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "abscissa.hpp"
#include "store.hpp"
#include "text.hpp"

namespace taskquad::detail {

flat_cache::flat_cache() : store_(std::make_shared<store>()) {}

flat_cache::~flat_cache() = default;

std::shared_ptr<store> flat_cache::current() const {
    const std::lock_guard lock(mutex_);
    return store_;
}

std::size_t flat_cache::size() const { return current()->size(); }

std::size_t flat_cache::bytes() const { return current()->bytes(); }

void flat_cache::clear() {
    auto fresh = std::make_shared<store>();
    const std::lock_guard lock(mutex_);
    std::swap(store_, fresh);
}

bool flat_cache::insert(const argument& at, std::span<const double> components) {
    if (!std::isfinite(at.x)) throw std::invalid_argument("taskquad: cache: insert: x is " + text(at.x) + ", must be finite");
    return current()->insert({without_signed_zero(at.x), at.from_a, at.to_b}, components);
}

std::vector<argument> flat_cache::values(std::vector<double>& components) const {
    const auto from = current();
    auto list = from->values();
    const auto order = [](const argument& a) { return std::array{a.x, a.from_a}; };
    std::ranges::sort(list, [&](const auto& a, const auto& b) { return order(a.first) < order(b.first); });
    std::vector<argument> at;
    for (const auto& [where, value] : list) {
        at.push_back(where);
        const auto y = value.components();
        components.insert(components.end(), y.begin(), y.end());
    }
    return at;
}

}  // namespace taskquad::detail
