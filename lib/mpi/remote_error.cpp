#include <taskquad/mpi.hpp>

#include <cmath>
#include <utility>

#include "problem/messages.hpp"

namespace taskquad::mpi {

namespace {

std::string in_words(int rank, const std::string& host, double x, const std::string& text) {
    const std::string where = "rank " + std::to_string(rank) + " on " + host;
    if (std::isnan(x)) return "taskquad: mpi: " + where + ": " + text;
    return "taskquad: mpi: f(x) at x = " + problem::text(x) + " has failed at " + where + ": " + text;
}

}  // namespace

struct remote_error::parts {
    int rank;
    std::string host;
    double x;
    std::string text;
};

remote_error::remote_error(int rank, const std::string& host, double x, const std::string& text)
    : std::runtime_error(in_words(rank, host, x, text)), parts_(std::make_shared<const parts>(parts{rank, host, x, text})) {}
remote_error::~remote_error() = default;

int remote_error::rank() const noexcept { return parts_->rank; }
const std::string& remote_error::host() const noexcept { return parts_->host; }
double remote_error::x() const noexcept { return parts_->x; }
const std::string& remote_error::text() const noexcept { return parts_->text; }

rank_lost::~rank_lost() = default;

}  // namespace taskquad::mpi
