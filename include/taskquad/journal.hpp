/// The journal: every value of f in a file, which outlives the process.
///
///     taskquad::journal j("run.db", {.problem = "simulation 1.3, mesh 7"});
///     auto r = taskquad::integrate(f, {0.0, 1.0}, {.journal = &j});
///
/// The same program again computes exactly what is missing, and the result has the bits of a run that was never interrupted.
/// Another rule, tolerance or range uses what fits. The file is a database of SQLite; docs/journal.md says what stands in it.
///
/// Component `journal` of the package: link taskquad::journal.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <taskquad/evaluation_log.hpp>
#include <taskquad/export.hpp>

namespace taskquad {

/// A file that has the values of another f: another problem, number of coordinates, or size of values.
class TASKQUAD_EXPORT journal_mismatch : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ~journal_mismatch() override;
};

/// How a file is opened and kept.
struct journal_options {
    /// What f is, in words, with all that its values depend on: a version, parameters, a mesh. A file begun with other words is
    /// refused.
    std::string problem = {};
    /// How much of the last values may be lost if the machine loses its power: those of so many seconds; >= 0. 0, or less than a
    /// millisecond: none, at the price of one write to the disk before each evaluation counts. If only the process dies, nothing is
    /// lost but what is in flight, and, of values that took less than a tenth of a second, what the writer has not come to: that of
    /// a hundredth of a second at most, as long as it gets a core; where sync is 0, nothing.
    std::chrono::duration<double> sync = std::chrono::seconds(1);
    /// At how many of the values that are there f is called again, when the first integration begins, to see whether it still gives
    /// the same; >= 0. Where it does not, journal_mismatch. `integrate_nested` and `integrate_principal_value` look at the first
    /// values that they want. Not of an asynchronous f, nor by a session.
    int verify = 0;
    /// Whether what other processes write is used while an integration runs, not only what was there when it began.
    bool follow = false;
    /// Whether the file lies on a network file system, where one process at a time may have it, by a lock
    /// that is a folder beside it.
    bool on_network = false;
};

/// Several processes on one machine may have the same file open. A value is safe when f has returned and a writer, which is always
/// at it, has written the value: it works in groups, and rests nine times as long as it writes, so that it takes a tenth of a
/// core at most. Whoever has computed a value for a tenth of a second or longer waits until it is written.
///
/// Safe to use from several threads.
class TASKQUAD_EXPORT journal final : public evaluation_log {
public:
    /// Opens the file, or makes it. Throws journal_mismatch where it belongs to another problem, and std::runtime_error, naming the
    /// file and the reason, where it cannot be opened, is no journal, is damaged, or comes from a later version;
    /// std::invalid_argument, where its name is empty, or an option is outside its range.
    explicit journal(const std::string& file, const journal_options& o = {});
    ~journal() override;

    /// Number of values in the file, as far as they are known here.
    [[nodiscard]] std::uint64_t size() const;
    /// Writes a line of the columns' names, and all values as comma-separated lines, with 17 digits: coordinates, components,
    /// seconds.
    void write_csv(const std::string& file) const;
    /// Takes over what another journal of the same problem has and this one has not. Returns the number of values.
    std::uint64_t merge(const std::string& other);

    value_shape begin(const kind_of_f& f) override;
    void record(const entry& e) noexcept override;
    void check() override;
    void flush() override;
    std::vector<known_value> to_be_verified() override;
    void has_changed(double x, double known, double now) override;

private:
    class file;
    std::unique_ptr<file> file_;
};

}  // namespace taskquad
