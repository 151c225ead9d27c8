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

bool flat_cache::insert(std::span<const double> coordinates, bool with_distances, std::span<const double> components,
                        const std::function<void()>& agree) {
    if (coordinates.empty()) throw std::invalid_argument("taskquad: cache: insert: the point has no coordinates");
    constexpr std::array names{"x", "from_a", "to_b"};
    std::vector<double> at;
    for (std::size_t i = 0; i < coordinates.size(); ++i) {
        at.push_back(machine::without_signed_zero(coordinates[i]));
        const bool is_distance = with_distances && i > 0;
        if (is_distance ? at[i] >= 0 : std::isfinite(at[i])) continue;
        const bool has_name = with_distances || coordinates.size() == 1;
        throw std::invalid_argument(
            "taskquad: cache: insert: " + (has_name ? std::string(names[i]) : "x[" + std::to_string(i) + "]") + " is " +
            problem::text(at[i]) + ", must be " + (is_distance ? ">= 0" : "finite"));
    }
    const bool is_new = current()->insert({at.data(), at.size()}, components, agree);
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

flat_cache::list flat_cache::values() const {
    list all{current(), {}, {}};
    auto found = all.owner->values();
    std::ranges::sort(found, [](const auto& a, const auto& b) {
        const point_view &p = a.first, &q = b.first;
        return std::lexicographical_compare(p.coordinates, p.coordinates + p.count, q.coordinates, q.coordinates + q.count);
    });
    for (const auto& [where, value] : found) {
        all.at.push_back(where);
        const auto y = value.components();
        all.components.insert(all.components.end(), y.begin(), y.end());
    }
    return all;
}

}  // namespace taskquad::detail
