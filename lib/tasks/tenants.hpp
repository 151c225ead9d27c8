/// Which crews are entered in the same arena at the same time: the workers of an arena that several share are not idle for one.
#pragma once

#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <map>
#include <mutex>

namespace taskquad::tasks {

/// The arena of the calling thread, which must be in one. Only the address of what oneTBB keeps behind it tells one arena from
/// another.
class current_arena : public tbb::task_arena {
public:
    current_arena() : tbb::task_arena(attach()) {}
    [[nodiscard]] const void* identity() const { return my_arena.load(); }
};

/// One of the crews that are entered in an arena.
class tenant {
public:
    explicit tenant(const void* arena) {
        const std::lock_guard lock(mutex);
        here_ = &*tenants.try_emplace(arena, 0).first;
        ++here_->second;
    }
    tenant(const tenant&) = delete;
    tenant& operator=(const tenant&) = delete;
    ~tenant() {
        const std::lock_guard lock(mutex);
        if (--here_->second == 0) tenants.erase(here_->first);
    }
    [[nodiscard]] bool is_alone() const noexcept { return here_->second == 1; }

private:
    using by_arena = std::map<const void*, std::atomic<int>>;
    static inline std::mutex mutex;
    static inline by_arena tenants;

    by_arena::value_type* here_;
};

}  // namespace taskquad::tasks
