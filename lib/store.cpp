#include "store.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "text.hpp"

namespace taskquad::detail {

store::finding store::claim(const argument& at, const std::shared_ptr<inbox>& to, point_id p, const nested_call* within) {
    table::accessor entry;
    cells_.insert(entry, at);
    cell& c = entry->second;
    const finding found{c.now, c.now == state::ready ? value_of(c) : sample_view{}};
    if (c.now == state::open) c.now = state::claimed;
    if (found.before != state::claimed) return found;
    if (within != nullptr && within->computes(*this, at)) {
        throw std::logic_error("taskquad: f(x) at x = " + text(at.x) +
                               " integrates f, on the same integrator, over a domain that needs f at this x");
    }
    if (!c.waiters) c.waiters = std::make_unique<std::vector<waiter>>();
    c.waiters->push_back({to, p});
    return found;
}

std::optional<sample_view> store::find(const argument& at) const {
    table::const_accessor entry;
    if (!cells_.find(entry, at) || entry->second.now != state::ready) return {};
    return value_of(entry->second);
}

sample_view store::publish(const argument& at, std::span<const double> value) {
    check_size(value.size());
    table::accessor entry;
    cells_.find(entry, at);
    auto waiters = std::move(entry->second.waiters);
    make_ready(entry, value);
    const sample_view kept = value_of(entry->second);
    entry.release();
    tell(std::move(waiters), arrival::kind::delivered, kept);
    return kept;
}

void store::release(const argument& at) {
    table::accessor entry;
    cells_.find(entry, at);
    auto waiters = std::move(entry->second.waiters);
    entry->second.now = state::open;
    entry.release();
    tell(std::move(waiters), arrival::kind::dropped, {});
}

bool store::insert(const argument& at, std::span<const double> value) {
    check_size(value.size());
    table::accessor entry;
    cells_.insert(entry, at);
    if (entry->second.now != state::open) return false;
    make_ready(entry, value);
    return true;
}

sample_view store::value_of(const cell& c) const {
    const std::size_t n = components();
    return n == 1 ? sample_view(c.single) : sample_view(std::span(c.many, n));
}

void store::check_size(std::size_t n) {
    std::size_t before = 0;
    if (components_.compare_exchange_strong(before, n, std::memory_order_acq_rel) || before == n) return;
    throw std::logic_error("taskquad: a value has " + std::to_string(n) + " components, but others have " + std::to_string(before));
}

/// Sets the value and puts the cell at the head of the list; under the lock of the cell.
void store::make_ready(table::accessor& entry, std::span<const double> value) {
    cell& c = entry->second;
    if (value.size() == 1) {
        c.single = value.front();
    } else {
        auto* const kept = static_cast<double*>(memory_.allocate(value.size_bytes()));
        std::ranges::copy(value, kept);
        c.many = kept;
    }
    c.now = state::ready;
    c.next = latest_.load(std::memory_order_relaxed);
    while (!latest_.compare_exchange_weak(c.next, &*entry, std::memory_order_release, std::memory_order_relaxed)) {
    }
    size_.fetch_add(1, std::memory_order_relaxed);
}

void store::tell(std::unique_ptr<std::vector<waiter>> waiters, arrival::kind what, const sample_view& value) {
    if (!waiters) return;
    for (const waiter& w : *waiters) w.to->post_from_elsewhere({.what = what, .point = w.point, .value = value});
}

std::size_t store::bytes() const {
    // A node has a link and a lock beside its value; a bucket has a lock and a link.
    constexpr std::size_t node = sizeof(table::value_type) + 2 * sizeof(void*), bucket = 2 * sizeof(void*);
    const std::size_t n = components();
    return size() * (node + (n > 1 ? n * sizeof(double) : 0)) + cells_.bucket_count() * bucket;
}

std::vector<std::pair<argument, sample_view>> store::values() const {
    std::vector<std::pair<argument, sample_view>> list;
    for (auto* c = latest_.load(std::memory_order_acquire); c != nullptr; c = c->second.next) {
        list.emplace_back(c->first, value_of(c->second));
    }
    return list;
}

}  // namespace taskquad::detail
