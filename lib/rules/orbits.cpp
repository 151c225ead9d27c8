#include "rules/orbits.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace taskquad::rules {

namespace {

/// In how many ways coordinates are chosen for the entries, and signs for them.
std::size_t count(std::size_t dimension, std::span<const long double> generator) {
    std::size_t n = 1, left = dimension;
    for (std::size_t i = 0, run = 1; i < generator.size(); ++i, --left) {
        run = i > 0 && generator[i] == generator[i - 1] ? run + 1 : 1;
        n = 2 * n * left / run;
    }
    return n;
}

long double even_power(long double x, int half) {
    long double p = 1;
    for (int i = 0; i < half; ++i) p *= x * x;
    return p;
}

/// The sum, over all ways to give each exponent an entry of its own, of the product of powers.
long double sum_of_products(std::vector<long double>& entries, std::span<const int> e) {
    if (e.empty()) return 1;
    long double sum = 0;
    for (long double& x : entries) {
        if (x == 0) continue;
        const long double taken = std::exchange(x, 0);
        sum += even_power(taken, e.front()) * sum_of_products(entries, e.subspan(1));
        x = taken;
    }
    return sum;
}

long double falling_factorial(std::size_t n, std::size_t k) {
    long double p = 1;
    for (std::size_t i = 0; i < k; ++i) p *= static_cast<long double>(n) - static_cast<long double>(i);
    return p;
}

}  // namespace

orbit::orbit(std::size_t dimension, std::vector<long double> generator)
    : dimension_(dimension), generator_(std::move(generator)), size_(count(dimension_, generator_)) {}

long double orbit::mean(std::span<const int> e) const {
    const std::size_t entries = generator_.size();
    if (e.size() > entries) return 0;
    const bool all_equal = std::ranges::adjacent_find(generator_, std::not_equal_to()) == generator_.end();
    const long double ways = falling_factorial(dimension_, e.size());
    if (all_equal && entries > 0) {
        const int total = std::accumulate(e.begin(), e.end(), 0);
        return falling_factorial(entries, e.size()) / ways * even_power(generator_.front(), total);
    }
    auto free = generator_;
    return sum_of_products(free, e) / ways;
}

void orbit::points(std::vector<double>& list) const {
    std::vector<double> at(dimension_, 0.0);
    for (std::size_t i = 0; i < generator_.size(); ++i) at[i] = static_cast<double>(generator_[i]);
    std::ranges::sort(at, std::greater());
    do {
        std::vector<std::size_t> entries;
        for (std::size_t i = 0; i < dimension_; ++i) {
            if (at[i] != 0) entries.push_back(i);
        }
        for (std::size_t signs = 0; signs < std::size_t{1} << entries.size(); ++signs) {
            const auto first = list.insert(list.end(), at.begin(), at.end());
            for (std::size_t k = 0; k < entries.size(); ++k) {
                if ((signs >> k & 1U) != 0) *(first + static_cast<std::ptrdiff_t>(entries[k])) = -at[entries[k]];
            }
        }
    } while (std::ranges::prev_permutation(at).found);
}

std::vector<even_exponents> even_monomials(std::size_t dimension, int degree) {
    std::vector<even_exponents> list;
    even_exponents e;
    const std::function<void(int, int)> divide = [&](int left, int most) {
        if (left == 0) return list.push_back(e);
        if (e.size() == dimension) return;
        for (int k = std::min(left, most); k >= 1; --k) {
            e.push_back(k);
            divide(left - k, k);
            e.pop_back();
        }
    };
    for (int total = 0; 2 * total <= degree; ++total) divide(total, total);
    return list;
}

int degree_of(const even_exponents& e) { return 2 * std::accumulate(e.begin(), e.end(), 0); }

long double mean_over_cube(const even_exponents& e) {
    long double p = 1;
    for (const int half : e) p /= 2 * half + 1;
    return p;
}

}  // namespace taskquad::rules
