#include "program/verification.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <utility>

#include "problem/failure.hpp"

namespace taskquad::program {

namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Of one run, which is told of before anybody looks: `run_again` waits.
class note final : public detail::recipient {
public:
    explicit note(second_run& in) : in_(in) {}
    void value(std::span<const double> components) noexcept override { in_.now.assign(components.begin(), components.end()); }
    void failure(std::exception_ptr e) noexcept override { in_.failure = problem::in_words(e); }

private:
    second_run& in_;
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
        bool is_complete = true;
        for (second_run& r : list) {
            if (!r.now.empty() || through.is_closed()) continue;
            is_complete = false;
            through.begin(r.known.x, std::make_unique<note>(r));
        }
        if (is_complete) break;
        through.wait(std::chrono::duration<double>(std::numeric_limits<double>::infinity()));
    }
    return list;
}

}  // namespace taskquad::program
