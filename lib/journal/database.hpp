/// A connection to a database of SQLite, whose errors are exceptions that name the file and the reason.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace taskquad::journals {

class database;

/// A statement that was prepared; columns and parameters count from 0.
class statement {
public:
    statement(database& in, const std::string& sql);

    void bind(int parameter, double x);
    void bind(int parameter, std::int64_t n);
    void bind(int parameter, std::string_view text);
    void bind_bytes(int parameter, std::span<const unsigned char> bytes);
    void bind_nothing(int parameter);
    /// Whether there is a row; else the statement is done, and can be run again.
    [[nodiscard]] bool step();
    /// Runs it to its end.
    void run();

    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::span<const unsigned char> bytes(int column) const;

private:
    struct finalizer {
        void operator()(sqlite3_stmt* s) const noexcept;
    };
    void check(int code) const;

    database& in_;
    std::unique_ptr<sqlite3_stmt, finalizer> statement_;
};

class database {
public:
    enum class access { read_only, read_and_write };
    /// `on_network`: locked by a file beside it, for as long as this object lives.
    database(std::string file, access a, bool on_network);

    [[nodiscard]] const std::string& name() const noexcept { return file_; }
    void run(const std::string& sql);
    [[nodiscard]] std::int64_t number(const std::string& sql);
    /// What was written reaches the disk.
    void write_through();
    /// Throws std::runtime_error: "taskquad: journal FILE: WHY".
    [[noreturn]] void refuse(const std::string& why) const;

private:
    friend class statement;
    void check(int code) const;
    /// Tries again while another process recovers the file, or lets go of it: then SQLite does not wait by itself. Returns its
    /// code.
    [[nodiscard]] static int patiently(const std::function<int()>& attempt);
    struct closer {
        void operator()(sqlite3* d) const noexcept;
    };

    std::string file_;
    bool on_network_;
    std::unique_ptr<sqlite3, closer> connection_;
};

/// What is written by several statements, or not at all.
class transaction {
public:
    /// Waits until no other connection writes.
    explicit transaction(database& d) : in_(d) { in_.run("BEGIN IMMEDIATE"); }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction();
    void commit();

private:
    database& in_;
    bool is_open_ = true;
};

}  // namespace taskquad::journals
