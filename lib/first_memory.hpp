/// Memory that is there already, for as long as it lasts; then the heap's.
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <new>

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
        if (alignment > alignof(std::max_align_t) || rounded > Bytes - used_)
            return ::operator new(bytes, std::align_val_t(alignment));
        void* const at = memory_.data() + used_;
        used_ += rounded;
        return at;
    }
    void do_deallocate(void* p, std::size_t bytes, std::size_t alignment) override {
        auto* const at = static_cast<std::byte*>(p);
        if (at >= memory_.data() && at < memory_.data() + Bytes) return;
        ::operator delete(p, bytes, std::align_val_t(alignment));
    }
    [[nodiscard]] bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

    std::size_t used_ = 0;
    alignas(
        std::max_align_t) std::array<std::byte, Bytes> memory_;  // not set to anything: that would take longer than a small problem
};

}  // namespace taskquad::detail
