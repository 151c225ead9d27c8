/// The futures of f(x): each abscissa is claimed once, and evaluated by its claimant.
///
/// A concurrent hash map from the bits of what f is given, x and perhaps its distances, to a cell. An accessor to a cell is a lock,
/// held for a few instructions and never across f. Nobody waits on a cell: an integration that wants a value which another is
/// computing leaves word in the cell, and the value is posted to its inbox. A cell whose evaluation failed, or was given up, is
/// free again.
#pragma once

#include <oneapi/tbb/concurrent_hash_map.h>

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "arena.hpp"
#include "inbox.hpp"
#include "nested_call.hpp"

namespace taskquad::detail {

class store {
public:
    enum class state : std::uint8_t { open, claimed, ready };

    /// What a claim found: `ready` with the value; `claimed` by somebody else, who will post what becomes of it; or `open`: now it
    /// is the caller's, who must publish or release it.
    struct finding {
        state before;
        sample_view value;
    };

    /// Values have so many real components: of a fixed size, known at once; of a dynamic one, when the first is published.
    [[nodiscard]] std::size_t components() const noexcept { return components_.load(std::memory_order_acquire); }

    /// Claims x, or leaves word that it is point p to the owner of the inbox. Throws std::logic_error where f(x) is asked for from
    /// within its own evaluation: `within` is the one around the integration.
    finding claim(const argument& at, const std::shared_ptr<inbox>& to, point_id p, const nested_call* within);
    /// The value at x, if it is ready.
    [[nodiscard]] std::optional<sample_view> find(const argument& at) const;
    /// The value of a claimed point; returns it as it is kept. Throws std::logic_error where its size is not that of those before.
    sample_view publish(const argument& at, std::span<const double> value);
    /// A claimed point will not get a value from its claimant.
    void release(const argument& at);

    /// A value from outside; false where x is claimed or ready. Throws as publish.
    bool insert(const argument& at, std::span<const double> value);
    [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t bytes() const;
    /// The ready values, unordered; valid as long as this.
    [[nodiscard]] std::vector<std::pair<argument, sample_view>> values() const;

private:
    struct waiter {
        std::shared_ptr<inbox> to;
        point_id point;
    };
    struct cell {
        union {
            double single = 0;
            const double* many;
        };
        std::unique_ptr<std::vector<waiter>> waiters;
        const std::pair<const argument, cell>* next = nullptr;  ///< the cells that are ready form a list, which only grows
        state now = state::open;
    };
    struct hash_of_bits {
        /// Mixes all bits into all others (the finaliser of splitmix64: G. L. Steele, D. Lea, C. H. Flood, Fast
        /// splittable pseudorandom number generators, OOPSLA 2014, doi:10.1145/2660193.2660195); the table uses the low bits, which
        /// are equal in most abscissae.
        static std::size_t hash(const argument& at) {
            const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
            std::uint64_t z = bits(at.x) ^ std::rotl(bits(at.from_a), 23) ^ std::rotl(bits(at.to_b), 43);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
            return z ^ (z >> 31);
        }
        static bool equal(const argument& a, const argument& b) { return a == b; }
    };
    using table = tbb::concurrent_hash_map<argument, cell, hash_of_bits, arena_allocator<std::pair<const argument, cell>>>;

    [[nodiscard]] sample_view value_of(const cell& c) const;
    void make_ready(table::accessor& entry, std::span<const double> value);
    void check_size(std::size_t n);
    static void tell(std::unique_ptr<std::vector<waiter>> waiters, arrival::kind what, const sample_view& value);

    arena memory_;
    table cells_{arena_allocator<std::pair<const argument, cell>>(memory_)};
    std::atomic<const table::value_type*> latest_ = nullptr;
    std::atomic<std::size_t> size_ = 0, components_ = 0;
};

}  // namespace taskquad::detail
