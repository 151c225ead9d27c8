/// The last bytes of what a program prints.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace taskquad::commands {

/// However much comes, no more than twice the limit is kept in memory.
class tail {
public:
    explicit tail(std::size_t limit) : limit_(limit) {}

    void add(std::string_view more) {
        if (more.size() > limit_) {
            is_cut_ = true;
            more.remove_prefix(more.size() - limit_);
        }
        bytes_ += more;
        if (bytes_.size() > 2 * limit_) cut();
    }
    /// What was printed, or the end of it.
    [[nodiscard]] std::string_view text() {
        if (bytes_.size() > limit_) cut();
        return bytes_;
    }
    /// Whether more was printed than is kept; to be asked after `text`.
    [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    void clear() noexcept { bytes_.clear(); }
    void remove_front(std::size_t n) { bytes_.erase(0, n); }

private:
    void cut() {
        is_cut_ = true;
        bytes_.erase(0, bytes_.size() - limit_);
    }

    std::size_t limit_;
    std::string bytes_;
    bool is_cut_ = false;
};

/// The last lines, without blank ones at the end; what a terminal would obey is replaced.
std::string last_lines(std::string_view text, bool is_cut);

}  // namespace taskquad::commands
