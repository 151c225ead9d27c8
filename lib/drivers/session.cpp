#include <taskquad/session.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include <taskquad/detail/run.hpp>

#include "drivers/session_state.hpp"
#include "machine/dyadic.hpp"
#include "problem/failure.hpp"
#include "problem/messages.hpp"
#include "regions/first_estimates.hpp"
#include "regions/regions.hpp"

namespace taskquad::detail {

namespace {

[[noreturn]] void refuse(const std::string& what, double x, const std::string& why) {
    throw std::invalid_argument("taskquad: session: " + what + " at x = " + problem::text(x) + why);
}

/// The point at x, which must have been asked for. One that has failed was, even if it is yet to be given out again.
values::point_id asked(flat_session::state& s, double x, const char* what) {
    s.recover();
    const double at = machine::without_signed_zero(x);
    const auto p = s.all.has_begun() ? s.engine().find(&at) : std::nullopt;
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

/// Throws where x can only be an abscissa that was asked for, changed on its way: the session would wait for that one for ever. It
/// is one cut short, or lies within 1e-9 of the larger limit; of the abscissa itself, where a limit is infinite. Not if it is as
/// far away as a hundredth of what separates the abscissa from all others: close to a singular place another run may have had a
/// value there.
void refuse_if_changed(const flat_session::state& s, double x, double largest_limit) {
    constexpr double of_6_digits = 1e-5, near = 1e-9, apart = 0.01;
    const decisions::engine& e = s.engine();
    if (e.find(&x)) return;
    for (const auto& flight : s.flights) {
        const values::point_id p = flight.first;
        const double asked_for = e.x(p), distance = std::abs(x - asked_for);
        const double scale = std::isfinite(largest_limit) ? largest_limit : std::abs(asked_for);
        if (!(distance <= of_6_digits * scale)) continue;
        bool is_next_to_it = distance <= near * scale;
        for (values::point_id q = 0; is_next_to_it && q < e.points(); ++q) {
            is_next_to_it = q == p || std::abs(e.x(q) - asked_for) * apart >= distance;
        }
        if (!is_next_to_it && !is_cut_short(x, asked_for)) continue;
        throw std::invalid_argument("taskquad: session: told f(x) at x = " + problem::text_of_17_digits(x) +
                                    ", which was not asked for, but " + problem::text_of_17_digits(asked_for) +
                                    " was: x must come back to the last bit; write it with 17 digits, or in hexadecimal");
    }
}

}  // namespace

flat_session::flat_session(const domain& where, const options& o, std::size_t components, bool complex)
    : first_(where.points().front()), last_(where.points().back()) {
    check(o);
    regions::check_budget(where, o);
    drivers::integration::maker_of_regions make;
    if (first_ < last_)
        make = [where, complex](const options& own) { return regions::regions_of(where, own, {.complex = complex}); };
    state_ = std::make_unique<state>(std::move(make), o, evaluation_log::kind_of_f{1, components, complex});
}
flat_session::flat_session(flat_session&& other) noexcept = default;
flat_session& flat_session::operator=(flat_session&& other) noexcept = default;
flat_session::~flat_session() = default;

std::vector<double> flat_session::ask(std::size_t n) { return state_->ask(n); }

void flat_session::tell(double x, std::span<const double> value, const value_shape& size) {
    state& s = *state_;
    if (!(first_ <= x && x <= last_)) {
        refuse("told f(x)", x, ", which is not in [" + problem::text(first_) + ", " + problem::text(last_) + "]");
    }
    if (s.dynamic) s.shape->check(size, x);
    if (!s.all.has_begun()) {
        if (s.dynamic) s.shape->agree(size, x);
        return;
    }
    s.recover();
    const double at = machine::without_signed_zero(x);
    refuse_if_changed(s, at, std::max(std::abs(first_), std::abs(last_)));
    const values::point_id p = s.engine().make(&at);
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

void flat_session::fail(double x, const std::exception_ptr& e) {
    if (!e) refuse("failure", x, ": the exception is null");
    const values::point_id p = asked(*state_, x, "failure");
    // Else it was told meanwhile by somebody else, or has failed before.
    if (state_->in_flight(p)) state_->fail(p, std::numeric_limits<double>::quiet_NaN(), e);
    state_->look();
}

void flat_session::withdraw(double x) {
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
