#include <taskquad/session.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/detail/run.hpp>

#include "drivers/session_state.hpp"
#include "machine/dyadic.hpp"
#include "problem/failure.hpp"
#include "problem/messages.hpp"
#include "regions/first_estimates.hpp"
#include "regions/regions.hpp"

namespace taskquad::detail {

namespace {

using point = std::span<const double>;

[[noreturn]] void refuse(const std::string& what, point x, const std::string& why) {
    throw std::invalid_argument("taskquad: session: " + what + " at x = " + problem::text_of_point(x) + why);
}

std::vector<double> without_signed_zeros(point x) {
    std::vector<double> at;
    for (const double c : x) at.push_back(machine::without_signed_zero(c));
    return at;
}

/// The point at x, which must have been asked for. One that has failed was, even if it is yet to be given out again.
values::point_id asked(flat_session::state& s, point x, const char* what) {
    s.recover();
    const bool may_be_known = s.all.has_begun() && x.size() == s.kind.coordinates;
    const auto p = may_be_known ? s.engine().find(without_signed_zeros(x).data()) : std::nullopt;
    if (!p || !(s.engine().point(*p).given || s.engine().failures(*p) > 0)) refuse(what, x, ", which was not asked for");
    return *p;
}

/// What is left of a number that was printed with 6 digits, as by printf and streams that are told nothing else.
double printed(double x, std::chars_format how) {
    const std::string text = problem::text(x, how, 6);
    std::from_chars(text.data(), text.data() + text.size(), x);
    return x;
}

/// Whether x is an abscissa in single precision, or printed with 6 digits.
bool is_cut_short(double x, double abscissa) {
    const bool has_float = std::abs(abscissa) <= std::numeric_limits<float>::max();
    return (has_float && x == static_cast<double>(static_cast<float>(abscissa))) ||
           x == printed(abscissa, std::chars_format::general) || x == printed(abscissa, std::chars_format::fixed);
}

std::string text_of_17_digits(point x) {
    std::string text;
    for (const double c : x) text += (text.empty() ? "" : ", ") + problem::text_of_17_digits(c);
    return x.size() == 1 ? text : "(" + text + ")";
}

}  // namespace

flat_session::flat_session(const domain& where, const options& o, std::size_t components, bool complex)
    : axes_{{where.points().front(), where.points().back()}} {
    check(o);
    regions::check_budget(where, o);
    drivers::integration::maker_of_regions make;
    if (axes_[0].first < axes_[0].last)
        make = [where, complex](const options& own) { return regions::regions_of(where, own, {.complex = complex}); };
    state_ = std::make_unique<state>(std::move(make), o, evaluation_log::kind_of_f{1, components, complex});
}
flat_session::flat_session(const box& where, const options& o, std::size_t components, bool complex) {
    check(o);
    for (const axis& a : where.axes()) {
        constexpr double inf = std::numeric_limits<double>::infinity();
        const domain* const interval = a.interval();  // any number may be a value of what is distributed, or depends on others
        axes_.push_back(interval != nullptr ? limits{interval->points().front(), interval->points().back()} : limits{-inf, inf});
    }
    drivers::integration::maker_of_regions make;
    if (!where.empty()) {
        regions::check_budget(where, o);
        make = [where, complex](const options& own) { return regions::regions_of(where, own, {.complex = complex}); };
    }
    state_ = std::make_unique<state>(std::move(make), o, evaluation_log::kind_of_f{axes_.size(), components, complex});
}
flat_session::flat_session(flat_session&& other) noexcept = default;
flat_session& flat_session::operator=(flat_session&& other) noexcept = default;
flat_session::~flat_session() = default;

/// Throws where x can only be a point that was asked for, changed on its way: the session would wait for that one for ever. On each
/// axis it is one cut short, or lies within 1e-9 of the larger limit; of the coordinate itself, where a limit is infinite. Not if
/// it is as far away as a hundredth of what separates the point from all others: close to a singular place another run may have had
/// a value there.
void flat_session::refuse_if_changed(point x) const {
    constexpr double of_6_digits = 1e-5, near = 1e-9, apart = 0.01;
    const decisions::engine& e = state_->engine();
    if (e.find(x.data())) return;
    for (const auto& flight : state_->flights) {
        const values::point_id p = flight.first;
        const point asked_for(e.at(p).coordinates, x.size());
        /// The largest over the axes, relative to the scale of each.
        const auto distance = [&](const double* other) {
            double largest = 0;
            for (std::size_t a = 0; a < x.size(); ++a) {
                const double limit = std::max(std::abs(axes_[a].first), std::abs(axes_[a].last));
                const double scale = std::isfinite(limit) ? limit : std::abs(asked_for[a]);
                const double d = std::abs(other[a] - asked_for[a]);
                if (d != 0) largest = std::max(largest, d / scale);
            }
            return largest;
        };
        const double away = distance(x.data());
        if (!(away <= of_6_digits)) continue;
        bool is_next_to_it = away <= near;
        for (values::point_id q = 0; is_next_to_it && q < e.points(); ++q) {
            is_next_to_it = q == p || distance(e.at(q).coordinates) * apart >= away;
        }
        const auto is_cut = [](double c, double asked) { return c == asked || is_cut_short(c, asked); };
        if (!is_next_to_it && !std::ranges::equal(x, asked_for, is_cut)) continue;
        throw std::invalid_argument("taskquad: session: told f(x) at x = " + text_of_17_digits(x) +
                                    ", which was not asked for, but " + text_of_17_digits(asked_for) +
                                    " was: x must come back to the last bit; write it with 17 digits, or in hexadecimal");
    }
}

void flat_session::refuse_if_outside(point x) const {
    if (x.size() != axes_.size()) {
        refuse("told f(x)", x,
               ", which has " + std::to_string(x.size()) + " coordinates, and there are " + std::to_string(axes_.size()) + " axes");
    }
    const auto is_within = [](double c, const limits& l) { return l.first <= c && c <= l.last; };
    if (std::ranges::equal(x, axes_, is_within)) return;
    std::string where;
    for (const limits& l : axes_) {
        where += (where.empty() ? "[" : " x [") + problem::text(l.first) + ", " + problem::text(l.last) + "]";
    }
    refuse("told f(x)", x, ", which is not in " + where);
}

std::vector<double> flat_session::ask(std::size_t n) { return state_->ask(n); }

void flat_session::tell(point x, std::span<const double> value, const value_shape& size) {
    state& s = *state_;
    refuse_if_outside(x);
    if (s.dynamic) s.shape->check(size, x.front());
    if (!s.all.has_begun()) {
        if (s.dynamic) s.shape->agree(size, x.front());
        return;
    }
    s.recover();
    const std::vector<double> at = without_signed_zeros(x);
    refuse_if_changed(at);
    const values::point_id p = s.engine().make(at.data());
    if (s.engine().point(p).known) {
        const auto same = [](double y, double z) { return y == z || (std::isnan(y) && std::isnan(z)); };
        const auto before = s.engine().value(p);
        const auto other = std::ranges::mismatch(before, value, same);
        if (other.in1 == before.end()) return s.look();
        refuse("told f(x) = " + problem::text(*other.in2), x, ", but " + problem::text(*other.in1) + " before");
    }
    const auto bad = std::ranges::find_if(value, [](double y) { return !std::isfinite(y); });
    if (!s.o.failures.non_finite || bad == value.end()) {
        s.keep(p, value, size);
    } else if (s.in_flight(p) || s.engine().failures(p) == 0) {  // else it was told before, and is yet to be given out again
        s.fail(p, *bad, problem::non_finite_failure(x, *bad));
    }
    s.look();
}

void flat_session::fail(point x, const std::exception_ptr& e) {
    if (!e) refuse("failure", x, ": the exception is null");
    const values::point_id p = asked(*state_, x, "failure");
    // Else it was told meanwhile by somebody else, or has failed before.
    if (state_->in_flight(p)) state_->fail(p, std::numeric_limits<double>::quiet_NaN(), e);
    state_->look();
}

void flat_session::withdraw(point x) {
    const values::point_id p = asked(*state_, x, "withdrawal");
    if (!state_->in_flight(p)) return;
    state_->engine().withdraw(p);
    state_->land(p);
}

std::vector<double> flat_session::overdue(std::chrono::duration<double> after) {
    if (!(after.count() > 0)) {
        throw std::invalid_argument("taskquad: session: overdue after " + problem::text(after.count()) + " s, must be > 0");
    }
    return state_->overdue(after);
}

bool flat_session::done() {
    state_->recover();
    state_->look();
    return !state_->all.has_begun() || state_->engine().done();
}

outcome flat_session::result() const {
    state_->recover();
    return state_->so_far();
}

const common_shape& flat_session::shape_of_values() const { return *state_->shape; }

}  // namespace taskquad::detail
