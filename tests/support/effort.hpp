/// How many random problems a test tries, and which, and at how many moments something happens: all of them, or, where a sanitizer
/// slows everything down, a part (all with -DTASKQUAD_FULL_EFFORT).
#pragma once

#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <vector>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define TASKQUAD_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TASKQUAD_SANITIZED 1
#endif
#endif

/// A number that the environment may give, for runs of the same tests with other problems: laws/other_seeds.sh.
inline int from_environment(const char* name, int otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoi(text);
}

#if defined(TASKQUAD_SANITIZED) && !defined(TASKQUAD_FULL_EFFORT)
inline constexpr bool full_effort = false;
#else
inline constexpr bool full_effort = true;
#endif

inline int effort(int all) {
    static const int percent = from_environment("TASKQUAD_EFFORT", 100);
    if (!full_effort) all /= 20;
    return static_cast<int>(std::int64_t{all} * percent / 100);
}

/// From one moment at which something goes wrong to the next one that is tried.
inline constexpr int to_next_moment = full_effort ? 1 : 7;

/// Where the seeds of the laws begin.
inline int first_seed() {
    static const int first = from_environment("TASKQUAD_FIRST_SEED", 0);
    return first;
}

/// The seeds of so many random problems, less with less effort.
inline std::vector<int> seeds(int all) {
    std::vector<int> list(static_cast<std::size_t>(effort(all)));
    std::iota(list.begin(), list.end(), first_seed());
    return list;
}

/// More slots than the machine has cores: by how many an evaluation may be ahead of the serial algorithm.
inline int many_slots() {
    static const int slots = from_environment("TASKQUAD_SLOTS", 8);
    return slots;
}
