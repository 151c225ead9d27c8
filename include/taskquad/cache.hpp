/// The cache: every value of f that an integrator has paid for.
///
/// A concurrent hash map, in the compiled library, takes the bits of x (with -0.0 taken as 0.0), and of the distances where f takes
/// them, or of all coordinates of a point, to a future of f(x). A user may count, read, add and drop the finished values, also
/// while integrations run.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/argument.hpp>
#include <taskquad/detail/flat_cache.hpp>
#include <taskquad/detail/point_view.hpp>
#include <taskquad/detail/values.hpp>

namespace taskquad {

/// The finished values of an integrand, each under what f was given for it: x, a double, or, where f takes distances, an
/// `argument`. Distances belong to it, since several of them may have the same x. Over boxes the key is a point, a
/// std::vector<double> of its coordinates.
template <value Value = double, class Key = double>
requires std::same_as<Key, double> || std::same_as<Key, argument> || std::same_as<Key, std::vector<double>>
class cache {
public:
    using key_type = Key;
    using value_type = std::pair<Key, Value>;

    /// Keeps no more than `max_bytes` between integrations; see options::max_cache_bytes.
    explicit cache(std::size_t max_bytes = std::numeric_limits<std::size_t>::max()) : flat_(max_bytes, nullptr) {}
    /// For the library: with values that others have, too; null: none so far.
    cache(std::size_t max_bytes, std::shared_ptr<detail::store> values) : flat_(max_bytes, std::move(values)) {}

    /// The values at one moment, in order of x, of points coordinate by coordinate, for a range-for: `for (auto [x, value] :
    /// quad.cache())`. What is read out by one cache can be inserted into another.
    class iterator {
    public:
        using value_type = cache::value_type;
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

    /// Number of finished values.
    [[nodiscard]] std::size_t size() const { return flat_.size(); }
    /// Memory that the values occupy, in bytes, without the allocator's own.
    [[nodiscard]] std::size_t bytes() const { return flat_.bytes(); }
    /// Forgets every value. An integration that is running keeps what it had.
    void clear() { flat_.clear(); }
    /// Drops values until they take no more than `max_bytes`, unless an integration is running; by default what the cache was made
    /// for.
    void trim() noexcept { flat_.trim(); }
    void trim(std::size_t max_bytes) noexcept { flat_.trim(max_bytes); }
    /// Adds a value that was computed elsewhere or earlier; others may be dropped for it, as options::max_cache_bytes says. Returns
    /// false, and changes nothing, where f(x) is there or being computed. Throws std::invalid_argument, and changes nothing, where
    /// x is not finite, or a coordinate of a point, of which there must be one; a distance is negative or NaN; or else where the
    /// value has not the size of the others.
    bool insert(const Key& at, const Value& v) {
        const detail::components_of_value components(v);
        return flat_.insert(coordinates(at), std::same_as<Key, argument>, components.list, [&] {
            if constexpr (!value_traits<Value>::fixed) shape_->agree(components.shape, coordinates(at)[0]);
        });
    }
    /// All finished values at this moment, in the same order.
    [[nodiscard]] std::vector<value_type> values() const {
        const auto all = flat_.values();
        const value_shape s = shape_->of<Value>();
        const std::size_t n = s.size() * detail::components_of_element<Value>;
        std::vector<value_type> list;
        for (std::size_t i = 0; i < all.at.size(); ++i) {
            list.emplace_back(key(all.at[i]), value_traits<Value>::read(all.components.data() + i * n, s));
        }
        return list;
    }

    [[nodiscard]] iterator begin() const { return iterator(values()); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

    /// For the library: the values that integrations which start now share, and their shape.
    [[nodiscard]] std::shared_ptr<detail::store> current() const { return flat_.current(); }
    [[nodiscard]] const std::shared_ptr<detail::common_shape>& shape() const noexcept { return shape_; }

private:
    static auto coordinates(const Key& at) {
        if constexpr (std::same_as<Key, double>) {
            return std::array{at};
        } else if constexpr (std::same_as<Key, argument>) {
            return std::array{at.x, at.from_a, at.to_b};
        } else {
            return std::span(at);
        }
    }
    static Key key(const detail::point_view& at) {
        if constexpr (std::same_as<Key, double>) {
            return at[0];
        } else if constexpr (std::same_as<Key, argument>) {
            return {at[0], at[1], at[2]};
        } else {
            return {at.coordinates, at.coordinates + at.count};
        }
    }

    detail::flat_cache flat_;
    std::shared_ptr<detail::common_shape> shape_ = std::make_shared<detail::common_shape>();
};

}  // namespace taskquad
