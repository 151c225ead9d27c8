/// Messages as bytes: numbers as they lie in memory, one after another.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace taskquad::mpi::ranks {

using bytes = std::vector<std::byte>;

class writer {
public:
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void put(const T& value) { put(std::span(&value, 1)); }
    template <class T>
    void put(std::span<const T> list) {
        if (list.empty()) return;
        const std::size_t before = all_.size();
        all_.resize(before + list.size_bytes());
        std::memcpy(all_.data() + before, list.data(), list.size_bytes());
    }
    /// With its length before it.
    template <class T>
    void put_list(std::span<const T> list) {
        put(list.size());
        put(list);
    }
    void put_text(const std::string& text) { put_list(std::span(text.data(), text.size())); }

    [[nodiscard]] bool is_empty() const noexcept { return all_.empty(); }
    /// All that was put; the writer is empty then.
    [[nodiscard]] bytes take() noexcept { return std::exchange(all_, {}); }

private:
    bytes all_;
};

/// Reads what a writer has put, in the same order. The bytes must outlive it.
class reader {
public:
    explicit reader(std::span<const std::byte> all) : rest_(all) {}

    template <class T>
    requires std::is_trivially_copyable_v<T> T get() {
        T value;
        copy(&value, sizeof value);
        return value;
    }
    template <class T>
    std::vector<T> get_list() {
        const auto size = get<std::size_t>();
        if (size > rest_.size() / sizeof(T)) cut_short();
        std::vector<T> list(size);
        copy(list.data(), size * sizeof(T));
        return list;
    }
    std::string get_text() {
        const std::vector<char> text = get_list<char>();
        return {text.begin(), text.end()};
    }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

private:
    void copy(void* to, std::size_t size) {
        if (size > rest_.size()) cut_short();
        if (size > 0) std::memcpy(to, rest_.data(), size);
        rest_ = rest_.subspan(size);
    }
    [[noreturn]] static void cut_short() {
        throw std::runtime_error("taskquad: mpi: a message is shorter than it says: do all ranks run the same program?");
    }

    std::span<const std::byte> rest_;
};

}  // namespace taskquad::mpi::ranks
