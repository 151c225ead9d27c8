#include "program/integral.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <taskquad/integrator.hpp>
#include <taskquad/journal.hpp>
#include <taskquad/session.hpp>

#include "program/command_line.hpp"
#include "program/interruption.hpp"
#include "program/observers.hpp"
#include "program/verification.hpp"

namespace taskquad::program {

namespace {

std::vector<double> components(double value) { return {value}; }
std::vector<double> components(const std::vector<double>& value) { return value; }

detail::command_runs runs_of(const request& r) { return {r.f.command, command_options_of(r.f, r.grace), r.f.components}; }

std::unique_ptr<journal> opened_journal(const request& r) {
    if (r.journal.empty()) return {};
    try {
        return std::make_unique<journal>(r.journal,
                                         journal_options{.problem = problem_of(r), .verify = r.verify, .on_network = r.on_network});
    } catch (const journal_mismatch& e) {
        throw std::runtime_error(std::string(e.what()) +
                                 "\nTake another file; or, where f is the same, the --problem that it was begun with");
    }
}

/// All that takes part in an integration, in an order in which it can be destroyed: what the gate keeps unanswered is of no
/// interest to the journal.
class integration {
public:
    explicit integration(const request& r)
        : request_(r),
          where_(domain_of(r)),
          gate_(runs_of(r)),
          journal_(opened_journal(r)),
          onlookers_(r, {.at_end = [this](status s) { return at_end(s); }, .in_flight = [this] { return gate_.in_flight(); }}),
          interruption_(gate_, {.time_limit = r.how.time_limit,
                                .taken_up = [this] { return told_before_ + onlookers_.seen(); },
                                .say_closed = [this](interruption::reason why) { say_closed(why); },
                                .say_ending = [this] { say_ending(); }}) {}

    finding operator()() {
        if (journal_) begin_with_journal();
        if (!gate_.is_closed()) request_.f.components == 1 ? run<double>() : run<std::vector<double>>();
        if (!is_verified_ && !gate_.is_closed() && found_.how.status != status::failed) verify_new_values();
        let_runs_end();
        return finish();
    }

private:
    void begin_with_journal();
    template <class Value>
    void run();
    template <class Value>
    void take(const result<Value>& r);
    template <class Value>
    [[nodiscard]] result<Value> what_is_known_gives(const cache<Value>& known);
    [[nodiscard]] options options_now();
    void verify_new_values();
    void let_runs_end();
    finding finish();

    [[nodiscard]] status at_end(status s) const;
    void say_closed(interruption::reason why) const;
    void say_ending() const;

