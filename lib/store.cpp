#include "store.hpp"

#include <stdexcept>

#include "text.hpp"

namespace taskquad::detail {

store::finding store::claim(double x, const std::shared_ptr<inbox>& to, point_id p, const nested_call* within) {
    table::accessor entry;
    cells_.insert(entry, key(x));
    cell& c = entry->second;
    const finding found{c.now, c.value};
    if (c.now == state::open) c.now = state::claimed;
    if (found.before != state::claimed) return found;
    if (within != nullptr && within->computes(*this, x)) {
        throw std::logic_error("taskquad: f(x) at x = " + text(x) +
                               " integrates f, on the same integrator, over a domain that needs f at this x");
    }
    if (!c.waiters) c.waiters = std::make_unique<std::vector<waiter>>();
    c.waiters->push_back({to, p});
    return found;
}

std::optional<double> store::find(double x) const {
    table::const_accessor entry;
    if (!cells_.find(entry, key(x)) || entry->second.now != state::ready) return {};
    return entry->second.value;
}

void store::publish(double x, double value) {
    table::accessor entry;
    cells_.find(entry, key(x));
    auto waiters = std::move(entry->second.waiters);
    make_ready(entry, value);
    entry.release();
    tell(std::move(waiters), arrival::kind::delivered, value);
}

void store::release(double x) {
    table::accessor entry;
    cells_.find(entry, key(x));
    auto waiters = std::move(entry->second.waiters);
    entry->second.now = state::open;
    entry.release();
    tell(std::move(waiters), arrival::kind::dropped, 0);
}

bool store::insert(double x, double value) {
    table::accessor entry;
    cells_.insert(entry, key(x));
    if (entry->second.now != state::open) return false;
    make_ready(entry, value);
    return true;
}

/// Sets the value and puts the cell at the head of the list; under the lock of the cell.
void store::make_ready(table::accessor& entry, double value) {
    cell& c = entry->second;
    c.value = value;
    c.now = state::ready;
    c.next = latest_.load(std::memory_order_relaxed);
    while (!latest_.compare_exchange_weak(c.next, &*entry, std::memory_order_release, std::memory_order_relaxed)) {
    }
    size_.fetch_add(1, std::memory_order_relaxed);
}

void store::tell(std::unique_ptr<std::vector<waiter>> waiters, arrival::kind what, double value) {
    if (!waiters) return;
    for (const waiter& w : *waiters) w.to->post_from_elsewhere({.what = what, .point = w.point, .value = value});
}

std::size_t store::bytes() const {
    // A node has a link and a lock beside its value; a bucket has a lock and a link.
    constexpr std::size_t node = sizeof(table::value_type) + 2 * sizeof(void*), bucket = 2 * sizeof(void*);
    return size() * node + cells_.bucket_count() * bucket;
}

std::vector<std::pair<double, double>> store::values() const {
    std::vector<std::pair<double, double>> list;
    for (auto* c = latest_.load(std::memory_order_acquire); c != nullptr; c = c->second.next) {
        list.emplace_back(std::bit_cast<double>(c->first), c->second.value);
    }
    return list;
}

}  // namespace taskquad::detail
