// The pieces of work that a direct run gives its workers: how large they are, and what is done.
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <span>

#include "direct_halves.hpp"
#include "direct_run.hpp"

namespace taskquad::detail {

namespace {

/// What a piece of work should take, at least.
constexpr pace::seconds worth_a_piece(20e-6);

/// So many pieces for each worker are enough to have in the line: what is added later is known better.
constexpr std::size_t pieces_ahead = 8;

/// Memory for so many segments, at first: workers have to be waited for before it grows. What is not used of it is not there yet,
/// as long as it does not take large pages.
constexpr std::size_t many = 32768;

}  // namespace

double direct_run::pairs_worth_a_piece() const { return worth_a_piece / (pace_.cost() * 2 * static_cast<double>(abscissae_)); }

/// What is worth one; or less, while there are few: nobody should have to wait long for whoever has the last one.
std::size_t direct_run::pairs_in_a_piece() const {
    const double worth = pairs_worth_a_piece(), share = static_cast<double>(tree_.size()) / static_cast<double>(32 * workers());
    return static_cast<std::size_t>(std::max(1.0, std::min(worth, std::max(share, worth / 4))));
}

/// Whether there are few in the line.
bool direct_run::wants_pieces() { return line_->undone() < pieces_ahead * workers(); }

void direct_run::add_in_pieces(segment_id first, segment_id end) {
    const auto step = static_cast<segment_id>(2 * pairs_in_a_piece());
    for (; first < end; first += step) add_pieces(first, std::min<segment_id>(end, first + step));
}

/// Of segments two by two. One pair may take so long that workers would have to wait for whoever has the last one: then a piece is
/// no more of it than is worth one; or four times as much, while there are many.
void direct_run::add_pieces(segment_id first, segment_id end) {
    const auto parts_of = [&](segment_id s) -> std::size_t {
        if (end - first != 2 || !can_be_shared(s)) return 1;
        const bool are_few = line_->undone() < 4 * workers();
        return static_cast<std::size_t>(
            std::clamp(1 / (pairs_worth_a_piece() * (are_few ? 1 : 4)), 1.0, 2 * static_cast<double>(abscissae_)));
    };
    const std::size_t parts = std::min(parts_of(first), line_->capacity() / 4);
    for (std::size_t part = 0; part < parts; ++part) {
        piece_of_work& p = piece(line_->added());
        p.first = first;
        p.end = end;
        p.part = part;
        p.parts = parts;
        p.ended = 0;
        line_->add();
    }
}

/// Whether several may evaluate f on a segment and the one beside it, by themselves.
bool direct_run::can_be_shared(segment_id s) const {
    return are_plain_ && tree_[s].parent != no_segment &&
           have_clearly_distinct_abscissae(s, tree_[s].a, tree_[s].b, tree_[s + 1].b);
}

/// By any worker. Segments of which there is no estimate stay unknown.
void direct_run::do_piece(std::size_t number) {
    const piece_of_work& p = piece(number);
    scratch_array memory;
    memory.resize(4 * abscissae_);
    const std::span<double> x(memory.data(), memory.size());
    if (p.parts > 1) return do_part(number, x);
    for (segment_id s = p.first; s < p.end; s += 2) {
        if (!(s + 1 == p.end ? estimate_one(s, x) : estimate_two(s, x))) return;
    }
}

/// Whoever has the last value of two segments makes their estimates.
void direct_run::do_part(std::size_t number, std::span<double> x) {
    const piece_of_work& p = piece(number);
    const segment_id s = p.first;
    const std::size_t both = 2 * abscissae_, from = p.part * both / p.parts, to = (p.part + 1) * both / p.parts;
    abscissae(tree_[s].a, tree_[s].b, tree_[s + 1].a, tree_[s + 1].b, t_, x.first(both));
    f_.plain(x.subspan(from, to - from), values_.of(s) + from);
    if (++piece(number - p.part).ended == p.parts) (void)estimate_evaluated(s);
}

/// Of initial segments, from the second on.
void direct_run::estimate_initial_in_parallel(segment_id end) {
    run_line([&] {
        segment_id next = 1;
        const std::size_t in_a_piece = pairs_in_a_piece();
        while (!line_->has_stopped()) {
            while (next < end && wants_pieces()) {
                const auto to = static_cast<segment_id>(std::min<std::size_t>(end, next + 2 * in_a_piece));
                add_pieces(next, to);
                next = to;
            }
            const std::size_t done = line_->done();
            if (done == line_->added()) return;
            line_->help(done);
        }
    });
}

/// With workers that do pieces; all that are added are done when it returns.
void direct_run::run_line(const std::function<void()>& lead) {
    if (!line_) {
        line_ = std::make_unique<work_line>(concurrency_, [this](std::size_t number) { do_piece(number); });
        pieces_ = std::make_unique<piece_of_work[]>(line_->capacity());
    }
    tree_.reserve(many);
    taken_in_ = 0;
    const auto all = [&] {
        lead();
        // Of a pair that several share, what has been evaluated would be lost.
        line_->help_with_all();
    };
    if (!line_->run(all)) cancelled_ = true;
}

}  // namespace taskquad::detail
