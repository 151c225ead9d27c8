/// What was called, what is being called now, and what was wrong. Ends the program where a call does not come to its end.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

class ledger {
public:
    static constexpr std::chrono::seconds time_limit{60};

    /// A call, as long as it lives.
    class entry {
    public:
        entry(ledger& l, const char* kind) : ledger_(l) {
            // A free line is found soon: there are more lines than calls at a time.
            while (true) {
                line& mine = ledger_.lines_[line_ = ledger_.next_++ % ledger_.lines_.size()];
                const char* nobody = nullptr;
                if (!mine.kind.compare_exchange_strong(nobody, kind)) continue;
                mine.begin = now();
                return;
            }
        }
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;
        ~entry() {
            ledger_.lines_[line_].begin = never;
            ledger_.lines_[line_].kind = nullptr;
        }

    private:
        ledger& ledger_;
        std::size_t line_ = 0;
    };

    void count(const std::string& what, long n = 1) {
        const std::lock_guard lock(mutex_);
        counts_[what] += n;
    }

    void wrong(const char* kind, std::uint64_t seed, const std::string& what) {
        const std::lock_guard lock(mutex_);
        if (++wrong_ <= 10) std::printf("wrong: %s, seed %llu: %s\n", kind, static_cast<unsigned long long>(seed), what.c_str());
    }

    /// Prints everything; whether nothing was wrong.
    bool close() {
        const std::lock_guard lock(mutex_);
        for (const auto& [what, n] : counts_) std::printf("%10ld %s\n", n, what.c_str());
        std::printf("%10ld wrong\n", wrong_);
        return wrong_ == 0;
    }

private:
    static constexpr std::int64_t never = INT64_MAX;
    struct line {
        std::atomic<const char*> kind = nullptr;
        std::atomic<std::int64_t> begin = never;
    };
    static std::int64_t now() {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    void look() {
        const std::int64_t late = now() - std::chrono::milliseconds(time_limit).count();
        bool hung = false;
        for (const line& l : lines_) hung = hung || l.begin < late;
        if (!hung) return;
        for (const line& l : lines_) {
            if (const char* const kind = l.kind) {
                std::printf("%s: %s for %lld s\n", l.begin < late ? "hung" : "running", kind,
                            static_cast<long long>((now() - l.begin) / 1000));
            }
        }
        std::fflush(stdout);
        std::_Exit(2);
    }

    std::array<line, 4096> lines_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex mutex_;
    std::map<std::string, long> counts_;
    long wrong_ = 0;
    std::jthread watchdog_{[this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            look();
        }
    }};
};
