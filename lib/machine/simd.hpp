/// Four doubles at a time, or two, on any processor, with the same bits.
///
/// The source is written once. A function marked [[gnu::target("avx2")]] into which it is inlined is compiled for registers of four
/// doubles, though without fused multiply-add; has_avx2 says whether the processor at hand has such registers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace taskquad::machine::simd {

inline constexpr std::size_t width = 4;
using lanes = double __attribute__((vector_size(width * sizeof(double))));
using bits_of_lanes = std::int64_t __attribute__((vector_size(width * sizeof(double))));

using couple = double __attribute__((vector_size(2 * sizeof(double))));
using bits_of_couple = std::int64_t __attribute__((vector_size(2 * sizeof(double))));

// Arguments are references, and everything is inlined, because the way in which a call passes wide registers depends on the
// processor for which caller and callee are compiled.
[[gnu::always_inline]] inline void load(const double* from, lanes& v) { std::memcpy(&v, from, sizeof v); }
[[gnu::always_inline]] inline void load(const double* from, couple& v) { std::memcpy(&v, from, sizeof v); }
[[gnu::always_inline]] inline void store(const lanes& v, double* to) { std::memcpy(to, &v, sizeof v); }
[[gnu::always_inline]] inline void store(const couple& v, double* to) { std::memcpy(to, &v, sizeof v); }

[[gnu::always_inline]] inline void magnitudes(const lanes& v, lanes& m) {
    m = reinterpret_cast<lanes>(reinterpret_cast<bits_of_lanes>(v) & std::numeric_limits<std::int64_t>::max());
}

[[gnu::always_inline]] inline void magnitudes(const couple& v, couple& m) {
    m = reinterpret_cast<couple>(reinterpret_cast<bits_of_couple>(v) & std::numeric_limits<std::int64_t>::max());
}

template <class Lanes>
[[gnu::always_inline]] inline void keep_larger(Lanes& most, const Lanes& v) {
    most = most < v ? v : most;
}

#if defined(__x86_64__)
#define TASKQUAD_HAS_AVX2 1
inline bool has_avx2() {
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}
#endif

}  // namespace taskquad::machine::simd
