/// The cache: every value of f that an integrator has paid for.
///
/// It maps the bits of x (with -0.0 taken as 0.0), and of the distances where f takes them, to a future of f(x), in a concurrent
/// hash map that stands behind the compiled boundary. Here is what a user may do with the finished values: count, read, add and
/// drop them. All of it may be called while integrations run.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/argument.hpp>
#include <taskquad/export.hpp>
#include <taskquad/value.hpp>

namespace taskquad {

namespace detail {
class store;

/// A cache of values taken apart into components.
class flat_cache {
public:
    TASKQUAD_EXPORT flat_cache();
    flat_cache(const flat_cache&) = delete;
    flat_cache& operator=(const flat_cache&) = delete;
    TASKQUAD_EXPORT ~flat_cache();

    [[nodiscard]] TASKQUAD_EXPORT std::size_t size() const;
    [[nodiscard]] TASKQUAD_EXPORT std::size_t bytes() const;
    TASKQUAD_EXPORT void clear();
    TASKQUAD_EXPORT bool insert(const argument& at, std::span<const double> components);
    /// In order of x; the components of all, one after another, are appended to a list.
    [[nodiscard]] TASKQUAD_EXPORT std::vector<argument> values(std::vector<double>& components) const;
    /// What integrations that start now share.
    [[nodiscard]] TASKQUAD_EXPORT std::shared_ptr<store> current() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<store> store_;
};

}  // namespace detail

/// The finished values of an integrand, by abscissa.
template <value Value = double>
class cache {
public:
    using value_type = std::pair<double, Value>;

    /// The values at one moment, in order of x, for a range-for: `for (auto [x, value] : quad.cache())`.
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
    /// Adds a value that was computed elsewhere or earlier. Returns false, and changes nothing, where f(x) is there or
    /// being computed. Throws std::invalid_argument where x is not finite, or the value has not the size of the others.
    bool insert(double x, const Value& v) { return insert(argument{x, 0, 0}, v); }
    /// As above, of an f that takes distances.
    bool insert(const argument& at, const Value& v) {
        const auto s = value_traits<Value>::shape_of(v);
        if constexpr (!value_traits<Value>::fixed) shape_->agree(s, at.x);
        std::vector<double> components(s.size() * detail::components_of_element<Value>);
        value_traits<Value>::write(v, components.data());
        return flat_.insert(at, components);
    }
    /// All finished values at this moment, in order of x.
    [[nodiscard]] std::vector<value_type> values() const {
        std::vector<double> components;
        const auto at = flat_.values(components);
        const auto s = value_traits<Value>::fixed ? value_traits<Value>::shape() : shape_->get();
        const std::size_t n = s.size() * detail::components_of_element<Value>;
        std::vector<value_type> list;
        for (std::size_t i = 0; i < at.size(); ++i) {
            list.emplace_back(at[i].x, value_traits<Value>::read(components.data() + i * n, s));
        }
        return list;
    }

    [[nodiscard]] iterator begin() const { return iterator(values()); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

    /// For the library: what integrations that start now share.
    [[nodiscard]] std::shared_ptr<detail::store> current() const { return flat_.current(); }
    [[nodiscard]] const std::shared_ptr<detail::common_shape>& shape() const noexcept { return shape_; }

private:
    detail::flat_cache flat_;
    std::shared_ptr<detail::common_shape> shape_ = std::make_shared<detail::common_shape>();
};

}  // namespace taskquad
