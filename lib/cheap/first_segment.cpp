#include "cheap/first_segment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "problem/grain.hpp"
#include "regions/segments/abscissa.hpp"
#include "regions/segments/parts.hpp"
#include "regions/segments/signs.hpp"
#include "rules/misfit.hpp"

namespace taskquad::cheap {

namespace {

/// The time beyond which an evaluation is worth a task of its own. Within a task of somebody else's, who may cancel it, there is a
/// limit on one thread, too: the engine then looks at the task's group after each evaluation.
tasks::cost_of_f::limits cheap_enough(const options& o, bool within_task) {
    if (o.concurrency == 1 && !within_task) return tasks::cost_of_f::none;
    return {.cheap = problem::most_for_segments(o), .first_patience = 150, .patience = 500};
}

}  // namespace

first_segment::first_segment(const detail::integrand_view& f, const domain& where, const options& o,
                             const machine::stopwatch& since_begin, bool within_task)
    : f_(f),
      where_(where),
      options_(o),
      rule_(o.rule),
      a_(where.points()[0]),
      b_(regions::segments::first_part_end(where.points()[0], where.points()[1], o.initial_segments)),
      cost_(cheap_enough(o, within_task), since_begin),
      count_(rule_.abscissae().size()) {}

bool first_segment::estimate() {
    x_.resize(count_);
    y_.resize(count_);
    regions::segments::place(rule_, a_, b_, {x_.data(), count_});
    constexpr double clear = 16;  // in roundings: with less, abscissae may coincide or lie outside
    if (!regions::segments::is_wide(detail::model_of(rule_).separation, clear, b_ - a_, a_, b_) || !is_cheap()) return false;
    f_.plain(std::span<const double>(x_.data(), count_).subspan(evaluated_), y_.data() + evaluated_);
    evaluated_ = count_;
    const double h = (b_ - a_) / 2;
    const auto e = rule_.has_weight() ? rule_.weighted(values(), h, std::midpoint(a_, b_)) : rule_(values(), h);
    assessed_ = regions::segments::plain_estimates(rule_, options_.f_relative_accuracy, b_ - a_)(e, h, values());
    if (looks_at_ends(f_, rule_)) look_at_ends(e, h);
    return assessed_.is_known && cost_.made(count_);
}

void first_segment::look_at_ends(const taskquad::estimate<>& e, double h) {
    const std::array<double, 2> x{regions::segments::beside_end(a_, b_, true), regions::segments::beside_end(a_, b_, false)};
    std::array<double, 2> y{};
    f_.plain(x, y.data());
    beside_ends_ = {{x[0], y[0]}, {x[1], y[1]}};
    assessed_.error = std::max(assessed_.error, detail::model_of(rule_).misfit->of_ends(y_.data(), y[0], y[1], h, e));
}

/// Evaluates f at one abscissa after the other, until it is clear whether it is cheap.
bool first_segment::is_cheap() {
    while (true) {
        f_.plain({x_.data() + evaluated_, 1}, y_.data() + evaluated_);
        ++evaluated_;
        const auto cheap = cost_.tried();
        if (cheap || evaluated_ == x_.size()) return cheap.value_or(false);
    }
}

bool first_segment::suffices() const {
    const bool is_all = where_.points().size() == 2 && b_ == where_.points()[1];
    return is_all && options_.tolerance().accepts(std::abs(assessed_.integral), assessed_.error) &&
           regions::segments::suspicion_of(rule_, a_, b_, values(), true, true) == regions::segments::suspicion::none;
}

void first_segment::finish(result<>& r) const {
    const bool reversed = where_.reversed();
    r.value = reversed ? -assessed_.integral : assessed_.integral;
    r.error = assessed_.error;
    r.status = status::converged;
    r.evaluations = r.calls = evaluated_ + beside_ends_.size();
    r.segments = 1;
    r.concurrency = 1;
    if (options_.keep_partition)
        r.partition = {reversed ? segment<>{b_, a_, r.value, r.error} : segment<>{a_, b_, r.value, r.error}};
    r.elapsed = cost_.elapsed();
}

std::vector<std::pair<double, double>> first_segment::evaluated() const {
    std::vector<std::pair<double, double>> list(evaluated_);
    for (std::size_t i = 0; i < evaluated_; ++i) list[i] = {x_[i], y_[i]};
    list.insert(list.end(), beside_ends_.begin(), beside_ends_.end());
    return list;
}

}  // namespace taskquad::cheap
