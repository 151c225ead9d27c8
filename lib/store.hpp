/// The futures of f(x): each abscissa is claimed once, and evaluated by its claimant.
///
/// A concurrent hash map from the bits of x to a cell. An accessor to a cell is a lock, held for a few instructions and never
/// across f. Nobody waits on a cell: an integration that wants a value which another is computing leaves word in the
/// cell, and the value is posted to its inbox. A cell whose evaluation failed, or was given up, is free again.
#pragma once

#include <oneapi/tbb/concurrent_hash_map.h>

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

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
        double value;
    };

    /// Claims x, or leaves word that it is point p to the owner of the inbox. Throws std::logic_error where f(x) is asked for from
    /// within its own evaluation: `within` is the one around the integration.
    finding claim(double x, const std::shared_ptr<inbox>& to, point_id p, const nested_call* within);
    /// The value at x, if it is ready.
    [[nodiscard]] std::optional<double> find(double x) const;
    /// The value of a claimed point.
    void publish(double x, double value);
    /// A claimed point will not get a value from its claimant.
    void release(double x);

    /// A value from outside; false where x is claimed or ready.
    bool insert(double x, double value);
    [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t bytes() const;
    /// The ready values, unordered.
    [[nodiscard]] std::vector<std::pair<double, double>> values() const;

private:
    struct waiter {
        std::shared_ptr<inbox> to;
        point_id point;
    };
    struct cell {
        double value = 0;
        std::unique_ptr<std::vector<waiter>> waiters;
        const std::pair<const std::uint64_t, cell>* next = nullptr;  ///< the cells that are ready form a list, which only grows
        state now = state::open;
    };
    struct hash_of_bits {
        /// Mixes all bits into all others (the finaliser of splitmix64: G. L. Steele, D. Lea, C. H. Flood, Fast
        /// splittable pseudorandom number generators, OOPSLA 2014, doi:10.1145/2660193.2660195); the table uses the low bits, which
        /// are equal in most abscissae.
        static std::size_t hash(std::uint64_t z) {
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
            return z ^ (z >> 31);
        }
        static bool equal(std::uint64_t a, std::uint64_t b) { return a == b; }
    };
    // The standard allocator: oneTBB's own is a black box to the sanitizers.
    using table = tbb::concurrent_hash_map<std::uint64_t, cell, hash_of_bits, std::allocator<std::pair<const std::uint64_t, cell>>>;

    static std::uint64_t key(double x) { return std::bit_cast<std::uint64_t>(x); }
    void make_ready(table::accessor& entry, double value);
    static void tell(std::unique_ptr<std::vector<waiter>> waiters, arrival::kind what, double value);

    table cells_;
    std::atomic<const table::value_type*> latest_ = nullptr;
    std::atomic<std::size_t> size_ = 0;
};

}  // namespace taskquad::detail
