/// Memory that is there already, for as long as it lasts; then the heap's, in large pages.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <type_traits>

#include "large_pages.hpp"

namespace taskquad::detail {

/// What has been taken from the first `Bytes` is not given out again.
template <std::size_t Bytes>
class first_memory final : public std::pmr::memory_resource {
public:
    first_memory() = default;
    first_memory(const first_memory&) = delete;
    first_memory& operator=(const first_memory&) = delete;
    ~first_memory() override = default;

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        const std::size_t rounded = (bytes + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);
        if (alignment > alignof(std::max_align_t) || rounded > Bytes - used_) return large_pages<std::byte>().allocate(bytes);
        void* const at = memory_.data() + used_;
        used_ += rounded;
        return at;
    }
    void do_deallocate(void* p, std::size_t bytes, std::size_t /*alignment*/) override {
        auto* const at = static_cast<std::byte*>(p);
        if (at >= memory_.data() && at < memory_.data() + Bytes) return;
        large_pages<std::byte>().deallocate(at, bytes);
    }
    [[nodiscard]] bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

    std::size_t used_ = 0;
    alignas(
        std::max_align_t) std::array<std::byte, Bytes> memory_;  // not set to anything: that would take longer than a small problem
};

/// An array that grows, whose new elements are not set to anything, since they are written at once.
template <class T>
requires std::is_trivially_copyable_v<T>
class unset_array {
public:
    explicit unset_array(std::pmr::memory_resource* memory) : memory_(memory) {}
    unset_array(const unset_array&) = delete;
    unset_array& operator=(const unset_array&) = delete;
    ~unset_array() { release(); }

    void reserve(std::size_t capacity) {
        if (capacity <= capacity_) return;
        T* const to = static_cast<T*>(memory_->allocate(capacity * sizeof(T), alignof(T)));
        if (size_ > 0) std::memcpy(static_cast<void*>(to), at_, size_ * sizeof(T));
        release();
        at_ = to;
        capacity_ = capacity;
    }
    void resize(std::size_t size) {
        if (size > capacity_) reserve(std::max(size, 2 * capacity_));
        size_ = size;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] T* data() noexcept { return at_; }
    [[nodiscard]] const T* data() const noexcept { return at_; }
    [[nodiscard]] T& operator[](std::size_t i) { return at_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return at_[i]; }

private:
    void release() {
        if (at_ != nullptr) memory_->deallocate(at_, capacity_ * sizeof(T), alignof(T));
    }

    std::pmr::memory_resource* memory_;
    T* at_ = nullptr;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace taskquad::detail
