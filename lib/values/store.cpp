#include "values/store.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "problem/failure.hpp"
#include "values/inbox.hpp"

namespace taskquad::detail {

store::claim store::make_claim(values::errand& e, const tasks::whereabouts& from) {
    table::accessor entry;
    if (cells_.insert(entry, e.at())) e.is_kept = true;
    cell& c = entry->second;
    if (c.now == state::ready) {
        e.value = value_of(c);
        return claim::ready;
    }
    if (c.now == state::open) {
        c.now = state::claimed;
        c.first_waits = nullptr;
        e.insists = false;
        return claim::claimant;
    }
    if (e.insists) return claim::claimant;
    if (from.is_circle(this, e.at())) throw problem::circle({e.coordinates, e.count});
    e.next = std::exchange(c.first_waits, &e);
    e.home->now_waits();
    return claim::waits;
}

bool store::leave(values::errand& e) noexcept {
    table::accessor entry;
    if (!cells_.find(entry, e.at()) || entry->second.now != state::claimed) return false;
    values::errand** link = &entry->second.first_waits;
    while (*link != nullptr && *link != &e) link = &(*link)->next;
    if (*link == nullptr) return false;
    *link = std::exchange(e.next, nullptr);
    e.home->waits_no_longer();
    return true;
}

std::optional<problem::value_view> store::find(const point_view& at) const {
    table::const_accessor entry;
    if (!cells_.find(entry, at) || entry->second.now != state::ready) return {};
    return value_of(entry->second);
}

problem::value_view store::publish(const point_view& at, std::span<const double> value) {
    table::accessor entry;
    cells_.find(entry, at);
    // Another integration may have evaluated f there meanwhile, because it could not wait (`insists`).
    if (entry->second.now != state::ready) make_ready(entry, value);
    return value_of(entry->second);
}

void store::release(const point_view& at) noexcept {
    table::accessor entry;
    cells_.find(entry, at);
    cell& c = entry->second;
    if (c.now != state::claimed) return;
    c.now = state::open;
    tell(std::exchange(c.first_waits, nullptr), values::errand::end::dropped, {});
}

bool store::insert(const point_view& at, std::span<const double> value, const std::function<void()>& agree) {
    table::accessor entry;
    if (!cells_.find(entry, at)) {
        const std::span here = memory_for(at.count);
        std::copy_n(at.coordinates, at.count, here.begin());
        cells_.insert(entry, {here.data(), at.count});  // finds the cell if another thread has inserted it meanwhile
    }
    if (entry->second.now != state::open) return false;
    agree();
    make_ready(entry, value);
    return true;
}

problem::value_view store::value_of(const cell& c) const {
    const std::size_t n = components();
    return n == 1 ? problem::value_view(c.single) : problem::value_view(std::span(c.many, n));
}

void store::check_size(std::size_t n) {
    std::size_t before = 0;
    if (components_.compare_exchange_strong(before, n, std::memory_order_acq_rel) || before == n) return;
    throw std::logic_error("taskquad: a value has " + std::to_string(n) + " components, but others have " + std::to_string(before));
}

/// Sets the value, puts the cell at the head of the list, and tells the errands that wait; under the lock of the cell.
void store::make_ready(table::accessor& entry, std::span<const double> value) {
    double* many = nullptr;
    if (value.size() != 1) {
        many = static_cast<double*>(memory_.allocate(value.size_bytes()));
        std::ranges::copy(value, many);
    }
    check_size(value.size());
    // From here on nothing can fail.
    cell& c = entry->second;
    values::errand* const waits = c.now == state::claimed ? c.first_waits : nullptr;
    if (value.size() == 1) {
        c.single = value.front();
    } else {
        c.many = many;
    }
    c.now = state::ready;
    c.next = latest_.load(std::memory_order_relaxed);
    while (!latest_.compare_exchange_weak(c.next, &*entry, std::memory_order_release, std::memory_order_relaxed)) {
    }
    size_.fetch_add(1, std::memory_order_relaxed);
    tell(waits, values::errand::end::delivered, value_of(c));
}

/// Under the lock of the cell, under which an integration that ends takes its errands back: so all errands in the list exist.
void store::tell(values::errand* waits, values::errand::end what, const problem::value_view& value) noexcept {
    while (waits != nullptr) {
        values::errand& e = *std::exchange(waits, waits->next);
        e.what = what;
        e.value = value;
        e.home->waits_no_longer();
        e.home->post_from_elsewhere(e);
    }
}

/// Beside its value a node of the table has a link and a lock.
std::size_t store::bytes_of_value() const {
    constexpr std::size_t node = sizeof(table::value_type) + 2 * sizeof(void*);
    const std::size_t n = components();
    const auto* const any = latest_.load(std::memory_order_acquire);
    const std::size_t coordinates = any != nullptr ? any->first.count : 1;
    return node + (coordinates + (n > 1 ? n : 0)) * sizeof(double);
}

std::size_t store::bytes() const {
    constexpr std::size_t bucket = 2 * sizeof(void*);  // a lock and a link
    return size() * bytes_of_value() + cells_.bucket_count() * bucket;
}

std::vector<std::pair<point_view, problem::value_view>> store::values() const {
    std::vector<std::pair<point_view, problem::value_view>> list;
    for (auto* c = latest_.load(std::memory_order_acquire); c != nullptr; c = c->second.next) {
        list.emplace_back(c->first, value_of(c->second));
    }
    return list;
}

std::shared_ptr<store> store::newest(std::size_t max_bytes) const {
    std::vector<const table::value_type*> kept;
    const auto* c = latest_.load(std::memory_order_acquire);
    // A table has up to two buckets for a value.
    constexpr std::size_t buckets = 4 * sizeof(void*);
    const std::size_t of_each = bytes_of_value() + buckets;
    for (; c != nullptr && (kept.size() + 1) * of_each <= max_bytes; c = c->second.next) kept.push_back(c);
    auto fresh = std::make_shared<store>();
    // The newest value is inserted last, so that it stands first in the list of ready cells again.
    while (!kept.empty()) {
        fresh->insert(kept.back()->first, value_of(kept.back()->second).components());
        kept.pop_back();
    }
    return fresh;
}

}  // namespace taskquad::detail
