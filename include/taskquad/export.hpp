/// Marks the names that the compiled library exports; everything else is hidden.
#pragma once

#if defined(__GNUC__) || defined(__clang__)
#define TASKQUAD_EXPORT __attribute__((visibility("default")))
#else
#define TASKQUAD_EXPORT
#endif
