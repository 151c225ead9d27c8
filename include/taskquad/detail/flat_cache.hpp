/// A cache of values taken apart into components (cache.hpp), compiled.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <taskquad/detail/point_view.hpp>
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
    /// `coordinates`: those of a point, or x and its distances.
    TASKQUAD_EXPORT bool insert(std::span<const double> coordinates, bool with_distances, std::span<const double> components,
                                const std::function<void()>& agree);
    /// All values, in the order of their coordinates.
    struct list {
        std::shared_ptr<store> owner;  ///< of the coordinates
        std::vector<point_view> at;
        std::vector<double> components;  ///< of the values, one after another
    };
    [[nodiscard]] TASKQUAD_EXPORT list values() const;
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
