#include "regions/boxes/box_kind.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace taskquad::regions::boxes {

namespace {

/// Among boxes of equal error the one whose path in the tree of cuts comes first, lower before upper: the binary digits of its
/// place are the path, after the number of the initial box.
constexpr int digits_of_first = 30, digits_of_second = 52;

void go_up(std::array<double, 2>& place, int depth) {
    if (depth <= digits_of_first) {
        place[0] += std::ldexp(1, -depth);
    } else if (depth <= digits_of_first + digits_of_second) {
        place[1] += std::ldexp(1, digits_of_first - depth);
    }
}

mesh::room room_in(const box_chart& where) {
    if (where.are_reference()) return {};
    return [&where](std::size_t axis, double lower, double upper) { return where.has_room(axis, lower, upper); };
}

}  // namespace

box_kind::box_kind(std::vector<std::vector<double>> breaks, std::shared_ptr<const rules::fully_symmetric> rule, const options& o,
                   const form_of_f& f, bool reversed, box_chart where, std::vector<singular_face> graded)
    : options_(o),
      form_(f),
      where_(std::move(where)),
      mesh_(std::move(breaks), room_in(where_)),
      estimates_(std::move(rule), o, f.complex),
      samples_(mesh_.dimension(), estimates_.rule().line().size()),
      neighbours_(mesh_.dimension()),
      probes_(mesh_.dimension()),
      boxes_(mesh_.initial_boxes()),
      reversed_(reversed),
      graded_(std::move(graded)) {}

std::vector<region> box_kind::initial() {
    std::vector<region> list(mesh_.initial_boxes());
    double whole = 1;
    std::size_t by_powers = 1;  // as many boxes meet in the middles of axes with two powers
    for (std::size_t a = 0; a < mesh_.dimension(); ++a) {
        whole *= mesh_.largest(a) - mesh_.least(a);
        if (where_.power({a, false}) > 1 && where_.power({a, true}) > 1) by_powers *= 2;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        region& r = list[i];
        r.own = static_cast<box_number>(i);
        r.place = {static_cast<double>(i), 0};
        r.share = mesh_.volume(r.own) / whole;
        r.suspect = list.size() <= by_powers;
    }
    return list;
}

void box_kind::points(const region& r, std::vector<double>& list) {
    const std::size_t before = list.size();
    append_reference(r, list);
    where_.turn_all(std::span(list).subspan(before));
}

void box_kind::append_reference(const region& r, std::vector<double>& list) {
    if (r.look) {
        const auto chosen = probes_.chosen();
        list.insert(list.end(), chosen.begin(), chosen.end());
    } else {
        mesh_.place(r.own, estimates_.rule().points(), list);
    }
}

void box_kind::assess(region& r, std::span<const double* const> of_f, std::span<double> integral) {
    const auto values = counted_.of(of_f, integral.size(), where_, [&](std::vector<double>& list) { append_reference(r, list); });
    if (r.look) {
        probes_.take(values, boxes_, mesh_, samples_, estimates_);
        return forecasts_.take(boxes_, mesh_);
    }
    samples_.add(r.own, integral.size());
    box& b = boxes_[r.own];
    r.magnitude = mesh_.volume(r.own) * estimates_.assess(r.own, b, values, mesh_, samples_);
    b.cut = b.cut_by_values;
    std::ranges::copy(samples_.integral(r.own), integral.begin());
    r.integral = integral.size() == 1 ? integral.front() : estimates_.size_of(integral);
    r.error = b.raw;
}

/// Of two parts, whichever is asked for first, neither sees what has been made of the other's error: `raw` stays.
void box_kind::decide(region& r, const region* parent, std::span<const region> /*siblings*/) {
    box& b = boxes_[r.own];
    b.resolved = r.error;
    if (parent != nullptr) {
        r.error = b.resolved = neighbours_.error_of_part(r.own, boxes_, mesh_, samples_, estimates_);
        probes_.hand_down(b.parent, r.own, mesh_);
        forecasts_.hand_down(b.parent, r.own, mesh_);
        r.error = std::max(r.error, contradict(r.own));
        r.suspect = has_room(r) && !is_compared(r.own);
    }
    b.decided = r.decided = true;
    keep_parts_that_stand(r);
    constexpr int most_in_a_row = 3;
    if (b.non_finite_in_a_row > most_in_a_row) r.broken = status::non_finite;
    look_beyond_digits(r);
    conclude(r);
    if (parent != nullptr && !where_.breaks().empty()) look_at_faces(r);
}

