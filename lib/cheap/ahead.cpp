#include "cheap/ahead.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace taskquad::cheap {

namespace {

/// The time that the lead takes to decide about a bisection.
constexpr tasks::effort::seconds deciding(130e-9);

/// The budgets must allow for this multiple of the segments that are certain, lest one of them ends the run before they are used.
constexpr std::uint64_t times_over = 4;

/// There is memory for this number of segments from the first job on, since the tree cannot move while workers are at work. The
/// system provides a page of it when it is first written to, unless pages are large.
constexpr std::size_t many = 32768;

}  // namespace

// --- how much is worth it

tasks::effort ahead::pair() const { return {2 * static_cast<double>(halves_.abscissae()) * cost_.cost(), deciding}; }

double ahead::pairs_worth_a_job() const { return tasks::workforce::units_worth_a_job(pair()); }

/// The number of pairs of halves for which several workers begin, since they may have to be woken. Fewer pairs of a less cheap f
/// pay for the waking, because all that comes later takes its time as well.
double ahead::enough_to_begin() const {
    const bool is_cheap = cost_.cost() < std::chrono::nanoseconds(500);
    return (is_cheap ? 5 : 2) * pairs_worth_a_job();
}

std::size_t ahead::pairs_in_a_job() const { return line_->force().units_in_a_job(pair(), static_cast<double>(tree_.size()) / 2); }

bool ahead::wants_jobs() { return line_->force().wants_jobs(pair(), line_->undone()); }

/// The number of jobs that share the evaluations of a pair: more than one if f takes so long that everybody would have to wait for
/// the worker that has the last pair.
std::size_t ahead::parts_of(const segments& of) {
    if (of.end - of.first != 2 || !halves_.can_be_shared(of.first)) return 1;
    const double shares = line_->force().shares_of_a_unit(pair(), line_->undone(), line_->awake());
    const auto parts = static_cast<std::size_t>(std::min(shares, 2 * static_cast<double>(halves_.abscissae())));
    return std::min(parts, line_->capacity() / 4);
}

// --- which leaves are certain to be bisected

ahead::segments ahead::begin(const progress& p) {
    if (!has_begun()) {
        certain_ = std::make_unique<decisions::certain_set>();
        for (region_id s = 0; s < tree_.estimated(); ++s) stand(s);
    }
    const auto first = static_cast<region_id>(tree_.size());
    divide_worst();
    divide_certain(enough_pairs(), p);
    return made_since(first);
}

/// The estimate of a segment has come. A leaf that will become a panel ends this run, so that leaves of smaller error are not
/// certain to be bisected.
void ahead::stand(region_id s) {
    const compact_segment& n = tree_[s];
    if (!tree_.mark(s).known() || n.left != no_region) return;
    if (!halves_.divisible(s)) return certain_->add_undividable(n.error);
    if (halves_.wants_panel(s)) ends_at_ = std::max(ends_at_, n.error);
    certain_->add({n.error, {n.a, n.a}, s});
}

void ahead::divide_worst() {
    certain_->remove(tree_[tree_.worst()].error);
    divide(tree_.worst());
}

void ahead::divide(region_id s) {
    (void)tree_.divide(s);
    halves_.extend();
}

/// Makes the halves of at most `most` leaves that are certain to be bisected, as far as the budgets allow and the tree need not
/// move while workers are at work.
void ahead::divide_certain(std::size_t most, const progress& p) {
    certain_->aim(p.target);
    const auto affords_another = [&] {
        const std::uint64_t more = tree_.initial() + (tree_.size() - tree_.initial()) / 2 + 1 - p.segments;
        return p.evaluations + 2 * times_over * more * halves_.abscissae() <= options_.max_evaluations &&
               p.segments + times_over * more <= options_.max_segments;
    };
    for (std::size_t n = 0; n < most && affords_another(); ++n) {
        if (tree_.is_full() && line_ && line_->undone() > 0) return;
        const auto s = certain_->next([this](region_id leaf) { return tree_[leaf].left == no_region; });
        if (!s || tree_[*s].error <= ends_at_) return;
        certain_->take();
        divide(*s);
    }
}

// --- the lead

bool ahead::estimate_here(const segments& made) {
    (void)halves_.estimate_here(made.first, made.end);  // the decisions find out what has stayed unknown
    take_in(made.end);
    return cost_.made((made.end - made.first) * halves_.abscissae());
}

