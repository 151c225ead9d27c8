#include "program/report.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "problem/messages.hpp"

namespace taskquad::program {

namespace {

using nlohmann::ordered_json;

ordered_json json(double x) {
    if (std::isfinite(x)) return x;
    return std::isnan(x) ? "nan" : short_text_of(x);
}

/// One component is a number.
ordered_json json(const std::vector<double>& value) {
    if (value.size() == 1) return json(value[0]);
    auto list = ordered_json::array();
    for (const double component : value) list.push_back(json(component));
    return list;
}

ordered_json list_of(const std::vector<double>& value) {
    auto list = ordered_json::array();
    for (const double component : value) list.push_back(json(component));
    return list;
}

std::string_view name(status s) {
    using enum status;
    switch (s) {
        case converged:
            return "converged";
        case evaluation_limit:
            return "evaluation_limit";
        case segment_limit:
            return "segment_limit";
        case deadline:
            return "deadline";
        case stopped:
            return "stopped";
        case failed:
            return "failed";
        case roundoff:
            return "roundoff";
        case non_finite:
            return "non_finite";
        case divergent:
            return "divergent";
        case endpoint_precision:
            return "endpoint_precision";
        case too_slow:
            return "too_slow";
        case all_zero:
            return "all_zero";
        case not_reproducible:
            return "not_reproducible";
    }
    return "unknown";
}

/// Where the library's words are those of its interface, others.
std::string in_words(const finding& f) {
    using enum status;
    const account& a = f.how;
    const std::string so_far =
        std::isfinite(a.error) ? "; the value rests on what had been run then" : "; too little had been run for a first estimate";
    switch (a.status) {
        case evaluation_limit:
            return "evaluation limit: the next refinement would exceed --max-evaluations; raise it, loosen the tolerance, or put "
                   "places where f is difficult into --domain";
        case deadline:
            return "deadline: --time-limit was over" + so_far;
        case stopped:
            return (f.fault_of_journal.empty() ? "interrupted" : "ended, since the journal could not keep a value") + so_far;
        case failed:
            return "f failed at x = " + short_text_of(a.failed_at) + so_far;
        case non_finite:
            return "f is not finite at x = " + short_text_of(a.non_finite_at) + ", nor is its integral";
        case endpoint_precision:
            return "endpoint precision: f is singular at an end near which x, or f's values, have not the digits; move that end to "
                   "0";
        case too_slow:
            return "too slow: the error falls so slowly that --max-evaluations would end long before the tolerance is met; put "
                   "places where f is difficult into --domain, or loosen the tolerance";
        case not_reproducible:
            return "not reproducible: f gave " + short_text_of(a.values_there[0]) +
                   " at x = " + short_text_of(a.not_reproducible_at) + ", and " + short_text_of(a.values_there[1]) +
                   " when it was run again";
        default:
            return std::string(to_string(a.status));
    }
}

}  // namespace

std::string text_of(const finding& f, const request& r) {
    std::string text;
    for (const double component : f.value) text += short_text_of(component) + " ";
    text += "+- " + problem::text(f.how.error, std::chars_format::scientific, 1) + "\n";
    if (r.quiet) return text;
    const account& a = f.how;
    text += counted(a.evaluations, "evaluation") + ": " + counted(a.calls, "run");
    if (f.failed > 0) text += ", " + std::to_string(f.failed) + " failed";
    if (!r.journal.empty()) text += ", " + std::to_string(a.reused) + " from " + r.journal;
    if (a.speculative > 0 && a.status != status::stopped && a.status != status::deadline)
        text += ", " + std::to_string(a.speculative) + " not needed";
    text += "; " + counted(a.segments, "segment") + ", " + text_of(a.elapsed) + "\n";
    return text + in_words(f) + "\n";
}

std::string advice(const finding& f, const request& r) {
    const account& a = f.how;
    const bool is_cut_short =
        f.interrupted || !f.fault_of_journal.empty() || a.status == status::deadline || a.status == status::failed;
    if (a.converged() || !is_cut_short) return {};
    if (r.journal.empty()) return "taskquad: nothing is kept; with --journal FILE the same command again would go on from here";
    return "taskquad: the same command again goes on from " + r.journal;
}

std::string json_of(const finding& f, const request& r) {
    const account& a = f.how;
    ordered_json j;
    j["value"] = json(f.value);
    j["error"] = json(a.error);
    j["status"] = name(a.status);
    j["converged"] = a.converged();
    j["interrupted"] = f.interrupted;
    j["exit_status"] = exit_status_of(f);
    j["in_words"] = in_words(f);
    j["evaluations"] = a.evaluations;
    j["runs"] = a.calls;
    j["failed"] = f.failed;
    j["reused"] = a.reused;
    j["speculative"] = a.speculative;
    j["segments"] = a.segments;
    j["jobs"] = a.concurrency;
    j["seconds"] = a.elapsed.count();
    if (a.status == status::failed) {
        j["failed_at"] = json(a.failed_at);
        j["failure"] = failure_of(f);
    }
    if (a.status == status::non_finite) j["non_finite_at"] = json(a.non_finite_at);
    if (a.status == status::not_reproducible) {
        j["not_reproducible_at"] = json(a.not_reproducible_at);
        j["values_there"] = {json(a.values_there[0]), json(a.values_there[1])};
    }
    j["domain"] = list_of(r.from ? std::vector{*r.from, *r.to} : r.domain);
    j["absolute_tolerance"] = r.how.absolute_tolerance;
    j["relative_tolerance"] = r.how.relative_tolerance;
    j["rule"] = r.rule;
    j["command"] = r.f.command;
    if (!r.journal.empty()) j["journal"] = {{"file", r.journal}, {"problem", problem_of(r)}, {"values_before", f.in_journal}};
    j["partition"] = ordered_json::array();
    for (const auto& s : f.partition) {
        j["partition"].push_back({{"a", json(s.a)}, {"b", json(s.b)}, {"integral", json(s.integral)}, {"error", json(s.error)}});
    }
    // What is no UTF-8, in a message of f's, is replaced.
    return j.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void write_partition(const finding& f, const std::string& file) {
    std::ofstream out(file);
    out << "a,b";
    for (std::size_t i = 1; i <= f.value.size(); ++i) out << ",integral" << (f.value.size() == 1 ? "" : std::to_string(i));
    out << ",error\n";
    for (const auto& s : f.partition) {
        out << text_of(s.a) << ',' << text_of(s.b);
        for (const double component : s.integral) out << ',' << text_of(component);
        out << ',' << text_of(s.error) << '\n';
    }
    out.close();
    if (!out) throw std::runtime_error("taskquad: cannot write " + file);
}

}  // namespace taskquad::program
