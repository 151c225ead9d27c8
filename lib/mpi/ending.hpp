/// How an integration ends, as rank 0 tells the others: with a result, or an exception.
#pragma once

#include <exception>
#include <string>

#include <taskquad/detail/outcome.hpp>
#include <taskquad/value.hpp>

#include "mpi/bytes.hpp"

namespace taskquad::mpi::ranks {

struct ending {
    detail::outcome outcome = {};
    value_shape shape = {};          ///< of the values, where their type leaves it open
    std::exception_ptr thrown = {};  ///< in place of an outcome
    bool is_whole = true;            ///< no rank is lost
};

/// `rank` and `host`: where that is told. An exception becomes a remote_error, unless it is one, or a std::invalid_argument; null
/// stays null.
void put(writer& to, const std::exception_ptr& e, int rank, const std::string& host);
[[nodiscard]] std::exception_ptr get_exception(reader& from);

void put(writer& to, const ending& e, int rank, const std::string& host);
[[nodiscard]] ending get_ending(reader& from);

}  // namespace taskquad::mpi::ranks
