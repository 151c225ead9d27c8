#include "warm_up.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <thread>

/// Eight slots are the most that a scenario asks for. Each thread waits for all the others to be there, but not for ever, since
/// oneTBB promises none.
void warm_up() {
    constexpr int slots = 8;
    using namespace std::chrono_literals;
    const tbb::global_control enough(tbb::global_control::max_allowed_parallelism, 257);
    std::atomic<int> there = 0;
    const auto late = std::chrono::steady_clock::now() + 200ms;
    tbb::task_arena(slots).execute([&] {
        tbb::parallel_for(
            0, slots,
            [&](int) {
                tbb::this_task_arena::isolate([&] { ++there; });
                while (there < slots && std::chrono::steady_clock::now() < late) std::this_thread::yield();
            },
            tbb::simple_partitioner());
    });
}
