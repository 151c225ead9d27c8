/// An integration over the unit cube in virtual time, in which every evaluation takes as long: all that is wanted is evaluated in
/// waves, of as many points as there are workers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "decisions/engine.hpp"
#include "regions/regions.hpp"

struct task {
    std::function<double(std::span<const double>)> f;
    std::size_t dimensions;
    taskquad::options o;

    [[nodiscard]] std::unique_ptr<taskquad::regions::kind> kind() const {
        return taskquad::regions::regions_of(taskquad::box(std::vector<taskquad::domain>(dimensions, {0.0, 1.0})), o);
    }
};

struct in_waves {
    std::uint64_t waves = 0, calls = 0;
    taskquad::result<> r;

    in_waves(const task& t, std::size_t workers) {
        taskquad::decisions::engine e(t.kind(), t.o, static_cast<int>(workers));
        std::vector<taskquad::decisions::point_id> wave;
        while (!e.done()) {
            wave.clear();
            while (wave.size() < workers) {
                auto p = e.next();
                if (!p) p = e.guess();
                if (!p) break;
                wave.push_back(*p);
            }
            ++waves;
            calls += wave.size();
            for (const auto p : wave) {
                const auto at = e.at(p);
                e.tell(p, t.f({at.coordinates, at.count}));
            }
        }
        r = e.outcome();
    }
    [[nodiscard]] double efficiency(std::size_t workers) const {
        return static_cast<double>(r.evaluations) / static_cast<double>(waves * workers);
    }
};
