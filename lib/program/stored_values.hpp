/// A journal as it lies on disk, read without the words of its problem, and without a change.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace taskquad::program {

/// Throws std::runtime_error where something else is about to be written over a journal.
void refuse_to_overwrite(const std::string& file);

class stored_values {
public:
    /// Throws std::runtime_error, naming the file, where it is not there, or no journal.
    explicit stored_values(std::string file);

    struct row {
        std::vector<double> coordinates, value;
        double seconds, at;  ///< what it took; when it ended, since 1970
    };
    /// In order of x.
    [[nodiscard]] std::vector<row> rows() const;

    struct writer {
        std::string host, rank;
        std::int64_t process;
        std::uint64_t values;
        double first, last;  ///< when its values ended, since 1970
    };
    [[nodiscard]] std::vector<writer> writers() const;
    struct failure {
        double x, at;  ///< when, since 1970
        std::string what;
    };
    /// In the order in which they came.
    [[nodiscard]] std::vector<failure> failures() const;

    [[nodiscard]] const std::string& file() const noexcept { return file_; }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    [[nodiscard]] std::size_t coordinates() const noexcept { return coordinates_; }
    [[nodiscard]] std::size_t components() const noexcept { return components_; }
    /// Of the columns of a table of them: x, value, seconds.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

private:
    std::string file_, problem_;
    std::vector<std::string> names_;
    std::size_t coordinates_ = 0, components_ = 0;
};

}  // namespace taskquad::program
