#include "mpi/ending.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <taskquad/mpi.hpp>

#include "problem/failure.hpp"

namespace taskquad::mpi::ranks {

namespace {

enum class told : std::uint8_t { nothing, wrong_argument, remote };

}  // namespace

void put(writer& to, const std::exception_ptr& e, int rank, const std::string& host) {
    if (!e) return to.put(told::nothing);
    try {
        std::rethrow_exception(e);
    } catch (const remote_error& error) {
        to.put(told::remote);
        to.put(error.rank());
        to.put_text(error.host());
        to.put(error.x());
        to.put_text(error.text());
    } catch (const std::invalid_argument& error) {
        to.put(told::wrong_argument);
        to.put_text(error.what());
    } catch (...) {
        to.put(told::remote);
        to.put(rank);
        to.put_text(host);
        to.put(std::numeric_limits<double>::quiet_NaN());
        to.put_text(problem::in_words(e));
    }
}

std::exception_ptr get_exception(reader& from) {
    switch (from.get<told>()) {
        case told::nothing:
            return {};
        case told::wrong_argument:
            return std::make_exception_ptr(std::invalid_argument(from.get_text()));
        case told::remote:
            break;
    }
    const int rank = from.get<int>();
    const std::string host = from.get_text();
    const auto x = from.get<double>();
    return std::make_exception_ptr(remote_error(rank, host, x, from.get_text()));
}

void put(writer& to, const ending& e, int rank, const std::string& host) {
    to.put(e.is_whole);
    put(to, e.thrown, rank, host);
    if (e.thrown) return;
    const result<>& r = e.outcome.flat;
    for (const double number : {r.value, r.error, r.elapsed.count(), r.non_finite_at, r.not_reproducible_at, r.values_there[0],
                                r.values_there[1], r.failed_at}) {
        to.put(number);
    }
    for (const std::uint64_t count : {r.evaluations, r.calls, r.reused, r.speculative, r.segments}) to.put(count);
    to.put(r.status);
    to.put(r.cubature);
    to.put(r.concurrency);
    put(to, r.failure, rank, host);
    to.put_list(std::span(r.place));
    to.put_list(std::span(r.partition));
    to.put(r.cells.size());
    for (const cell<>& c : r.cells) {
        to.put_list(std::span(c.lower));
        to.put_list(std::span(c.upper));
        to.put(c.integral);
        to.put(c.error);
    }
    to.put_list(std::span(e.outcome.components));
    to.put_list(std::span(e.outcome.components_of_pieces));
    to.put(e.shape);
}

ending get_ending(reader& from) {
    ending e;
    e.is_whole = from.get<bool>();
    e.thrown = get_exception(from);
    if (e.thrown) return e;
    result<>& r = e.outcome.flat;
    r.value = from.get<double>();
    r.error = from.get<double>();
    r.elapsed = std::chrono::duration<double>(from.get<double>());
    for (double* number : {&r.non_finite_at, &r.not_reproducible_at, &r.values_there[0], &r.values_there[1], &r.failed_at}) {
        *number = from.get<double>();
    }
    for (std::uint64_t* count : {&r.evaluations, &r.calls, &r.reused, &r.speculative, &r.segments}) {
        *count = from.get<std::uint64_t>();
    }
    r.status = from.get<status>();
    r.cubature = from.get<foundation>();
    r.concurrency = from.get<int>();
    r.failure = get_exception(from);
    r.place = from.get_list<double>();
    r.partition = from.get_list<segment<>>();
    for (auto left = from.get<std::size_t>(); left > 0; --left) {
        cell<>& c = r.cells.emplace_back();
        c.lower = from.get_list<double>();
        c.upper = from.get_list<double>();
        c.integral = from.get<double>();
        c.error = from.get<double>();
    }
    e.outcome.components = from.get_list<double>();
    e.outcome.components_of_pieces = from.get_list<double>();
    e.shape = from.get<value_shape>();
    return e;
}

}  // namespace taskquad::mpi::ranks
