/// The equal parts into which a piece between two points is divided first. Where doubles are too few, empty parts are left out.
#pragma once

namespace taskquad::regions::segments {

/// The end of part k of n, counted from 1.
inline double part_end(double begin, double end, int k, int n) {
    return k == n ? end : begin + (end - begin) * (static_cast<double>(k) / n);
}

/// The end of the first part that is not empty.
inline double first_part_end(double begin, double end, int n) {
    int k = 1;
    while (!(part_end(begin, end, k, n) > begin)) ++k;
    return part_end(begin, end, k, n);
}

/// Calls visit(a, b) for each part that is not empty, from left to right.
template <class Visit>
void for_each_part(double begin, double end, int n, Visit visit) {
    double a = begin;
    for (int k = 1; k <= n; ++k) {
        const double b = part_end(begin, end, k, n);
        if (!(b > a)) continue;
        visit(a, b);
        a = b;
    }
}

}  // namespace taskquad::regions::segments
