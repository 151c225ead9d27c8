#include "first_segment.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "abscissa.hpp"
#include "accuracy.hpp"
#include "grain.hpp"
#include "parts.hpp"
#include "room.hpp"

namespace taskquad::detail {

namespace {

/// Up to there tasks for single evaluations are not worth what they cost.
pace::limits cheap_enough(const integrand_view& f, const options& o) {
    if (o.concurrency == 1 || f.one_at_a_time()) return pace::none;
    const double most = o.grain == grain::segments ? std::numeric_limits<double>::infinity() : 20e-6;
    return {.cheap = pace::seconds(most), .first_patience = 150, .patience = 500};
}

}  // namespace

first_segment::first_segment(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin)
    : f_(f),
      where_(where),
      options_(o),
      rule_(o.rule),
      a_(where.points()[0]),
      b_(first_part_end(where.points()[0], where.points()[1], o.initial_segments)),
      pace_(cheap_enough(f, o), since_begin) {}

bool first_segment::estimate() {
    const auto t = rule_.abscissae();
    const std::size_t count = t.size();
    x_.resize(count);
    y_.resize(count);
    place(rule_, a_, b_, {x_.data(), count});
    constexpr double clear = 16;  // else abscissae may be the same, or lie outside
    if (!is_wide(rule_.separation(), clear, b_ - a_, a_, b_) || !is_cheap()) return false;
    f_.plain(std::span<const double>(x_.data(), count).subspan(evaluated_), y_.data() + evaluated_);
    evaluated_ = count;
    const double h = (b_ - a_) / 2;
    const auto e = rule_.has_weight() ? rule_.weighted(values(), h, std::midpoint(a_, b_)) : rule_(values(), h);
    says_ = judge(rule_, accuracy_of_values(f_, options_))(e, h, values());
    return says_.is_known() && pace_.made(count, 1);
}

/// The first evaluations, one by one.
bool first_segment::is_cheap() {
    while (true) {
        f_.plain({x_.data() + evaluated_, 1}, y_.data() + evaluated_);
        ++evaluated_;
        const auto cheap = pace_.tried();
        if (cheap || evaluated_ == x_.size()) return cheap.value_or(false);
    }
}

bool first_segment::suffices() const {
    const bool is_all = where_.points().size() == 2 && b_ == where_.points()[1];
    const tolerance t{options_.absolute_tolerance, options_.relative_tolerance};
    return is_all && t.accepts(std::abs(says_.integral), says_.error) && !is_suspect(rule_, a_, b_, values());
}

void first_segment::finish(result<>& r) const {
    const bool reversed = where_.reversed();
    r.value = reversed ? -says_.integral : says_.integral;
    r.error = says_.error;
    r.status = status::converged;
    r.evaluations = r.calls = evaluated_;
    r.segments = 1;
    r.concurrency = 1;
    if (options_.keep_partition)
        r.partition = {reversed ? segment<>{b_, a_, r.value, r.error} : segment<>{a_, b_, r.value, r.error}};
    r.elapsed = pace_.elapsed();
}

std::vector<std::pair<double, double>> first_segment::evaluated() const {
    std::vector<std::pair<double, double>> list(evaluated_);
    for (std::size_t i = 0; i < evaluated_; ++i) list[i] = {x_[i], y_[i]};
    return list;
}

}  // namespace taskquad::detail