    const request& request_;
    const domain where_;
    gate gate_;
    std::unique_ptr<journal> journal_;
    finding found_;
    std::atomic<std::uint64_t> told_before_ = 0;  ///< by the gate, before the integration
    bool has_begun_ = false, is_verified_ = false;
    onlookers onlookers_;
    interruption interruption_;
};

/// Looks whether the values there are those of this f.
void integration::begin_with_journal() {
    (void)journal_->begin({.coordinates = 1, .components = request_.f.components, .complex = false});
    found_.in_journal = journal_->size();
    if (found_.in_journal > 0 && !request_.quiet) {
        say("taskquad: " + request_.journal + " has " + counted(found_.in_journal, "value"));
    }
    std::vector<finding::sample> known;
    for (const auto& v : journal_->to_be_verified()) known.push_back({v.coordinates[0], v.value});
    const auto runs = run_again(gate_, known, request_.f.retries);
    told_before_ = gate_.told();
    for (const second_run& again : runs) {
        if (!again.failure.empty() && again.now.empty()) {
            throw run_failed("taskquad: one of the values of " + request_.journal + " could not be verified:\n" + again.failure);
        }
        if (again.now.empty()) continue;  // there was an interruption
        is_verified_ = true;
        if (again.agrees()) continue;
        journal_->has_changed(again.known.x, again.known.value[again.where()], again.now[again.where()]);
    }
}

options integration::options_now() {
    options o = request_.how;
    o.time_limit = options().time_limit;  // the gate is closed then, and what runs has its grace
    o.stop = interruption_.stop();
    o.observer = &onlookers_;
    if (journal_) o.journal = journal_.get();
    o.failures = {.retries = request_.f.retries, .non_finite = !request_.f.allow_non_finite, .rethrow = false};
    o.max_cache_bytes = std::numeric_limits<std::size_t>::max();
    o.keep_partition = true;
    return o;
}

template <class Value>
void integration::run() {
    has_begun_ = true;
    integrator quad(gate_.integrand<Value>(), options_now());
    try {
        take(quad(where_));
    } catch (const std::exception& e) {
        if (!journal_) throw;
        found_.fault_of_journal = e.what();
        take(what_is_known_gives<Value>(quad.cache()));
    }
    found_.how.calls -= std::min(found_.how.calls, gate_.turned_away());
    if (request_.plot.empty() && request_.verify == 0) return;
    for (const auto& [x, value] : quad.cache()) found_.samples.push_back({x, components(value)});
}

template <class Value>
void integration::take(const result<Value>& r) {
    found_.how = r;
    found_.value = components(r.value);
    for (const auto& s : r.partition) found_.partition.push_back({s.a, s.b, components(s.integral), s.error});
}

/// The result so far, where an integration has ended by an exception: values that are paid for say what they can.
template <class Value>
result<Value> integration::what_is_known_gives(const cache<Value>& known) {
    gate_.close();
    options o = request_.how;
    o.time_limit = options().time_limit;
    o.keep_partition = true;
    session<Value> s(where_, o);
    for (const auto& [x, value] : known) s.tell(x, value);
    return s.result();
}

void integration::verify_new_values() {
    const auto n = static_cast<std::size_t>(request_.verify);
    for (const second_run& again : run_again(gate_, spread(found_.samples, n), request_.f.retries)) {
        if (again.now.empty() || again.agrees()) continue;
        found_.how.status = status::not_reproducible;
        found_.how.not_reproducible_at = again.known.x;
        found_.how.values_there = {again.known.value[again.where()], again.now[again.where()]};
        return;
    }
}

/// Where f has failed for good, and there is a journal, other runs are worth waiting for.
void integration::let_runs_end() {
    const bool is_worth_it = found_.how.status == status::failed && journal_ && !gate_.is_closed();
    gate_.close();
    if (is_worth_it && gate_.in_flight() > 0) {
        say_closed(interruption::reason::none);
        gate_.wait(request_.grace);
    }
    gate_.end();
    if (!journal_) return;
    try {
        journal_->flush();
    } catch (const std::exception& e) {
        found_.fault_of_journal = e.what();
    }
}

finding integration::finish() {
    if (!has_begun_) found_.how.status = status::stopped;
    if (found_.value.empty()) {  // nobody has had a value so far
        found_.how.error = std::numeric_limits<double>::infinity();
        found_.value.assign(request_.f.components, std::numeric_limits<double>::quiet_NaN());
    }
    found_.how.status = at_end(found_.how.status);
    found_.interrupted = interruption_.why() == interruption::reason::signal;
    found_.failed = onlookers_.failures();
    found_.failure_is_said = onlookers_.has_said_all_failures();
    found_.traced = std::move(onlookers_.traced());
    return std::move(found_);
}

/// The time limit stops an integration, too.
status integration::at_end(status s) const {
    return s == status::stopped && interruption_.why() == interruption::reason::time_limit ? status::deadline : s;
}

void integration::say_closed(interruption::reason why) const {
    if (request_.quiet) return;
    std::string text = "taskquad: ";
    if (why == interruption::reason::signal) text += "interrupted";
    if (why == interruption::reason::time_limit) text += "the time is over";
    if (why == interruption::reason::none) text += "f has failed";
    const std::size_t n = gate_.in_flight();
    if (n > 0)
        text +=
            ": " + counted(n, "run") + " may go on for " + text_of(request_.grace) + "; Ctrl-C ends " + (n == 1 ? "it" : "them");
    say(text);
}

void integration::say_ending() const {
    const std::size_t n = gate_.in_flight();
    if (!request_.quiet && n > 0) say("taskquad: " + counted(n, "run") + (n == 1 ? " is" : " are") + " being ended");
}

}  // namespace

command_options command_options_of(const program::runs& f, seconds grace) {
    return {.timeout = f.timeout,
            .kill_after = f.kill_after,
            .jobs = f.jobs,
            .retry_delay = f.retry_delay,
            .grace = grace,
            .components = f.components,
            .json = f.json,
            .after = f.after,
            .allow_non_finite = f.allow_non_finite,
            .serve = f.serve,
            .niceness = f.niceness};
}

finding integrate(const request& r) {
    block_signals();
    return integration(r)();
}

/// A session says what is wanted first, given what a journal has.
void show_first_runs(const request& r) {
    const detail::command_runs f = runs_of(r);
    std::unique_ptr<journal> kept;
    if (std::filesystem::exists(r.journal)) kept = opened_journal(r);
    options o = r.how;
    o.concurrency = static_cast<int>(std::min<std::size_t>(f.jobs(), std::numeric_limits<int>::max()));
    if (kept) o.journal = kept.get();
    const auto show = [&](auto&& s) {
        const auto first = s.ask(f.jobs());
        for (const double x : first) std::printf("%s\n", f.command_line({&x, 1}).c_str());
        if (!r.quiet && first.empty()) say("taskquad: nothing would be run: all values are there");
        if (!r.quiet && !first.empty()) say("taskquad: " + counted(first.size(), "run") + " would be the first, so many at a time");
    };
    if (r.f.components == 1) {
        show(session<double>(domain_of(r), o));
    } else {
        show(session<std::vector<double>>(domain_of(r), o));
    }
}

}  // namespace taskquad::program
