#include "stopwatch.hpp"

#include <fstream>
#include <mutex>
#include <optional>
#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace taskquad::detail {

namespace {

/// Whether the counter runs at one rate, whatever the processor does, and is the same on all; Linux takes another clock where it
/// has found out that it is not.
bool is_constant() {
#if defined(__x86_64__)
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid(0x80000007, &a, &b, &c, &d) == 0 || (d & (1U << 8)) == 0) return false;
    std::ifstream file("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    std::string source;
    file >> source;
    return source != "hpet" && source != "acpi_pm" && source != "jiffies";
#else
    return false;
#endif
}

/// Both read at the same time.
struct reading {
    std::uint64_t ticks;
    std::chrono::steady_clock::time_point clock;
};

/// In ticks, what two readings take that nothing came between.
constexpr std::int64_t at_once = 10'000;

}  // namespace

std::atomic<double> tick_rate::seconds_ = 0;
std::atomic<std::uint64_t> tick_rate::measured_at_ = 0;

double tick_rate::measure() {
    static const bool constant = is_constant();
    static std::mutex one_at_a_time;
    static std::optional<reading> before;
    if (!constant) return 0;
    const std::unique_lock lock(one_at_a_time, std::try_to_lock);
    if (!lock.owns_lock()) return 0;
    double rate = 0;
    const reading next{ticks(), std::chrono::steady_clock::now()};
    if (static_cast<std::int64_t>(ticks() - next.ticks) > at_once) return 0;  // this thread had to wait
    if (before) {
        const auto passed = static_cast<std::int64_t>(next.ticks - before->ticks);
        const std::chrono::duration<double> took = next.clock - before->clock;
        if (passed > 0 && passed < too_old) {
            if (took < std::chrono::milliseconds(10)) return 0;
            rate = took.count() / static_cast<double>(passed);
        }
    }
    before = next;
    seconds_.store(rate, std::memory_order_relaxed);
    measured_at_.store(next.ticks, std::memory_order_relaxed);
    return rate;
}

}  // namespace taskquad::detail
