/// Memory that is given back all at once: values of several components, and the nodes of the table of values.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace taskquad::detail {

/// May be used from several threads at a time. Everything is aligned like a double, or a pointer.
class arena {
public:
    arena() = default;
    arena(const arena&) = delete;
    arena& operator=(const arena&) = delete;

    void* allocate(std::size_t bytes) {
        bytes = (bytes + alignment - 1) / alignment * alignment;
        const std::lock_guard lock(mutex_);
        if (bytes > left_) {
            left_ = bytes > chunk ? bytes : chunk;
            chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(left_));
            next_ = chunks_.back().get();
        }
        left_ -= bytes;
        std::byte* const given = next_;
        next_ += bytes;
        return given;
    }

private:
    static constexpr std::size_t alignment = alignof(std::max_align_t), chunk = std::size_t{1} << 16;

    std::mutex mutex_;
    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
};

/// For containers that only grow. What they give back is not reused.
template <class T>
class arena_allocator {
public:
    using value_type = T;
    explicit(false) arena_allocator(arena& a) : arena_(&a) {}
    template <class U>
    explicit(false) arena_allocator(const arena_allocator<U>& other) : arena_(other.source()) {}

    T* allocate(std::size_t n) { return static_cast<T*>(arena_->allocate(n * sizeof(T))); }
    void deallocate(T* /*memory*/, std::size_t /*n*/) noexcept {}

    [[nodiscard]] arena* source() const noexcept { return arena_; }
    friend bool operator==(const arena_allocator& a, const arena_allocator& b) { return a.arena_ == b.arena_; }

private:
    arena* arena_;
};

}  // namespace taskquad::detail
