/// The futures of f(x): each abscissa is claimed once, and evaluated by its claimant.
///
/// A concurrent hash map from the bits of the coordinates of a point, which f is given, to a cell. An accessor to a cell is a lock,
/// held for a few instructions and never across f. Nobody waits on a cell: an integration that wants a value which another is
/// computing enters its errand in the cell, and the errand comes back to its inbox with the value. A cell whose evaluation failed,
/// or was given up, is free again.
///
/// Nothing may throw between a claim and its settlement: a claim needs no memory but its errand, which is there already; and the
/// memory for a value of several components, which may be lacking, is allocated before anything is changed.
#pragma once

#include <oneapi/tbb/concurrent_hash_map.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/value_kinds.hpp>

#include "machine/hash.hpp"
#include "machine/pool.hpp"
#include "tasks/nested_call.hpp"
#include "values/errand.hpp"

namespace taskquad::detail {

class store {
public:
    /// The outcome of a claim. `claimant`: the caller must publish the value, or release the point. `ready`: the errand has the
    /// value. `waits`: the errand will come back to its inbox.
    enum class claim : std::uint8_t { claimant, ready, waits };

    /// How many real components a value has: known at once where its type has a fixed size, else when the first value is published.
    [[nodiscard]] std::size_t components() const noexcept { return components_.load(std::memory_order_acquire); }

    /// All values have so many components. Throws std::logic_error where others have another number.
    void check_size(std::size_t n);

    /// What all values look like, where their type does not say it, and a log is kept; size 0: nobody has said so. It is said
    /// before the first value is published: an integration that is given all of its values by others has to know it, too.
    [[nodiscard]] value_shape shape() const noexcept {
        const std::size_t rows = rows_.load(std::memory_order_acquire);
        return {rows, columns_.load(std::memory_order_relaxed)};
    }
    void agree(const value_shape& s) noexcept {
        columns_.store(s.columns, std::memory_order_relaxed);
        rows_.store(s.rows, std::memory_order_release);
    }

    /// Memory for coordinates, which lasts as long as the store.
    [[nodiscard]] std::span<double> memory_for(std::size_t coordinates) {
        return {static_cast<double*>(memory_.allocate(coordinates * sizeof(double))), coordinates};
    }
    /// Claims the point of an errand, for an integration begun at `from`. Throws `circle` where f(x) itself asks for f(x).
    claim make_claim(values::errand& e, const tasks::whereabouts& from);
    /// Takes back an errand that waits; false where it does not wait, or no longer.
    bool leave(values::errand& e) noexcept;
    /// The value at a point, if it is ready.
    [[nodiscard]] std::optional<problem::value_view> find(const point_view& at) const;
    /// Enters a claimant's value; returns it as it is kept. Throws std::logic_error where the number of components has changed.
    problem::value_view publish(const point_view& at, std::span<const double> value);
    /// Gives up a claim: the claimant has no value.
    void release(const point_view& at) noexcept;

    /// Enters a value from outside; false where the point is claimed or ready. Throws as `publish`, or `agree`, without a change.
    bool insert(
        const point_view& at, std::span<const double> value, const std::function<void()>& agree = [] {});
    [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t bytes() const;
    /// The ready values, unordered; valid as long as this store.
    [[nodiscard]] std::vector<std::pair<point_view, problem::value_view>> values() const;
    /// Another store, with the values that became ready last, as far as they fit into `max_bytes`.
    [[nodiscard]] std::shared_ptr<store> newest(std::size_t max_bytes) const;

private:
    enum class state : std::uint8_t { open, claimed, ready };
    struct cell {
        union {
            double single;                          ///< ready
            const double* many;                     ///< ready, several components
            values::errand* first_waits = nullptr;  ///< claimed
        };
        const std::pair<const point_view, cell>* next = nullptr;  ///< ready cells form a list, which only grows
        state now = state::open;
    };
    struct hash_of_bits {
        static std::size_t hash(const point_view& at) { return machine::hash_of({at.coordinates, at.count}); }
        static bool equal(const point_view& a, const point_view& b) { return a == b; }
    };
    using table =
        tbb::concurrent_hash_map<point_view, cell, hash_of_bits, machine::pool_allocator<std::pair<const point_view, cell>>>;

    [[nodiscard]] problem::value_view value_of(const cell& c) const;
    void make_ready(table::accessor& entry, std::span<const double> value);
    [[nodiscard]] std::size_t bytes_of_value() const;
    static void tell(values::errand* waits, values::errand::end what, const problem::value_view& value) noexcept;

    machine::pool memory_;
    table cells_{machine::pool_allocator<std::pair<const point_view, cell>>(memory_)};
    std::atomic<const table::value_type*> latest_ = nullptr;
    std::atomic<std::size_t> size_ = 0, components_ = 0, rows_ = 0, columns_ = 1;
};

}  // namespace taskquad::detail

namespace taskquad::values {
using detail::store;
}  // namespace taskquad::values
