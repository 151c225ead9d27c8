#include "journal/table.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <string_view>

#include <taskquad/journal.hpp>
#include <taskquad/version.hpp>

#include "journal/bits.hpp"
#include "journal/whereabouts.hpp"

namespace taskquad::journals {

namespace {

/// In the header of the file: that it is a journal, and of which version.
constexpr std::int64_t application = 0x54515541, version = 1;

/// SQLite has up to 2000 columns; values with more components than that stand in `bits` alone.
constexpr std::size_t most_columns = 1000;

std::string joined(const std::vector<std::string>& names, std::string_view between, std::string_view after = "") {
    std::string text;
    for (const std::string& name : names) text.append(text.empty() ? "" : between).append(name).append(after);
    return text;
}

std::string placeholders(std::size_t n) {
    std::string text = "?";
    for (std::size_t i = 1; i < n; ++i) text += ", ?";
    return text;
}

std::string in_words(std::size_t coordinates, bool distances) {
    if (distances) return "x and two distances";
    return coordinates == 1 ? "x" : std::to_string(coordinates) + " coordinates";
}

}  // namespace

bool is_empty(database& d) {
    // In this order: another process may be making a journal of it, at one stroke.
    const bool has_tables = d.number("SELECT count(*) FROM sqlite_master") != 0;
    const std::int64_t found = d.number("PRAGMA application_id");
    if (found == application) return false;
    if (found != 0 || has_tables) d.refuse("is a database, but no journal");
    return true;
}

table::table(database& in, const std::string& problem) : in_(in) {
    if (is_empty(in_)) {
        transaction all(in_);
        // Another process may have been faster.
        if (in_.number("PRAGMA application_id") == 0) make(problem);
        all.commit();
    }
    const std::int64_t its_version = in_.number("PRAGMA user_version");
    if (its_version > version) {
        in_.refuse("is of version " + std::to_string(its_version) + ", and this program knows versions up to " +
                   std::to_string(version));
    }
    if (in_.number("SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'") != 0) in_.refuse("is damaged");
    const std::string its_problem = said("problem").value_or("");
    if (its_problem != problem) {
        throw journal_mismatch("taskquad: journal " + in_.name() + ": its problem is \"" + its_problem + "\", not \"" + problem +
                               "\"");
    }
    look();
}

void table::make(const std::string& problem) {
    in_.run("PRAGMA application_id = " + std::to_string(application));
    in_.run("PRAGMA user_version = " + std::to_string(version));
    in_.run("CREATE TABLE common (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    in_.run("CREATE TABLE writer (id INTEGER PRIMARY KEY, host TEXT, process INTEGER, rank TEXT, began REAL)");
    say("problem", problem);
    say("made by", "taskquad " + std::to_string(TASKQUAD_VERSION_MAJOR) + "." + std::to_string(TASKQUAD_VERSION_MINOR) + "." +
                       std::to_string(TASKQUAD_VERSION_PATCH));
}

std::optional<std::string> table::said(const std::string& key) {
    statement s(in_, "SELECT value FROM common WHERE key = ?");
    s.bind(0, key);
    if (!s.step()) return {};
    return s.text(0);
}

std::size_t table::number(const std::string& key) {
    const auto text = said(key);
    return text ? static_cast<std::size_t>(std::strtoull(text->c_str(), nullptr, 10)) : 0;
}

void table::say(const std::string& key, const std::string& value) {
    statement s(in_, "INSERT OR REPLACE INTO common VALUES (?, ?)");
    s.bind(0, key);
    s.bind(1, value);
    s.run();
}

/// At what all values have in common, as far as anybody has said so.
void table::look() {
    coordinates_ = number("coordinates");
    components_ = number("components");
    complex_ = number("complex") != 0;
    distances_ = number("distances") != 0;
    shape_ = {number("rows"), number("columns")};
}

void table::agree(const evaluation_log::kind_of_f& f) {
    if (coordinates_ == 0) {
        transaction all(in_);
        look();
        if (coordinates_ == 0) {
            say("coordinates", std::to_string(f.coordinates));
            say("complex", f.complex ? "1" : "0");
            say("distances", f.takes_distances ? "1" : "0");
            look();
        }
        all.commit();
    }
    // Another process may have had the first value meanwhile.
    if (components_ == 0) look();
    if (f.coordinates != coordinates_ || f.takes_distances != distances_) {
        mismatch(in_words(coordinates_, distances_), in_words(f.coordinates, f.takes_distances));
    }
    if (f.complex != complex_) mismatch(complex_ ? "complex values" : "real values", f.complex ? "complex values" : "real values");
    if (f.components != 0 && components_ != 0) agree_on(f.components);
}

void table::agree_on(std::size_t components) const {
    if (components == components_) return;
    mismatch(std::to_string(components_) + (components_ == 1 ? " component" : " components"), std::to_string(components));
}

void table::mismatch(const std::string& its, const std::string& now) const {
    throw journal_mismatch("taskquad: journal " + in_.name() + ": has values of f of " + its + ", not of " + now);
}

value_shape table::shape() const { return components_ == 0 ? value_shape{} : shape_; }

std::vector<std::string> table::names_of_coordinates() const {
    if (distances_) return {"x", "from_a", "to_b"};
    std::vector<std::string> names{"x", "y", "z"};
    if (coordinates_ <= names.size()) {
        names.resize(coordinates_);
        return names;
    }
    names.clear();
    for (std::size_t i = 1; i <= coordinates_; ++i) names.push_back("x" + std::to_string(i));
    return names;
}

std::vector<std::string> table::names_of_components() const {
    if (components_ > most_columns) return {};
    if (components_ == 1) return {"value"};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < components_; ++i) {
        const std::size_t number = complex_ ? i / 2 : i;
        const std::string after = complex_ && components_ == 2 ? "" : std::to_string(number + 1);
        names.push_back((!complex_ ? "value" : i % 2 == 0 ? "re" : "im") + after);
    }
    return names;
}

/// When the first value tells how many components there are.
void table::make_tables(std::size_t components, const value_shape& s) {
    look();
    if (components_ != 0) return;
    say("components", std::to_string(components));
    say("rows", std::to_string(s.rows));
    say("columns", std::to_string(s.columns));
    look();
    const std::string coordinates = joined(names_of_coordinates(), ", ", " REAL NOT NULL"),
                      at = joined(names_of_coordinates(), ", ");
    const auto names = names_of_components();
    const std::string values = names.empty() ? "" : joined(names, ", ", " REAL") + ", ",
                      shown = names.empty() ? "bits" : joined(names, ", ");
    const std::string rest = "seconds REAL, at REAL, writer INTEGER REFERENCES writer";
    in_.run("CREATE TABLE evaluation (id INTEGER PRIMARY KEY, " + coordinates + ", " + values + rest +
            ", checksum INTEGER, bits BLOB, UNIQUE (" + at + "))");
    in_.run("CREATE VIEW evaluations AS SELECT " + at + ", " + shown +
            ", seconds, datetime(at, 'unixepoch') AS at, host, process, rank FROM evaluation LEFT JOIN writer ON writer.id = "
            "writer ORDER BY " +
            at);
}

/// In the table of writers, once this process has something to write.
void table::take_number() {
    if (writer_ != 0) return;
    statement s(in_, "INSERT INTO writer (host, process, rank, began) VALUES (?, ?, ?, ?) RETURNING id");
    s.bind(0, host());
    s.bind(1, static_cast<std::int64_t>(getpid()));
    s.bind(2, rank());
    s.bind(3, since_1970());
    if (s.step()) writer_ = s.integer(0);
}

void table::add(std::span<const line> lines) {
    const std::int64_t before = writer_;
    try {
        transaction all(in_);
        take_number();
        for (const line& l : lines) l.value.empty() ? add_failure(l) : add_value(l);
        all.commit();
    } catch (...) {
        // Nothing was written: neither this process's number nor tables.
        writer_ = before;
        insert_value_.reset();
        insert_failure_.reset();
        components_ = 0;
        throw;
    }
}

void table::add_value(const line& l) {
    if (components_ == 0) make_tables(l.value.size(), l.shape);
    agree_on(l.value.size());
    const auto names = names_of_components();
    const std::size_t columns = coordinates_ + names.size() + 5;
    if (!insert_value_) {
        const std::string values = names.empty() ? "" : joined(names, ", ") + ", ";
        insert_value_.emplace(in_, "INSERT OR IGNORE INTO evaluation (" + joined(names_of_coordinates(), ", ") + ", " + values +
                                       "seconds, at, writer, checksum, bits) VALUES (" + placeholders(columns) + ")");
    }
    int i = 0;
    for (const double x : l.coordinates) insert_value_->bind(i++, x);
    for (std::size_t k = 0; k < names.size(); ++k) insert_value_->bind(i++, l.value[k]);
    insert_value_->bind(i++, l.seconds);
    insert_value_->bind(i++, l.at);
    insert_value_->bind(i++, writer_);
    insert_value_->bind(i++, checksum(l.coordinates, l.value));
    if (names.empty() || !std::ranges::all_of(l.value, is_kept_by_sqlite)) {
        insert_value_->bind_bytes(i, to_bytes(l.value));
    } else {
        insert_value_->bind_nothing(i);
    }
    insert_value_->run();
}

void table::add_failure(const line& l) {
    if (!insert_failure_) {
        const std::string at = joined(names_of_coordinates(), ", ");
        in_.run("CREATE TABLE IF NOT EXISTS failure (id INTEGER PRIMARY KEY, " +
                joined(names_of_coordinates(), ", ", " REAL NOT NULL") +
                ", what TEXT, seconds REAL, at REAL, writer INTEGER REFERENCES writer)");
        insert_failure_.emplace(
            in_, "INSERT INTO failure (" + at + ", what, seconds, at, writer) VALUES (" + placeholders(coordinates_ + 4) + ")");
    }
    int i = 0;
    for (const double x : l.coordinates) insert_failure_->bind(i++, x);
    insert_failure_->bind(i++, std::string_view(l.failure));
    insert_failure_->bind(i++, l.seconds);
    insert_failure_->bind(i++, l.at);
    insert_failure_->bind(i, writer_);
    insert_failure_->run();
}

std::int64_t table::read(std::int64_t last, const std::function<void(const line&)>& show, std::int64_t most) {
    if (components_ == 0) look();
    if (components_ == 0) return last;
    const auto names = names_of_components();
    const std::string values = names.empty() ? "" : joined(names, ", ") + ", ";
    statement s(in_, "SELECT id, checksum, bits, seconds, at, " + values + joined(names_of_coordinates(), ", ") +
                         " FROM evaluation WHERE id > ? ORDER BY id LIMIT ?");
    s.bind(0, last);
    s.bind(1, most);
    line l;
    l.shape = shape_;
    while (s.step()) {
        last = s.integer(0);
        l.seconds = s.real(3);
        l.at = s.real(4);
        int column = 5;
        l.value = to_doubles(s.bytes(2));
        const bool has_bits = !l.value.empty();
        for (std::size_t k = 0; k < names.size(); ++k, ++column) {
            if (!has_bits) l.value.push_back(s.real(column));
        }
        l.coordinates.clear();
        for (std::size_t k = 0; k < coordinates_; ++k) l.coordinates.push_back(s.real(column++));
        if (l.value.size() != components_ || checksum(l.coordinates, l.value) != s.integer(1)) {
            in_.refuse("is damaged: the value in row " + std::to_string(last) + " was changed");
        }
        show(l);
    }
    return last;
}

std::int64_t table::count() {
    if (components_ == 0) look();
    return components_ == 0 ? 0 : in_.number("SELECT count(*) FROM evaluation");
}

}  // namespace taskquad::journals
