#include "regions/lattice/indices.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

using taskquad::regions::lattice::closed_set;
using taskquad::regions::lattice::index_id;
using taskquad::regions::lattice::indices;
using taskquad::regions::lattice::tuples;

TEST_CASE("tuples are numbered in the order in which they are met, each once") {
    tuples all(3);
    std::mt19937 random(1);
    std::vector<std::vector<std::uint8_t>> met;
    for (int i = 0; i < 5000; ++i) {
        const std::vector<std::uint8_t> t{static_cast<std::uint8_t>(random() % 12), static_cast<std::uint8_t>(random() % 12),
                                          static_cast<std::uint8_t>(random() % 12)};
        const auto found = std::ranges::find(met, t);
        CHECK(all.find(t).has_value() == (found != met.end()));
        CHECK(all.number_of(t) == static_cast<std::size_t>(found - met.begin()));
        if (found == met.end()) met.push_back(t);
    }
    CHECK(all.size() == met.size());
    for (std::size_t i = 0; i < met.size(); ++i) CHECK(std::ranges::equal(all[static_cast<tuples::number>(i)], met[i]));
}

TEST_CASE("neighbours of an index, its total and the lexicographic order") {
    indices all({3, 2, 3});
    const auto right = all.above(indices::lowest, 0);
    REQUIRE(right.has_value());
    const auto up = all.above(*right, 2);
    REQUIRE(up.has_value());
    CHECK(std::vector<std::uint8_t>(all[*up].begin(), all[*up].end()) == std::vector<std::uint8_t>{1, 0, 1});
    CHECK(all.total(*up) == 2);
    CHECK(all.below(*up, 2) == *right);
    CHECK(all.precedes(indices::lowest, *up));
    CHECK(all.precedes(*right, *up));
    CHECK(!all.precedes(*up, *up));
    CHECK(!all.at_last_level(*up));
    const auto last = all.above(*up, 1);
    CHECK(all.at_last_level(*last));
    CHECK(!all.above(*last, 1).has_value());
}

TEST_CASE("a closed set admits an index when all its backward neighbours are there, and says so once") {
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        const std::size_t d = 1 + seed % 5;
        std::vector<std::uint8_t> levels(d);
        for (auto& n : levels) n = static_cast<std::uint8_t>(1 + random() % 4);
        indices all(levels);
        closed_set set(all);
        std::vector<index_id> front{indices::lowest};
        std::set<index_id> met{indices::lowest};
        std::size_t most = 1;
        for (const auto n : levels) most *= n;
        while (!front.empty()) {
            const std::size_t i = random() % front.size();
            const index_id k = front[i];
            front.erase(front.begin() + static_cast<long>(i));
            REQUIRE(set.admits(k));
            std::vector<index_id> admitted;
            set.admits_with(k, admitted);
            set.add(k);
            CHECK(set.contains(k));
            for (const index_id a : admitted) {
                CHECK(!set.contains(a));
                CHECK(met.insert(a).second);
                for (std::size_t j = 0; j < d; ++j) CHECK((all[a][j] == 0 || set.contains(all.below(a, j))));
                front.push_back(a);
            }
        }
        // Nobody was forgotten: everything has joined.
        CHECK(set.size() == most);
    }
}
