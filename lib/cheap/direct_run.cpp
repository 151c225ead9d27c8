#include "cheap/direct_run.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "regions/segments/abscissa.hpp"
#include "regions/segments/signs.hpp"
#include "values/verification.hpp"

namespace taskquad::cheap {

namespace {

/// The lead adds jobs after this number of bisections at the latest, lest workers run out of jobs.
constexpr std::uint64_t bisections_at_a_time = 256;

}  // namespace

direct_run::direct_run(const detail::integrand_view& f, const domain& where, const options& o, const first_segment& first)
    : f_(f),
      where_(where),
      options_(o),
      cost_(first.seen()),
      halves_(f, where, o),
      totals_(halves_.tree(), o.tolerance()),
      ahead_(halves_, o, cost_),
      pauses_at_(o.max_segments) {
    halves_.begin(first.values(), first.assessed(), first.beside_ends());
}

bool direct_run::operator()(result<>& r) {
    if (integrate() != state::done || halves_.is_cancelled()) return false;
    finish(r);
    return true;
}

direct_run::state direct_run::integrate() {
    if (!begin()) return state::for_the_engine;
    state reached = advance();
    while (reached == state::waits_for_halves) reached = advance_in_parallel();
    return reached;
}

/// Estimates the initial segments. False: this is for the engine.
bool direct_run::begin() {
    if (tree().size() > 1 && !ahead_.estimate_initial()) return false;
    for (region_id s = 0; s < tree().initial(); ++s) {
        if (!tree().mark(s).known()) return false;
        const bool begins = tree().mark(s).begins, ends = tree().mark(s).ends;
        const auto of =
            regions::segments::suspicion_of(options_.rule, tree()[s].a, tree()[s].b, halves_.values_of(s), begins, ends);
        if (of == regions::segments::suspicion::of_nothing && (begins || ends))
            return false;  // the engine has a second look, from close by
        if (of != regions::segments::suspicion::none) {
            tree().mark(s).suspect = true;
            ++suspects_;
        }
        tree().push(s);
        evaluations_ += halves_.evaluations_of(s);
    }
    segments_ = tree().initial();
    totals_.sum();
    return true;
}

// --- the algorithm

/// Whether refinement goes on in vain. True also where the answer depends on the rounding of the totals: the engine knows.
inline bool direct_run::stagnates(const decisions::stagnation::refined& whole, double integral, double error) {
    const double of_all = totals_.clear_error();
    if (stagnation_.is_close(of_all)) return true;
    stagnation_.look(whole, integral, error, of_all, segments_);
    return stagnation_.found();
}

/// Replaces a leaf by its halves. False: this is for the engine, since a half is not known, or refinement goes on in vain.
/// Inlined by force: a call would be 1 % of the instructions of an integration of cheap f.
[[gnu::always_inline]] inline bool direct_run::split(region_id s, region_id left) {
    const compact_mark* const of_halves = &tree().mark(left);
    if (!of_halves[0].known() || !of_halves[1].known()) return false;
    const compact_segment& whole = tree()[s];
    const compact_segment* const halves = &tree()[left];
    const compact_segment &l = halves[0], &r = halves[1];
    compact_mark& mark = tree().mark(s);
    const bool second_look = mark.suspect;
    if (second_look) --suspects_;
    mark.split = true;
    totals_.replace(whole, l, r);
    ++segments_;
    evaluations_ += halves_.evaluations_of_both();
    tree().replace_worst(left, l.error);
    tree().push(left + 1, r.error);
    return second_look || !stagnates({whole.integral, whole.error, mark.resolved(), mark.at_rounding()}, l.integral + r.integral,
                                     l.error + r.error);
}

/// The loop. On one thread halves are estimated when it is their turn, with several workers all that are certain at the same time.
direct_run::state direct_run::advance() {
    while (true) {
        if (suspects_ == 0 && totals_.are_accepted()) return state::done;
        if (tree().empty() || totals_.is_too_much(settled_)) return state::for_the_engine;
        const region_id worst = tree().worst();
        if (!halves_.divisible(worst)) {
            settled_ += tree()[worst].error;
            tree().pop();
            continue;
        }
        if (halves_.wants_panel(worst)) return state::for_the_engine;
        if (evaluations_ + halves_.evaluations_of_both() > options_.max_evaluations) return exhausted(status::evaluation_limit);
        if (segments_ >= pauses_at_) return segments_ < options_.max_segments ? state::pauses : exhausted(status::segment_limit);
        region_id left = tree()[worst].left;
        if (left >= tree().estimated()) {  // or there are no halves
            if (ahead_.has_begun() || ahead_.is_worthwhile()) return state::waits_for_halves;
            left = tree().divide(worst);
            if (!halves_.estimate_last(left) || !cost_.made(2 * halves_.abscissae()) || halves_.is_cancelled())
                return state::for_the_engine;
        }
        if (!split(worst, left)) return state::for_the_engine;
    }
}

/// Ends the run, since a budget does not allow for the next bisection.
direct_run::state direct_run::exhausted(status why) {
    totals_.sum();
    status_ = why;
    return state::done;
}

// --- with several workers

/// Goes on with several workers, where the leaf of largest error waits for its halves.
direct_run::state direct_run::advance_in_parallel() {
    const ahead::segments certain = ahead_.begin(so_far());
    if (!ahead_.are_enough(certain)) return ahead_.estimate_here(certain) ? advance() : state::for_the_engine;
    state reached = state::waits_for_halves;
    ahead_.run([&] {
        ahead_.add(certain);
        while (reached == state::waits_for_halves && !ahead_.has_stopped()) reached = lead();
    });
    return halves_.is_cancelled() ? state::for_the_engine : reached;
}

/// One round of the lead: takes in jobs that are done, adds jobs for leaves that have become certain, decides for a while, and
/// helps where there is nothing more to decide.
direct_run::state direct_run::lead() {
    const bool is_cheap = ahead_.take_in();
    ahead_.add_certain(so_far());
    pauses_at_ = std::min(options_.max_segments, segments_ + bisections_at_a_time);
    const state reached = advance();
    if (reached == state::done) return reached;
    if (reached == state::for_the_engine || !is_cheap) return state::for_the_engine;
    return reached == state::pauses || ahead_.help() ? state::waits_for_halves : state::for_the_engine;
}

// --- the result

/// The totals have just been summed.
void direct_run::finish(result<>& r) {
    r.error = totals_.error();
    r.status = status_;
    r.evaluations = r.calls = evaluations_;
    if (ahead_.has_begun()) {  // the partition may not have needed all estimates
        r.calls = 0;
        for (region_id i = 0; i < tree().size(); ++i) r.calls += tree().mark(i).valued() ? halves_.evaluations_of(i) : 0;
    }
    r.speculative = r.calls - evaluations_;
    const bool reversed = where_.reversed();
    r.value = reversed ? -totals_.integral() : totals_.integral();
    r.segments = segments_;
    r.concurrency = ahead_.workers();
    if (options_.keep_partition) {
        for (const region_id i : tree().committed_leaves()) {
            const compact_segment& n = tree()[i];
            r.partition.push_back(reversed ? segment<>{n.b, n.a, -n.integral, n.error} : segment<>{n.a, n.b, n.integral, n.error});
        }
        if (reversed) std::ranges::reverse(r.partition);
    }
    r.elapsed = cost_.elapsed();
}

void direct_run::verify(result<>& r) {
    const std::size_t n = values::count_to_verify(options_, r.status, r.evaluations);
    if (n == 0) return;
    auto leaves = tree().committed_leaves();
    values::keep_worst(leaves, n, [&](region_id i) { return tree()[i].error; });
    std::vector<double> x(options_.rule.abscissae().size());
    std::vector<values::samples_of_region> list;
    for (const region_id i : leaves) {
        regions::segments::place(options_.rule, tree()[i].a, tree()[i].b, x);
        const auto y = halves_.values_of(i);
        values::samples_of_region& of_leaf = list.emplace_back();
        of_leaf.outline.assign(y.begin(), y.end());
        for (std::size_t k = 0; k < x.size(); ++k) of_leaf.samples.push_back({{x[k]}, {y[k]}});
    }
    values::verify(f_, options_, values::most_doubtful(list, n), detail::end_from_outside(options_), r);
    r.elapsed = cost_.elapsed();
}

}  // namespace taskquad::cheap
