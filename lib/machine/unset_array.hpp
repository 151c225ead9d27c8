/// An array that grows, and does not set new elements to anything, because whoever adds one writes it at once. Up to `InPlace`
/// elements stand in the object itself, which is enough for a small problem; more stand in large pages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "machine/large_pages.hpp"

namespace taskquad::machine {

template <class T, std::size_t InPlace>
requires(std::is_trivially_copyable_v<T>) class unset_array {
public:
    unset_array() = default;
    unset_array(const unset_array&) = delete;
    unset_array& operator=(const unset_array&) = delete;
    ~unset_array() { release(); }

    void reserve(std::size_t capacity) {
        if (capacity > capacity_) grow(capacity);
    }
    void resize(std::size_t size) {
        if (size > capacity_) grow(std::max(size, 2 * capacity_));
        size_ = size;
    }
    void push_back(const T& one) {
        resize(size_ + 1);
        at_[size_ - 1] = one;
    }
    void pop_back() { --size_; }

    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
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
    void grow(std::size_t capacity) {
        T* const to = large_pages<T>().allocate(capacity);
        std::memcpy(static_cast<void*>(to), at_, size_ * sizeof(T));
        release();
        at_ = to;
        capacity_ = capacity;
    }
    void release() {
        if (at_ != in_place_) large_pages<T>().deallocate(at_, capacity_);
    }

    T* at_ = in_place_;
    std::size_t size_ = 0, capacity_ = InPlace;
    T in_place_[InPlace];  // not set to anything, which would take longer than a small problem
};

}  // namespace taskquad::machine
