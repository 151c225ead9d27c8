/// Memory that is there already, for as long as it lasts; then the heap's, in large pages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "large_pages.hpp"

namespace taskquad::detail {

/// Not a std::pmr::memory_resource: five virtual calls are a tenth of a small problem.
class memory_in_hand {
public:
    memory_in_hand(const memory_in_hand&) = delete;
    memory_in_hand& operator=(const memory_in_hand&) = delete;

    /// Aligned as std::max_align_t. What has been taken is not given out again.
    std::byte* take(std::size_t bytes) {
        constexpr std::size_t unit = alignof(std::max_align_t);
        const std::size_t rounded = (bytes + unit - 1) / unit * unit;
        if (rounded > static_cast<std::size_t>(end_ - next_)) return large_pages<std::byte>().allocate(bytes);
        return std::exchange(next_, next_ + rounded);
    }
    void give_back(std::byte* p, std::size_t bytes) {
        if (p < begin_ || p >= end_) large_pages<std::byte>().deallocate(p, bytes);
    }

protected:
    memory_in_hand(std::byte* begin, std::byte* end) : begin_(begin), next_(begin), end_(end) {}
    ~memory_in_hand() = default;

private:
    std::byte* const begin_;
    std::byte* next_;
    std::byte* const end_;
};

template <std::size_t Bytes>
class first_memory final : public memory_in_hand {
public:
    first_memory() : memory_in_hand(memory_, memory_ + Bytes) {}

private:
    alignas(std::max_align_t) std::byte memory_[Bytes];  // not set to anything: that would take longer than a small problem
};

/// An array that grows, whose new elements are not set to anything, since they are written at once.
template <class T>
requires(std::is_trivially_copyable_v<T> && alignof(T) <= alignof(std::max_align_t)) class unset_array {
public:
    explicit unset_array(memory_in_hand* memory) : memory_(memory) {}
    unset_array(const unset_array&) = delete;
    unset_array& operator=(const unset_array&) = delete;
    ~unset_array() { release(); }

    void reserve(std::size_t capacity) {
        if (capacity <= capacity_) return;
        T* const to = reinterpret_cast<T*>(memory_->take(capacity * sizeof(T)));
        if (size_ > 0) std::memcpy(static_cast<void*>(to), at_, size_ * sizeof(T));
        release();
        at_ = to;
        capacity_ = capacity;
    }
    void resize(std::size_t size) {
        if (size > capacity_) reserve(std::max(size, 2 * capacity_));
        size_ = size;
    }
    void push_back(const T& one) {
        resize(size_ + 1);
        at_[size_ - 1] = one;
    }
    void pop_back() { --size_; }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] T* begin() noexcept { return at_; }
    [[nodiscard]] T* end() noexcept { return at_ + size_; }
    [[nodiscard]] T& front() { return at_[0]; }
    [[nodiscard]] const T& front() const { return at_[0]; }
    [[nodiscard]] T* data() noexcept { return at_; }
    [[nodiscard]] const T* data() const noexcept { return at_; }
    [[nodiscard]] T& operator[](std::size_t i) { return at_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return at_[i]; }

private:
    void release() {
        if (at_ != nullptr) memory_->give_back(reinterpret_cast<std::byte*>(at_), capacity_ * sizeof(T));
    }

    memory_in_hand* memory_;
    T* at_ = nullptr;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace taskquad::detail
