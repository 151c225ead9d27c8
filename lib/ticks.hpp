/// The processor's own counter: a reading takes a third of what one of the clock does.
#pragma once

#include <cstdint>

namespace taskquad::detail {

#if defined(__x86_64__)
inline constexpr bool has_ticks = true;
inline std::uint64_t ticks() noexcept { return __builtin_ia32_rdtsc(); }
#else
inline constexpr bool has_ticks = false;
inline std::uint64_t ticks() noexcept { return 0; }
#endif

/// It counts no slower than this; what it takes fewer ticks than so many seconds would is sure to have been shorter.
inline constexpr double ticks_per_second = 1e9;

}  // namespace taskquad::detail
