// The storm: threads, arenas, task groups, parallel loops and flow graphs all integrate at once, everything that there is, and
// every result is checked.
//
// usage: taskquad_storm [seconds [seed [kind ...]]]     all kinds, those that are named, or, named with a -, all but those
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "storm/kinds.hpp"
#include "tasks/tsan.hpp"

namespace {

class storm {
public:
    storm(std::chrono::seconds length, std::uint64_t seed, std::vector<kind> kinds)
        : end_(std::chrono::steady_clock::now() + length), seed_(seed), kinds_(std::move(kinds)) {}

    bool operator()() {
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 3; ++i)
                threads.emplace_back([this] {
                    while (goes_on()) call();
                });
            for (const auto from : {&storm::from_one_slot, &storm::from_a_loop, &storm::from_a_group, &storm::from_a_graph})
                threads.emplace_back([this, from] {
                    while (goes_on()) (this->*from)();
                });
        }
        return ledger_.close();
    }

private:
    [[nodiscard]] bool goes_on() const { return std::chrono::steady_clock::now() < end_; }

    void call(bool cancelled = false) {
        const std::uint64_t seed = seed_++;
        random_numbers lot(seed);
        const kind& k = kinds_[static_cast<std::size_t>(lot.below(static_cast<int>(kinds_.size())))];
        const ledger::entry in(ledger_, k.name);
        ledger_.count(k.name);
        weather w(ledger_, k.name, seed, cancelled);
        k.call(w);
    }

    void from_one_slot() {
        tbb::task_arena one(1);
        one.execute([this] { call(); });
    }
    void from_a_loop() {
        tbb::task_arena eight(8);
        TASKQUAD_TSAN_RELEASE(this);
        eight.execute([this] {
            tbb::parallel_for(0, 6, [this](int) {
                TASKQUAD_TSAN_ACQUIRE(this);
                call();
            });
        });
    }
    /// Half of them are cancelled.
    void from_a_group() {
        tbb::task_group group;
        const bool cancels = turn_++ % 2 == 0;
        TASKQUAD_TSAN_RELEASE(this);
        for (int i = 0; i < 3; ++i) {
            group.run([this, cancels] {
                TASKQUAD_TSAN_ACQUIRE(this);
                call(cancels);
            });
        }
        if (cancels) {
            std::this_thread::sleep_for(std::chrono::microseconds(turn_ * 37 % 2000));
            group.cancel();
        }
        group.wait();
    }
    void from_a_graph() {
        tbb::flow::graph graph;
        TASKQUAD_TSAN_RELEASE(this);
        tbb::flow::function_node<int> node(graph, tbb::flow::unlimited, [this](int) {
            TASKQUAD_TSAN_ACQUIRE(this);
            call();
            return tbb::flow::continue_msg();
        });
        for (int i = 0; i < 4; ++i) node.try_put(i);
        graph.wait_for_all();
    }

    ledger ledger_;
    std::chrono::steady_clock::time_point end_;
    std::atomic<std::uint64_t> seed_;
    std::uint64_t turn_ = 0;
    std::vector<kind> kinds_;
};

std::vector<kind> chosen(std::span<char*> names) {
    std::vector<kind> all(kinds_of_f().begin(), kinds_of_f().end());
    all.insert(all.end(), kinds_of_use().begin(), kinds_of_use().end());
    const bool excludes = !names.empty() && names[0][0] == '-';
    std::erase_if(all, [&](const kind& k) {
        const bool named =
            std::ranges::any_of(names, [&](const char* n) { return std::string_view(excludes ? n + 1 : n) == k.name; });
        return !names.empty() && named == excludes;
    });
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    const std::span arguments(argv + 1, static_cast<std::size_t>(argc - 1));
    const std::chrono::seconds length(arguments.empty() ? 60 : std::atoi(arguments[0]));
    const std::uint64_t seed = arguments.size() < 2 ? 1 : std::strtoull(arguments[1], nullptr, 10);
    auto kinds = chosen(arguments.size() < 3 ? std::span<char*>() : arguments.subspan(2));
    if (kinds.empty()) return std::fputs("no such kind\n", stderr), 1;
    const tbb::global_control eight(tbb::global_control::max_allowed_parallelism, 8);
    return storm(length, seed, std::move(kinds))() ? 0 : 1;
}
