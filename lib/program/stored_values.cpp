#include "program/stored_values.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "journal/database.hpp"
#include "journal/table.hpp"

namespace taskquad::program {

namespace {

journals::database opened(const std::string& file) {
    if (!std::filesystem::exists(file)) throw std::runtime_error("taskquad: journal " + file + ": there is no such file");
    journals::database d(file, journals::database::access::read_only, false);
    if (journals::is_empty(d)) d.refuse("is empty, and no journal");
    return d;
}

std::string problem_in(journals::database& d) {
    journals::statement s(d, "SELECT value FROM common WHERE key = 'problem'");
    return s.step() ? s.text(0) : "";
}

bool has_table(journals::database& d, const std::string& name) {
    return d.number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '" + name + "'") != 0;
}

}  // namespace

void refuse_to_overwrite(const std::string& file) {
    constexpr std::string_view begins = "SQLite format 3";
    std::string head(begins.size(), ' ');
    std::ifstream(file).read(head.data(), static_cast<std::streamsize>(head.size()));
    if (head == begins) throw std::runtime_error("taskquad: " + file + " is a journal, and is not written over");
}

stored_values::stored_values(std::string file) : file_(std::move(file)) {
    journals::database d = opened(file_);
    problem_ = problem_in(d);
    const journals::table t(d, problem_);
    coordinates_ = t.kind().coordinates;
    components_ = t.kind().components;
    names_ = t.names_of_coordinates();
    std::ranges::copy(t.names_of_components(), std::back_inserter(names_));
    names_.emplace_back("seconds");
}

std::vector<stored_values::row> stored_values::rows() const {
    journals::database d = opened(file_);
    journals::table t(d, problem_);
    std::vector<row> list;
    t.read(0, [&](const journals::line& l) { list.push_back({l.coordinates, l.value, l.seconds, l.at}); });
    std::ranges::sort(list, {}, &row::coordinates);
    return list;
}

std::vector<stored_values::writer> stored_values::writers() const {
    journals::database d = opened(file_);
    std::vector<writer> list;
    if (!has_table(d, "evaluation")) return list;
    journals::statement s(d,
                          "SELECT host, rank, process, count(*), min(evaluation.at), max(evaluation.at) FROM evaluation "
                          "LEFT JOIN writer ON writer.id = writer GROUP BY writer ORDER BY writer");
    while (s.step()) {
        list.push_back({s.text(0), s.text(1), s.integer(2), static_cast<std::uint64_t>(s.integer(3)), s.real(4), s.real(5)});
    }
    return list;
}

std::vector<stored_values::failure> stored_values::failures() const {
    journals::database d = opened(file_);
    std::vector<failure> list;
    if (!has_table(d, "failure")) return list;
    journals::statement s(d, "SELECT x, at, what FROM failure ORDER BY id");
    while (s.step()) list.push_back({s.real(0), s.real(1), s.text(2)});
    return list;
}

}  // namespace taskquad::program
