#include <taskquad/cache.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "machine/dyadic.hpp"
#include "problem/messages.hpp"
#include "values/store.hpp"

namespace taskquad::detail {

flat_cache::flat_cache(std::size_t max_bytes, std::shared_ptr<store> values)
    : max_bytes_(max_bytes), store_(values != nullptr ? std::move(values) : std::make_shared<store>()) {}

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

bool flat_cache::insert(std::span<const double> coordinates, std::span<const double> components,
                        const std::function<void()>& agree) {
    constexpr std::array names{"x", "from_a", "to_b"};
    std::array<double, names.size()> at{};
    for (std::size_t i = 0; i < coordinates.size(); ++i) {
        at[i] = machine::without_signed_zero(coordinates[i]);
        if (i == 0 ? std::isfinite(at[i]) : at[i] >= 0) continue;
        throw std::invalid_argument(std::string("taskquad: cache: insert: ") + names[i] + " is " + problem::text(at[i]) +
                                    ", must be " + (i == 0 ? "finite" : ">= 0"));
    }
    const bool is_new = current()->insert({at.data(), coordinates.size()}, components, agree);
    if (is_new) trim();
    return is_new;
}

void flat_cache::trim(std::size_t max_bytes) noexcept {
    try {
        const std::lock_guard lock(mutex_);
        if (store_.use_count() > 1 || store_->bytes() <= max_bytes) return;
        // Half of the maximum stays, so that the next value does not trim the cache again.
        store_ = store_->newest(max_bytes / 2);
    } catch (...) {
        // There is no memory for a copy: the cache stays as large as it is until it is trimmed the next time.
    }
}

std::vector<argument> flat_cache::values(std::vector<double>& components) const {
    const auto from = current();
    auto list = from->values();
    const auto argument_at = [](const point_view& p) { return p.count == 1 ? argument{p[0], 0, 0} : argument{p[0], p[1], p[2]}; };
    const auto order = [&](const point_view& p) {
        return std::array{argument_at(p).x, argument_at(p).from_a, argument_at(p).to_b};
    };
    std::ranges::sort(list, [&](const auto& a, const auto& b) { return order(a.first) < order(b.first); });
    std::vector<argument> at;
    for (const auto& [where, value] : list) {
        at.push_back(argument_at(where));
        const auto y = value.components();
        components.insert(components.end(), y.begin(), y.end());
    }
    return at;
}

}  // namespace taskquad::detail