bool ahead::take_in() {
    const std::size_t done = line_->done();
    if (done == taken_in_) return true;
    taken_in_ = done;
    const region_id first = tree_.estimated();
    take_in(done == line_->added() ? static_cast<region_id>(tree_.size()) : job_of(done).of.first);
    const tasks::effort::seconds before = std::exchange(worked_, line_->worked());
    return cost_.made_in_jobs((tree_.estimated() - first) * halves_.abscissae(), worked_ - before);
}

/// All segments before `end` have been estimated.
void ahead::take_in(region_id end) {
    const region_id first = tree_.estimated();
    tree_.set_estimated(end);
    for (region_id s = first; s < end; ++s) stand(s);
}

void ahead::add_certain(const progress& p) {
    const std::size_t in_a_job = pairs_in_a_job();
    while (wants_jobs()) {
        const auto first = static_cast<region_id>(tree_.size());
        divide_certain(in_a_job, p);
        const segments made = made_since(first);
        if (made.pairs() == 0) return;
        add_job(made);
    }
}

bool ahead::help() {
    if (taken_in_ == line_->added()) {  // no leaf is certain to be bisected but the worst
        const auto first = static_cast<region_id>(tree_.size());
        divide_worst();
        if (pairs_worth_a_job() > 1) return estimate_here(made_since(first));
        add_job(made_since(first));
    }
    line_->help(taken_in_);
    return true;
}

// --- jobs

void ahead::add(const segments& made) {
    const auto step = static_cast<region_id>(2 * pairs_in_a_job());
    for (region_id s = made.first; s < made.end; s += step) add_job({s, std::min(made.end, s + step)});
}

void ahead::add_job(const segments& of) {
    const std::size_t parts = parts_of(of);
    const double pairs = static_cast<double>(of.pairs()) / static_cast<double>(parts);
    for (std::size_t part = 0; part < parts; ++part) {
        job& j = job_of(line_->added());
        j.of = of;
        j.part = part;
        j.parts = parts;
        j.ended = 0;
        line_->add(pairs * pair());
    }
}

/// Any worker does a job. The one that evaluates f for the last part of a pair also estimates the pair.
void ahead::do_job(std::size_t number) {
    const job& j = job_of(number);
    halves::scratch memory;
    if (j.parts == 1) {
        halves_.estimate_all(j.of.first, j.of.end, memory);
        return;
    }
    const std::size_t both = 2 * halves_.abscissae();
    halves_.evaluate(j.of.first, j.part * both / j.parts, (j.part + 1) * both / j.parts, memory);
    if (++job_of(number - j.part).ended == j.parts) halves_.estimate_evaluated(j.of.first);
}

void ahead::run(const std::function<void()>& lead) {
    if (!line_) {
        line_ = std::make_unique<tasks::job_line>(concurrency_, [this](std::size_t number) { do_job(number); });
        jobs_ = std::make_unique<job[]>(line_->capacity());
    }
    tree_.reserve(many);
    taken_in_ = 0;
    worked_ = tasks::effort::seconds(0);
    const auto all = [&] {
        lead();
        // Where several jobs share a pair and one is not done, the evaluations of the others would be lost.
        line_->help_with_all();
    };
    if (!line_->run(all)) halves_.cancel();
}

// --- initial segments

bool ahead::estimate_initial() {
    const auto end = static_cast<region_id>(tree_.size());
    halves_.extend();
    if (concurrency_ != 1 && !cost_.is_known()) cost_.look();
    if (concurrency_ != 1 && end > 2 * enough_to_begin() && !halves_.take_over()) {
        estimate_initial_by_jobs(end);
        tree_.set_estimated(end);
        return cost_.made_in_jobs((end - 1) * halves_.abscissae(), line_->worked());
    }
    if (!halves_.estimate_here(1, end)) return false;
    tree_.set_estimated(end);
    return cost_.made((end - 1) * halves_.abscissae());
}

void ahead::estimate_initial_by_jobs(region_id end) {
    run([&] {
        const auto step = static_cast<region_id>(2 * pairs_in_a_job());
        region_id next = 1;
        while (!line_->has_stopped()) {
            for (; next < end && wants_jobs(); next += step) add_job({next, std::min(end, next + step)});
            const std::size_t done = line_->done();
            if (done == line_->added()) return;
            line_->help(done);
        }
    });
}

}  // namespace taskquad::cheap
