#include <doctest/doctest.h>

#include <set>
#include <string>
#include <taskquad/status.hpp>

TEST_CASE("every status has its own sentence") {
    using enum taskquad::status;
    std::set<std::string> sentences;
    for (const auto s : {converged, evaluation_limit, segment_limit, deadline, stopped, failed, roundoff, non_finite, divergent,
                         endpoint_precision, too_slow, all_zero, not_reproducible}) {
        sentences.insert(std::string(to_string(s)));
    }
    CHECK(sentences.size() == 13);
    CHECK(to_string(static_cast<taskquad::status>(99)) == "unknown status");
}
