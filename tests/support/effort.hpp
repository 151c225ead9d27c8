/// How many random problems a test tries: all of them, or, where a sanitizer slows everything down, a part (all with
/// -DTASKQUAD_FULL_EFFORT).
#pragma once

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define TASKQUAD_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TASKQUAD_SANITIZED 1
#endif
#endif

#if defined(TASKQUAD_SANITIZED) && !defined(TASKQUAD_FULL_EFFORT)
constexpr int effort(int all) { return all / 20; }
#else
constexpr int effort(int all) { return all; }
#endif
