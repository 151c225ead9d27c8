/// How many threads oneTBB can run.
#pragma once

namespace taskquad::tasks {

/// At a time, by oneTBB 2021: 256 workers and the calling one. Who wants more threads than the process would otherwise get asks
/// for this number, as everybody does, since the smallest control in force counts: two that ask for 8 and for 64 must not slow each
/// other down.
inline constexpr int most_threads = 257;

}  // namespace taskquad::tasks
