#include <taskquad/cache.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "abscissa.hpp"
#include "store.hpp"
#include "text.hpp"

namespace taskquad {

cache::cache() : store_(std::make_shared<detail::store>()) {}

cache::~cache() = default;

std::shared_ptr<detail::store> cache::current() const {
    const std::lock_guard lock(mutex_);
    return store_;
}

std::size_t cache::size() const { return current()->size(); }

std::size_t cache::bytes() const { return current()->bytes(); }

void cache::clear() {
    auto fresh = std::make_shared<detail::store>();
    const std::lock_guard lock(mutex_);
    std::swap(store_, fresh);
}

bool cache::insert(double x, double value) {
    if (!std::isfinite(x)) throw std::invalid_argument("taskquad: cache: insert: x is " + detail::text(x) + ", must be finite");
    return current()->insert(detail::without_signed_zero(x), value);
}

std::vector<std::pair<double, double>> cache::values() const {
    auto list = current()->values();
    std::sort(list.begin(), list.end());
    return list;
}

}  // namespace taskquad
