#include "program/verification.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <memory>
#include <utility>

#include "problem/failure.hpp"

namespace taskquad::program {

namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Of one run, which is told of before anybody looks: `run_again` waits.
class note final : public detail::recipient {
public:
    note(second_run& in, std::atomic<std::size_t>& answers) : in_(in), answers_(answers) {}
    void value(std::span<const double> components) noexcept override {
        in_.now.assign(components.begin(), components.end());
        ++answers_;
    }
    void failure(std::exception_ptr e) noexcept override {
        in_.failure = problem::in_words(e);
        ++answers_;
    }

private:
    second_run& in_;
    std::atomic<std::size_t>& answers_;
};

}  // namespace

bool second_run::agrees() const { return std::ranges::equal(known.value, now, same); }

std::size_t second_run::where() const {
    const auto differs = std::ranges::mismatch(known.value, now, same);
    return static_cast<std::size_t>(differs.in1 - known.value.begin());
}

std::vector<finding::sample> spread(std::span<const finding::sample> all, std::size_t n) {
    n = std::min(n, all.size());
    std::vector<finding::sample> some;
    for (std::size_t i = 0; i < n; ++i) some.push_back(all[(2 * i + 1) * all.size() / (2 * n)]);
    return some;
}

std::vector<second_run> run_again(gate& through, std::span<const finding::sample> known, int retries) {
    std::vector<second_run> list;
    for (const finding::sample& s : known) list.push_back({s});
    for (int attempt = 0; attempt <= retries; ++attempt) {
        std::size_t asked = 0;
        std::atomic<std::size_t> answers = 0;
        for (second_run& r : list) {
            if (!r.now.empty()) continue;
            ++asked;
            through.begin(r.known.x, std::make_unique<note>(r, answers));
        }
        // Other runs, which nobody needs any more, are not waited for.
        through.wait_until([&] { return answers == asked; });
        if (through.is_closed()) break;
    }
    return list;
}

}  // namespace taskquad::program
