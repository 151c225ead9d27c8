#include <taskquad/options.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

#include <taskquad/async.hpp>
#include <taskquad/detail/run.hpp>

#include "problem/messages.hpp"

namespace taskquad::detail {

namespace {

void refuse(const std::string& option, const std::string& value, const std::string& range) {
    throw std::invalid_argument("taskquad: options: " + option + " is " + value + ", must be " + range);
}

}  // namespace

void check(const options& o) {
    const auto tolerance = [](const char* name, double t) {
        if (!(std::isfinite(t) && t >= 0)) refuse(name, problem::text(t), "finite and >= 0");
    };
    tolerance("absolute_tolerance", o.absolute_tolerance);
    tolerance("relative_tolerance", o.relative_tolerance);
    if (o.absolute_tolerance == 0 && o.relative_tolerance == 0) {
        refuse("absolute_tolerance", "0 and relative_tolerance is 0", "positive, at least one of the two");
    }
    if (o.refinement != refinement::global && o.refinement != refinement::local) {
        refuse("refinement", std::to_string(static_cast<int>(o.refinement)), "global or local");
    }
    if (o.inner_places != inner_places::bisected && o.inner_places != inner_places::kinks_and_jumps &&
        o.inner_places != inner_places::located) {
        refuse("inner_places", std::to_string(static_cast<int>(o.inner_places)), "bisected, kinks_and_jumps or located");
    }
    if (o.max_evaluations < 1) refuse("max_evaluations", "0", ">= 1");
    if (o.max_segments < 1) refuse("max_segments", "0", ">= 1");
    if (o.concurrency < 0) refuse("concurrency", std::to_string(o.concurrency), ">= 0 (0: the caller's arena)");
    if (o.speculation && !(std::isfinite(*o.speculation) && *o.speculation >= 0))
        refuse("speculation", problem::text(*o.speculation), "finite and >= 0");
    if (o.failures.retries < 0) refuse("failures.retries", std::to_string(o.failures.retries), ">= 0");
    if (!(std::isfinite(o.scale) && o.scale > 0)) refuse("scale", problem::text(o.scale), "finite and > 0");
    if (!(o.f_relative_accuracy >= 0 && o.f_relative_accuracy < 1)) {
        refuse("f_relative_accuracy", problem::text(o.f_relative_accuracy), ">= 0 and < 1");
    }
    if (o.initial_segments < 1) refuse("initial_segments", std::to_string(o.initial_segments), ">= 1");
    if (!o.norm.valid()) refuse("norm", "an empty function", "one that can be called");
    if (!(std::isfinite(o.cost_of_f.count()) && o.cost_of_f.count() >= 0)) {
        refuse("cost_of_f", problem::text(o.cost_of_f.count()) + " s", "finite and >= 0");
    }
    if (o.verify && *o.verify < 0) refuse("verify", std::to_string(*o.verify), ">= 0");
    if (!(o.time_limit.count() > 0))
        refuse("time_limit", problem::text(o.time_limit.count()) + " s", "> 0 (do not set it for no limit)");
}

void check(const async_limits& limits) {
    const auto refuse = [](const std::string& limit, const std::string& value, const std::string& range) {
        throw std::invalid_argument("taskquad: async: " + limit + " is " + value + ", must be " + range);
    };
    if (limits.max_in_flight < 1) refuse("max_in_flight", "0", ">= 1");
    if (!(limits.overdue.count() > 0)) {
        refuse("overdue", problem::text(limits.overdue.count()) + " s", "> 0 (do not set it for no limit)");
    }
    if (limits.tries < 1) refuse("tries", std::to_string(limits.tries), ">= 1");
}

}  // namespace taskquad::detail
