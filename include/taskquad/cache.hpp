/// The cache: every value of f that an integrator has paid for.
///
/// It maps the bits of x (with -0.0 taken as 0.0) to a future of f(x), in a concurrent hash map that stands behind the
/// compiled boundary. Here is what a user may do with the finished values: count, read, add and drop them. All of
/// it may be called while integrations run.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <taskquad/export.hpp>

namespace taskquad {

namespace detail {
class store;
}

/// The finished values of an integrand, by abscissa.
class cache {
public:
    /// The values at one moment, in order of x, for a range-for: `for (auto [x, value] : quad.cache())`.
    class iterator {
    public:
        using value_type = std::pair<double, double>;
        using difference_type = std::ptrdiff_t;
        iterator() = default;
        const value_type& operator*() const { return (*values_)[index_]; }
        iterator& operator++() {
            ++index_;
            return *this;
        }
        void operator++(int) { ++index_; }
        friend bool operator==(const iterator& i, std::default_sentinel_t) { return i.index_ == i.values_->size(); }

    private:
        friend class cache;
        explicit iterator(std::vector<value_type> values)
            : values_(std::make_shared<const std::vector<value_type>>(std::move(values))) {}
        std::shared_ptr<const std::vector<value_type>> values_;
        std::size_t index_ = 0;
    };

    TASKQUAD_EXPORT cache();
    cache(const cache&) = delete;
    cache& operator=(const cache&) = delete;
    TASKQUAD_EXPORT ~cache();

    /// Number of finished values.
    [[nodiscard]] TASKQUAD_EXPORT std::size_t size() const;
    /// Memory that the values occupy, in bytes, without the allocator's own.
    [[nodiscard]] TASKQUAD_EXPORT std::size_t bytes() const;
    /// Forgets every value. An integration that is running keeps what it had.
    TASKQUAD_EXPORT void clear();
    /// Adds a value that was computed elsewhere or earlier. Returns false, and changes nothing, where f(x) is there or
    /// being computed. Throws std::invalid_argument where x is not finite.
    TASKQUAD_EXPORT bool insert(double x, double value);
    /// All finished values at this moment, in order of x.
    [[nodiscard]] TASKQUAD_EXPORT std::vector<std::pair<double, double>> values() const;

    [[nodiscard]] iterator begin() const { return iterator(values()); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

    /// For the library: what integrations that start now share.
    [[nodiscard]] TASKQUAD_EXPORT std::shared_ptr<detail::store> current() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<detail::store> store_;
};

}  // namespace taskquad
