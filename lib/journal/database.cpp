#include "journal/database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace taskquad::journals {

namespace {

constexpr auto patience = std::chrono::seconds(10);

/// A file that nobody has open is read as it is, so that nothing is written beside it, as SQLite else does: its folder may be
/// somebody else's.
std::string uri_of_resting_file(const std::string& absolute) {
    constexpr std::string_view digits = "0123456789ABCDEF", reserved = "%?#";
    std::string uri = "file:";
    for (const char c : absolute) {
        const bool is_reserved = reserved.find(c) != std::string_view::npos;
        const auto byte = static_cast<unsigned char>(c);
        uri += is_reserved ? std::string{'%', digits[byte / 16], digits[byte % 16]} : std::string(1, c);
    }
    return uri + "?immutable=1";
}

}  // namespace

// --- statement

void statement::finalizer::operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }

statement::statement(database& in, const std::string& sql) : in_(in) {
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v2(in.connection_.get(), sql.c_str(), -1, &made, nullptr));
    statement_.reset(made);
}

void statement::check(int code) const { in_.check(code); }

void statement::bind(int parameter, double x) { check(sqlite3_bind_double(statement_.get(), parameter + 1, x)); }
void statement::bind(int parameter, std::int64_t n) { check(sqlite3_bind_int64(statement_.get(), parameter + 1, n)); }
void statement::bind(int parameter, std::string_view text) {
    check(sqlite3_bind_text(statement_.get(), parameter + 1, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT));
}
void statement::bind_bytes(int parameter, std::span<const unsigned char> bytes) {
    check(sqlite3_bind_blob(statement_.get(), parameter + 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT));
}
void statement::bind_nothing(int parameter) { check(sqlite3_bind_null(statement_.get(), parameter + 1)); }

bool statement::step() {
    const int code = database::patiently([this] {
        const int now = sqlite3_step(statement_.get());
        if (now != SQLITE_ROW) sqlite3_reset(statement_.get());
        return now;
    });
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) check(code);
    return false;
}

void statement::run() {
    while (step()) {
    }
}

double statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }
std::int64_t statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
std::string statement::text(int column) const {
    const void* const begin = sqlite3_column_text(statement_.get(), column);
    const auto n = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return begin == nullptr ? std::string() : std::string(static_cast<const char*>(begin), n);
}
std::span<const unsigned char> statement::bytes(int column) const {
    const void* const begin = sqlite3_column_blob(statement_.get(), column);
    return {static_cast<const unsigned char*>(begin), static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

// --- database

void database::closer::operator()(sqlite3* d) const noexcept { sqlite3_close_v2(d); }

database::database(std::string file, access a, bool on_network) : file_(std::move(file)), on_network_(on_network) {
    // SQLite would keep nothing.
    if (file_.empty()) throw std::invalid_argument("taskquad: journal: the name of the file is empty");
    // An absolute name is nothing but a name: ":memory:" and "file:..." have a meaning of their own for SQLite.
    const std::string absolute = std::filesystem::absolute(file_);
    const bool is_only_read = a == access::read_only, rests = is_only_read && !std::filesystem::exists(absolute + "-wal");
    const int flags = SQLITE_OPEN_NOMUTEX | (is_only_read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
                      (rests ? SQLITE_OPEN_URI : 0);
    sqlite3* made = nullptr;
    const std::string name = rests ? uri_of_resting_file(absolute) : absolute;
    const int code = sqlite3_open_v2(name.c_str(), &made, flags, on_network ? "unix-dotfile" : nullptr);
    connection_.reset(made);
    check(code);
    check(sqlite3_extended_result_codes(made, 1));
    check(sqlite3_busy_timeout(made, static_cast<int>(std::chrono::milliseconds(patience).count())));
    if (a == access::read_and_write && sqlite3_db_readonly(made, "main") == 1) refuse("is read-only");
}

void database::run(const std::string& sql) {
    check(patiently([&] { return sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr); }));
}

int database::patiently(const std::function<int()>& attempt) {
    using clock = std::chrono::steady_clock;
    constexpr auto rest = std::chrono::milliseconds(5);
    const auto until = clock::now() + patience;
    int code = attempt();
    while ((code & 0xff) == SQLITE_BUSY && clock::now() < until) {
        std::this_thread::sleep_for(rest);
        code = attempt();
    }
    return code;
}

std::int64_t database::number(const std::string& sql) {
    statement s(*this, sql);
    return s.step() ? s.integer(0) : 0;
}

void database::write_through() {
    const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_BUSY && code != SQLITE_LOCKED) check(code);  // else another process is at it
}

void database::refuse(const std::string& why) const { throw std::runtime_error("taskquad: journal " + file_ + ": " + why); }

void database::check(int code) const {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    switch (code & 0xff) {
        case SQLITE_NOMEM:
            throw std::bad_alloc();
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            refuse(on_network_ ? "another process has it; or one that has died, then remove the folder " + file_ + ".lock"
                               : std::string("another process has had it locked for 10 s"));
        case SQLITE_FULL:
            refuse("the disk is full");
        case SQLITE_READONLY:
            refuse("is read-only");
        case SQLITE_NOTADB:
            refuse("is no database");
        case SQLITE_CORRUPT:
            refuse("is damaged");
        case SQLITE_CANTOPEN:
            refuse(std::string("cannot be opened: ") +
                   std::strerror(connection_ ? sqlite3_system_errno(connection_.get()) : errno));
        default:
            refuse(connection_ ? sqlite3_errmsg(connection_.get()) : sqlite3_errstr(code));
    }
}

// --- transaction

transaction::~transaction() {
    if (!is_open_) return;
    try {
        in_.run("ROLLBACK");
    } catch (...) {
        // SQLite has rolled it back by itself.
    }
}

void transaction::commit() {
    in_.run("COMMIT");
    is_open_ = false;
}

}  // namespace taskquad::journals
