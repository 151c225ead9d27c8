#include "regions/boxes/mesh.hpp"

#include <algorithm>
#include <utility>

#include "regions/axes/variable.hpp"

namespace taskquad::regions::boxes {

mesh::mesh(std::vector<std::vector<double>> breaks, room told_apart)
    : breaks_(std::move(breaks)), told_apart_(std::move(told_apart)) {
    for (const auto& b : breaks_) initial_ *= b.size() - 1;
    std::vector<std::size_t> interval(dimension(), 0);
    for (std::size_t i = 0; i < initial_; ++i) {
        for (std::size_t a = 0; a < dimension(); ++a) {
            sides_.push_back(breaks_[a][interval[a]]);
            sides_.push_back(breaks_[a][interval[a] + 1]);
        }
        for (std::size_t a = dimension(); a-- > 0;) {
            if (++interval[a] + 1 < breaks_[a].size()) break;
            interval[a] = 0;
        }
    }
}

double mesh::volume(box_number b) const {
    double v = 1;
    for (std::size_t a = 0; a < dimension(); ++a) v *= width(b, a);
    return v;
}

bool mesh::contains(box_number b, std::span<const double> x) const {
    for (std::size_t a = 0; a < dimension(); ++a) {
        if (x[a] <= lower(b, a) || x[a] > upper(b, a)) return false;
    }
    return true;
}

box_number mesh::initial_at(std::span<const double> x) const {
    std::size_t n = 0;
    for (std::size_t a = 0; a < dimension(); ++a) {
        const auto& b = breaks_[a];
        const auto interval = std::ranges::lower_bound(b, x[a]) - b.begin() - 1;
        if (interval < 0 || interval + 1 >= std::ssize(b)) return no_box;
        n = n * (b.size() - 1) + static_cast<std::size_t>(interval);
    }
    return static_cast<box_number>(n);
}

bool mesh::is_break(std::size_t a, double x) const { return std::ranges::binary_search(breaks_[a], x); }

std::optional<std::size_t> mesh::longest_beside(box_number b, box_number other) const {
    std::optional<std::size_t> longest;
    const auto ratio = [&](std::size_t a) { return width(b, a) / width(other, a); };
    for (std::size_t a = 0; a < dimension(); ++a) {
        if (has_room(b, a) && (!longest || ratio(a) > ratio(*longest))) longest = a;
    }
    return longest;
}

bool mesh::has_room(std::size_t a, double from, double to) const {
    return axes::is_told_apart(from, to) && (!told_apart_ || told_apart_(a, from, to));
}

bool mesh::has_room(box_number b, std::size_t a) const { return has_room(a, lower(b, a), upper(b, a)); }

bool mesh::has_room(box_number b, std::size_t a, bool upper_face, double part) const {
    const double w = part * width(b, a);
    return upper_face ? has_room(a, upper(b, a) - w, upper(b, a)) : has_room(a, lower(b, a), lower(b, a) + w);
}

bool mesh::has_room(box_number b) const {
    for (std::size_t a = 0; a < dimension(); ++a) {
        if (has_room(b, a)) return true;
    }
    return false;
}

void mesh::place(box_number b, std::span<const double> points, std::vector<double>& list) const {
    const std::size_t d = dimension();
    list.reserve(list.size() + points.size());
    for (std::size_t i = 0; i < points.size(); i += d) {
        for (std::size_t a = 0; a < d; ++a) list.push_back(coordinate(b, a, points[i + a]));
    }
}

box_number mesh::cut(box_number b, std::size_t a, double at) {
    const auto first = static_cast<box_number>(size());
    const std::size_t sides = 2 * dimension();
    sides_.resize(sides_.size() + 2 * sides);
    for (const box_number part : {first, first + 1}) std::copy_n(&sides_[b * sides], sides, &sides_[part * sides]);
    sides_[first * sides + 2 * a + 1] = at;
    sides_[(first + 1) * sides + 2 * a] = at;
    return first;
}

}  // namespace taskquad::regions::boxes
