/// What ranks say to each other. Rank 0 is the manager; the others talk to it alone.
///
/// Each message begins with its kind and with the number of the integration that it belongs to, since a rank that was taken for
/// lost may still be in the one before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include <taskquad/value.hpp>

#include "mpi/bytes.hpp"
#include "mpi/roster.hpp"

namespace taskquad::mpi::ranks {

enum class kind : std::uint8_t {
    here,     ///< to the manager: a rank has come; what it takes at a time, and its machine
    refused,  ///< to the manager, in place of `here`: the exception for which this rank evaluates nothing
    points,   ///< from the manager: to be evaluated
    answers,  ///< to the manager: what became of points
    stop,     ///< to the manager: a stop was requested here
    end,      ///< from the manager: the integration has ended; the result, or what has ended it
    done,     ///< to the manager: nothing is being evaluated here any more; the last that a rank sends
    goodbye,  ///< from the manager: all are done; the last that it sends
    alive,    ///< both ways: nothing, but that somebody is there
};

struct header {
    ranks::kind kind;
    std::uint32_t integration;
};

/// A point of f, with a number by which its answer is known.
struct point {
    std::uint64_t number = 0;
    std::vector<double> at = {};  ///< its coordinates; x, and, where f takes distances, these
};

inline void put(writer& to, const point& p) {
    to.put(p.number);
    to.put_list(std::span(p.at));
}

inline point get_point(reader& from) {
    const auto number = from.get<std::uint64_t>();
    return {number, from.get_list<double>()};
}

/// What became of a point.
struct answer {
    enum class what : std::uint8_t { value, failure, nothing };

    std::uint64_t number = 0;
    answer::what is = what::nothing;
    int worker = 0;      ///< of the rank
    double seconds = 0;  ///< that f took
    value_shape shape = {};
    std::vector<double> components = {};
    std::string text = {};  ///< of what f threw
};

inline void put(writer& to, const answer& a) {
    to.put(a.number);
    to.put(a.is);
    to.put(a.worker);
    to.put(a.seconds);
    to.put(a.shape);
    to.put_list(std::span(a.components));
    to.put_text(a.text);
}

inline answer get_answer(reader& from) {
    answer a;
    a.number = from.get<std::uint64_t>();
    a.is = from.get<answer::what>();
    a.worker = from.get<int>();
    a.seconds = from.get<double>();
    a.shape = from.get<value_shape>();
    a.components = from.get_list<double>();
    a.text = from.get_text();
    return a;
}

inline writer begun(kind k, std::uint32_t integration) {
    writer to;
    to.put(header{k, integration});
    return to;
}

}  // namespace taskquad::mpi::ranks
