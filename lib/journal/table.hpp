/// What stands in a journal, and how: tables of evaluations and failures, and what all values have in common.
///
/// Numbers stand in columns of their own, for everybody's tools; SQLite keeps a double to the last bit, but for NaN and -0.0: a row
/// with such a component has all components in the column `bits`, too. A checksum in each row tells a value that has been changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <taskquad/detail/value_kinds.hpp>
#include <taskquad/evaluation_log.hpp>

#include "journal/database.hpp"

namespace taskquad::journals {

/// A row to be: a value, or, where f has thrown, a failure.
struct line {
    std::vector<double> coordinates, value;
    value_shape shape;
    double seconds = 0, at = 0;  ///< what it took; when it ended, since 1970
    std::string failure;
};

/// Whether a database is empty, as one is that is to become a journal. Throws where it is neither, without a change.
[[nodiscard]] bool is_empty(database& d);

class table {
public:
    /// Of a database that is a journal, or empty. Throws where it belongs to another problem, or is none.
    table(database& in, const std::string& problem);

    /// f is of this kind. Throws journal_mismatch where the values are of another one.
    void agree(const evaluation_log::kind_of_f& f);
    [[nodiscard]] value_shape shape() const;
    [[nodiscard]] evaluation_log::kind_of_f kind() const { return {coordinates_, components_, complex_, distances_}; }
    /// Adds rows, all or none; a value that is there stays.
    void add(std::span<const line> lines);
    /// Shows the values in the order in which they came, from the one after `last` on, `most` of them; returns the last. Throws
    /// where one was changed.
    std::int64_t read(std::int64_t last, const std::function<void(const line&)>& show,
                      std::int64_t most = std::numeric_limits<std::int64_t>::max());
    [[nodiscard]] std::int64_t count();
    /// Of the columns; those of components only once the first value has come, and where they have columns.
    [[nodiscard]] std::vector<std::string> names_of_coordinates() const;
    [[nodiscard]] std::vector<std::string> names_of_components() const;

private:
    [[nodiscard]] std::optional<std::string> said(const std::string& key);
    [[nodiscard]] std::size_t number(const std::string& key);
    void say(const std::string& key, const std::string& value);
    void make(const std::string& problem);
    void make_tables(std::size_t components, const value_shape& s);
    void look();
    void agree_on(std::size_t components) const;
    [[noreturn]] void mismatch(const std::string& its, const std::string& now) const;
    void add_value(const line& l);
    void add_failure(const line& l);
    void take_number();

    database& in_;
    std::size_t coordinates_ = 0, components_ = 0;  ///< 0: not known so far
    bool complex_ = false, distances_ = false;
    value_shape shape_;
    std::int64_t writer_ = 0;  ///< the number of this process in the table of writers
    std::optional<statement> insert_value_, insert_failure_;
};

}  // namespace taskquad::journals
