/// What the tests of the journal have in common: a folder for a test, an f, and what is said of files.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace fs = std::filesystem;

/// A folder that lasts as long as a test.
class folder {
public:
    folder() {
        std::string name = (fs::temp_directory_path() / "journal-").string() + std::string(6, 'X');
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    fs::path path_;
};

inline double bent(double x) { return std::exp(-x) * std::sqrt(std::abs(x - 0.3)); }

/// What an exception says.
inline std::string message_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return "";
}

inline std::uint64_t size_of(const std::string& file) { return fs::exists(file) ? fs::file_size(file) : 0; }

inline std::string contents(const std::string& file) {
    std::ifstream in(file);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}
