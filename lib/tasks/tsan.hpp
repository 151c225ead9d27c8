/// Tells ThreadSanitizer what it cannot see, since the packaged oneTBB is not instrumented: a task is sent before it runs, and has
/// ended before `wait` returns. In other builds these macros do nothing.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define TASKQUAD_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TASKQUAD_TSAN 1
#endif
#endif

#ifdef TASKQUAD_TSAN
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
void AnnotateIgnoreWritesBegin(const char* file, int line);
void AnnotateIgnoreWritesEnd(const char* file, int line);
}
#define TASKQUAD_TSAN_ACQUIRE(object) __tsan_acquire(object)
#define TASKQUAD_TSAN_RELEASE(object) __tsan_release(object)
#define TASKQUAD_TSAN_IGNORE_BEGIN() (AnnotateIgnoreReadsBegin(__FILE__, __LINE__), AnnotateIgnoreWritesBegin(__FILE__, __LINE__))
#define TASKQUAD_TSAN_IGNORE_END() (AnnotateIgnoreWritesEnd(__FILE__, __LINE__), AnnotateIgnoreReadsEnd(__FILE__, __LINE__))
#else
#define TASKQUAD_TSAN_ACQUIRE(object) static_cast<void>(object)
#define TASKQUAD_TSAN_RELEASE(object) static_cast<void>(object)
#define TASKQUAD_TSAN_IGNORE_BEGIN() static_cast<void>(0)
#define TASKQUAD_TSAN_IGNORE_END() static_cast<void>(0)
#endif