/// Parts that were made across another axis, or at another place, are dropped.
void box_kind::keep_parts_that_stand(region& r) {
    box& b = boxes_[r.own];
    r.parts_stand = b.first != no_box && b.cut_of_parts.makes_the_parts_of(b.cut);
    if (!r.parts_stand) b.first = no_box;
}

/// Whether the integral of the whole says something of the error of a part.
bool box_kind::is_compared(box_number part) const {
    const box& whole = boxes_[boxes_[part].parent];
    return std::isfinite(whole.raw) && std::isfinite(boxes_[whole.first].raw + boxes_[whole.first + 1].raw);
}

/// A face that has a power already does not get another one.
void box_kind::look_at_faces(region& r) {
    const auto found = find_singular_face(r.own, boxes_, mesh_, samples_, estimates_);
    if (!found || where_.power({found->axis, found->upper}) > 1) return;
    r.gives_way = true;
    faces_.emplace(r.own, *found);
}

void box_kind::look_beyond_digits(region& r) {
    box& b = boxes_[r.own];
    b.unresolved = 0;
    if (!std::isfinite(r.error)) return;
    const auto without = [this](box_number n, std::size_t axis, bool upper) {
        return where_.unresolved_part({axis, upper}, upper ? mesh_.lower(n, axis) : mesh_.upper(n, axis));
    };
    const auto found = find_unresolved_face(r.own, graded_, without, boxes_, mesh_, samples_, estimates_);
    if (found.diverges) r.broken = status::divergent;
    b.unresolved = found.error;
    b.unresolved_axis = static_cast<std::uint16_t>(found.axis);
    b.unresolved_upper = found.upper;
    r.error += b.unresolved;
}

bool box_kind::is_unresolved(const region& r) const {
    constexpr double mostly = 0.8;
    return std::isfinite(r.error) && boxes_[r.own].unresolved > mostly * r.error;
}

/// What lies beyond so small a distance matters only of what hardly has an integral.
std::optional<status> box_kind::limitation(const region& r) const {
    if (!is_unresolved(r)) return {};
    constexpr double tiny = 1e-20;
    const box& b = boxes_[r.own];
    const std::size_t axis = b.unresolved_axis;
    const double far = b.unresolved_upper ? mesh_.least(axis) : mesh_.largest(axis);
    return where_.unresolved_part({axis, b.unresolved_upper}, far) < tiny ? status::divergent : status::endpoint_precision;
}

std::unique_ptr<kind> box_kind::instead_of(const region& r) {
    const singular_face& face = faces_.at(r.own);
    box_chart graded = where_.with_power({face.axis, face.upper}, face.power);
    auto breaks = graded.breaks();
    auto all = graded_;
    all.push_back(face);
    return std::make_unique<box_kind>(std::move(breaks), estimates_.shared_rule(), options_, form_, reversed_, std::move(graded),
                                      std::move(all));
}

void box_kind::conclude(region& r) {
    const box& b = boxes_[r.own];
    r.noise = is_unresolved(r) ? r.error : std::min(r.error, estimates::noise(b, r.error) + b.unresolved);
    r.divisible = has_room(r) && (r.suspect || r.error > r.noise);
}

void box_kind::successors(const region& r, std::vector<region>& list) {
    {
        box& whole = boxes_[r.own];
        whole.first = mesh_.cut(r.own, whole.cut.axis, whole.cut.at);
        whole.cut_of_parts = whole.cut;
    }
    boxes_.resize(mesh_.size());
    const box& whole = boxes_[r.own];
    for (const box_number upper : {0U, 1U}) {
        box& b = boxes_[whole.first + upper];
        b.parent = r.own;
        b.non_finite_in_a_row = whole.non_finite_in_a_row;
        region part;
        part.own = whole.first + upper;
        part.place = r.place;
        if (upper == 1) go_up(part.place, r.depth + 1);
        part.share = r.share * (mesh_.width(part.own, whole.cut.axis) / mesh_.width(r.own, whole.cut.axis));
        list.push_back(part);
    }
}

std::shared_ptr<const rules::fully_symmetric> rule_for(std::size_t dimension, double relative_tolerance) {
    const double loose = dimension <= 3 ? 3e-5 : 1e-6;
    if (relative_tolerance >= loose) return rules::cubature_rule(7, dimension);
    return rules::cubature_rule(dimension == 2 ? 13 : dimension == 3 ? 11 : 9, dimension);
}

std::vector<double> box_kind::sides(const region& r) const {
    std::vector<double> list;
    for (std::size_t a = 0; a < mesh_.dimension(); ++a) {
        list.push_back(where_.end(a, mesh_.lower(r.own, a)));
        list.push_back(where_.end(a, mesh_.upper(r.own, a)));
    }
    return list;
}

}  // namespace taskquad::regions::boxes
