#include <taskquad/box.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <taskquad/detail/run.hpp>

#include "problem/messages.hpp"

namespace taskquad {

namespace {

/// Refuses what is no axis, in words.
class refusals {
public:
    explicit refusals(std::size_t number) : number_(number) {}

    void operator()(const domain& /*checked when it was made*/) const {}
    void operator()(const refused_interval& r) const {
        constexpr std::string_view subject = "taskquad: domain: ";
        refuse(r.why.starts_with(subject) ? r.why.substr(subject.size()) : r.why);
    }
    void operator()(const normal& n) const {
        if (!std::isfinite(n.mean)) refuse("its mean is " + problem::text(n.mean) + ", must be finite");
        require_positive("sd", n.sd);
    }
    void operator()(const exponential& e) const { require_positive("rate", e.rate); }
    void operator()(const distribution& d) const {
        if (!d.inverse_cdf) refuse("its inverse distribution function is null");
    }
    void operator()(const between& b) const {
        for (const auto& [name, limit] : {std::pair("lower", &b.lower), std::pair("upper", &b.upper)}) {
            const std::string subject = "its " + std::string(name) + " limit ";
            const double* const x = limit->number();
            if (x != nullptr && !std::isfinite(*x))
                refuse(subject + "is " + problem::text(*x) + ", must be finite beside a function");
            if (x == nullptr && !*limit->function()) refuse(subject + "is a null function");
            if (x == nullptr && number_ == 0) refuse(subject + "depends on earlier axes, and there are none");
        }
    }

private:
    void require_positive(const char* name, double x) const {
        if (!(x > 0) || std::isinf(x)) refuse("its " + std::string(name) + " is " + problem::text(x) + ", must be finite and > 0");
    }
    [[noreturn]] void refuse(const std::string& why) const {
        throw std::invalid_argument("taskquad: box: axis " + std::to_string(number_) + ": " + why);
    }
    std::size_t number_;
};

}  // namespace

void box::check() const {
    if (axes_.empty() || axes_.size() > most_axes) {
        throw std::invalid_argument("taskquad: box: there are " + std::to_string(axes_.size()) + " axes, must be from 1 to " +
                                    std::to_string(most_axes));
    }
    for (std::size_t a = 0; a < axes_.size(); ++a) std::visit(refusals(a), axes_[a].is());
}

void detail::check_dimension(std::size_t of_points, std::size_t of_box) {
    if (of_points == 0 || of_points == of_box) return;
    throw std::invalid_argument("taskquad: box: f takes points of " + std::to_string(of_points) + " coordinates, and there are " +
                                std::to_string(of_box) + " axes");
}

bool box::reversed() const noexcept {
    return std::ranges::count_if(axes_, [](const axis& a) { return a.interval() != nullptr && a.interval()->reversed(); }) % 2 == 1;
}

bool box::empty() const noexcept {
    return std::ranges::any_of(axes_, [](const axis& a) { return a.has_no_width(); });
}

}  // namespace taskquad
