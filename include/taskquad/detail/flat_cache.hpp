/// A cache of values taken apart into components (cache.hpp), compiled.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <taskquad/argument.hpp>
#include <taskquad/export.hpp>

namespace taskquad::detail {

class store;

class flat_cache {
public:
    /// `values`: those that others have, too; null: none so far.
    TASKQUAD_EXPORT flat_cache(std::size_t max_bytes, std::shared_ptr<store> values);
    flat_cache(const flat_cache&) = delete;
    flat_cache& operator=(const flat_cache&) = delete;
    TASKQUAD_EXPORT ~flat_cache();

    [[nodiscard]] TASKQUAD_EXPORT std::size_t size() const;
    [[nodiscard]] TASKQUAD_EXPORT std::size_t bytes() const;
    TASKQUAD_EXPORT void clear();
    /// `agree` is called where the value would be taken otherwise, and throws where it has not the shape of the others.
    /// `coordinates`: x, or x and its distances.
    TASKQUAD_EXPORT bool insert(std::span<const double> coordinates, std::span<const double> components,
                                const std::function<void()>& agree);
    /// The arguments of all values, in order of x, with distances of 0 where f takes none; appends the components of all values,
    /// one after another, to a list.
    [[nodiscard]] TASKQUAD_EXPORT std::vector<argument> values(std::vector<double>& components) const;
    /// The values that integrations which start now share.
    [[nodiscard]] TASKQUAD_EXPORT std::shared_ptr<store> current() const;
    /// Drops values until they take no more than `max_bytes`, unless an integration is using them.
    void trim() noexcept { trim(max_bytes_); }
    TASKQUAD_EXPORT void trim(std::size_t max_bytes) noexcept;

private:
    const std::size_t max_bytes_;
    mutable std::mutex mutex_;
    std::shared_ptr<store> store_;
};

}  // namespace taskquad::detail
