/// Memory that is given back all at once: values of several components, and the nodes of the table of values.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace taskquad::machine {

/// May be used from several threads at a time. Everything is aligned like a double, or a pointer.
class pool {
public:
    pool() = default;
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    void* allocate(std::size_t bytes) {
        bytes = (bytes + alignment - 1) / alignment * alignment;
        const std::lock_guard lock(mutex_);
        // The members change only after the memory has been got: where there is none, the pool stays as it was.
        if (bytes > chunk / 8) {
            // A large block gets memory of its own, so that the rest of the current chunk is not thrown away.
            chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
            return chunks_.back().get();
        }
        if (bytes > left_) {
            chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(chunk));
            next_ = chunks_.back().get();
            left_ = chunk;
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

/// For containers that only grow: memory that they give back is not used again.
template <class T>
class pool_allocator {
public:
    using value_type = T;
    explicit(false) pool_allocator(pool& a) : pool_(&a) {}
    template <class U>
    explicit(false) pool_allocator(const pool_allocator<U>& other) : pool_(other.source()) {}

    T* allocate(std::size_t n) { return static_cast<T*>(pool_->allocate(n * sizeof(T))); }
    void deallocate(T* /*memory*/, std::size_t /*n*/) noexcept {}

    [[nodiscard]] pool* source() const noexcept { return pool_; }
    friend bool operator==(const pool_allocator& a, const pool_allocator& b) { return a.pool_ == b.pool_; }

private:
    pool* pool_;
};

}  // namespace taskquad::machine
