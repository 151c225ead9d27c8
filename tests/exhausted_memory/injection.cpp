#include "injection.hpp"

#include <execinfo.h>
#include <link.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

struct range {
    std::uintptr_t first = 0, last = 0;
    [[nodiscard]] bool has(const void* address) const noexcept {
        const auto a = reinterpret_cast<std::uintptr_t>(address);
        return first <= a && a < last;
    }
};

range tbb, program;
std::atomic<bool> armed = false, has_struck = false;
std::atomic<long> count = 0, fatal = 0;
thread_local int suspensions = 0;

std::array<void*, 64> stack;
int depth = 0;

int look_at(dl_phdr_info* object, std::size_t /*size*/, void* /*with*/) {
    const bool is_tbb = std::strstr(object->dlpi_name, "libtbb.so") != nullptr;
    if (!is_tbb && object->dlpi_name[0] != '\0') return 0;
    range r{UINTPTR_MAX, 0};
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& h = object->dlpi_phdr[i];
        if (h.p_type != PT_LOAD) continue;
        r.first = std::min<std::uintptr_t>(r.first, object->dlpi_addr + h.p_vaddr);
        r.last = std::max<std::uintptr_t>(r.last, object->dlpi_addr + h.p_vaddr + h.p_memsz);
    }
    (is_tbb ? tbb : program) = r;
    return 0;
}

/// Whether an allocation that `caller` asks for is the one to fail.
bool fails(const void* caller) noexcept {
    if (!armed.load(std::memory_order_relaxed) || suspensions > 0 || tbb.has(caller)) return false;
    if (++count != fatal) return false;
    depth = backtrace(stack.data(), static_cast<int>(stack.size()));
    has_struck = true;
    return true;
}

void* allocate(std::size_t bytes, std::size_t alignment, const void* caller) noexcept {
    if (fails(caller)) return nullptr;
    if (bytes == 0) bytes = 1;
    if (alignment == 0) return std::malloc(bytes);
    return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

void* or_throw(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

std::size_t number(std::align_val_t a) noexcept { return static_cast<std::size_t>(a); }

}  // namespace

namespace injection {

void arm(long k) noexcept {
    count = 0;
    fatal = k;
    has_struck = false;
    armed = true;
}

long disarm() noexcept {
    armed = false;
    return count;
}

bool struck() noexcept { return has_struck; }

void print_stack() { backtrace_symbols_fd(stack.data(), depth, 2); }

void prepare() {
    dl_iterate_phdr(look_at, nullptr);
    backtrace(stack.data(), static_cast<int>(stack.size()));
}

bool in_tbb(const void* address) noexcept { return tbb.has(address); }
bool in_program(const void* address) noexcept { return program.has(address); }

suspended::suspended() noexcept { ++suspensions; }
suspended::~suspended() { --suspensions; }

}  // namespace injection

// The caller is whoever called the operator, which nothing inlines.
#define CALLER __builtin_return_address(0)

void* operator new(std::size_t n) { return or_throw(allocate(n, 0, CALLER)); }
void* operator new[](std::size_t n) { return or_throw(allocate(n, 0, CALLER)); }
void* operator new(std::size_t n, std::align_val_t a) { return or_throw(allocate(n, number(a), CALLER)); }
void* operator new[](std::size_t n, std::align_val_t a) { return or_throw(allocate(n, number(a), CALLER)); }
void* operator new(std::size_t n, const std::nothrow_t& /*t*/) noexcept { return allocate(n, 0, CALLER); }
void* operator new[](std::size_t n, const std::nothrow_t& /*t*/) noexcept { return allocate(n, 0, CALLER); }
void* operator new(std::size_t n, std::align_val_t a, const std::nothrow_t& /*t*/) noexcept {
    return allocate(n, number(a), CALLER);
}
void* operator new[](std::size_t n, std::align_val_t a, const std::nothrow_t& /*t*/) noexcept {
    return allocate(n, number(a), CALLER);
}

void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t /*n*/) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t /*n*/) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t /*a*/) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t /*a*/) noexcept { std::free(p); }
void operator delete(void* p, std::size_t /*n*/, std::align_val_t /*a*/) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t /*n*/, std::align_val_t /*a*/) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t& /*t*/) noexcept { std::free(p); }
void operator delete[](void* p, const std::nothrow_t& /*t*/) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t /*a*/, const std::nothrow_t& /*t*/) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t /*a*/, const std::nothrow_t& /*t*/) noexcept { std::free(p); }
