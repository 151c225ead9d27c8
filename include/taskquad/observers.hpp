/// Observers that come with the library: a line of progress, a trace of every evaluation; and the final partition as a table.
///
///     taskquad::trace t;
///     auto r = taskquad::integrate(f, {0.0, 1.0}, {.observer = &t, .keep_partition = true});
///     t.write("run.json");                                  // open it in https://ui.perfetto.dev, or plot it: docs/observing.md
///     taskquad::write_csv("run.csv", r.partition);
#pragma once

#include <cstdio>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/export.hpp>
#include <taskquad/observer.hpp>

namespace taskquad {

/// Rewrites one line of a terminal, ten times a second, and clears it in the end. Silent where the stream is no terminal.
class progress_line final : public observer {
public:
    /// `label` stands before the numbers. The stream must outlive this.
    TASKQUAD_EXPORT explicit progress_line(std::string label = "taskquad", std::FILE* out = stderr);
    TASKQUAD_EXPORT verdict on_progress(const progress& p) override;
    TASKQUAD_EXPORT void on_end(const result<>& r) override;

    /// What the line says: at most 120 characters.
    [[nodiscard]] static TASKQUAD_EXPORT std::string text(const std::string& label, const progress& p);

private:
    std::string label_;
    std::FILE* out_;
    bool terminal_;
};

/// Records every evaluation by worker, and every split, and writes them in the Trace Event Format of Chrome (JSON object format),
/// which Perfetto opens. Some 100 bytes an evaluation.
class trace final : public observer {
public:
    TASKQUAD_EXPORT verdict on_evaluation(const evaluation& e) override;
    TASKQUAD_EXPORT verdict on_split(const segment<>& left, const segment<>& right) override;
    TASKQUAD_EXPORT verdict on_progress(const progress& p) override;

    /// The evaluations so far, in the order in which they ended.
    [[nodiscard]] const std::vector<evaluation>& evaluations() const noexcept { return evaluations_; }

    /// Writes all that has been recorded so far.
    TASKQUAD_EXPORT void write(std::ostream& out) const;
    /// As above, to a file. Throws std::runtime_error, naming the file, where that is not possible.
    TASKQUAD_EXPORT void write(const std::string& file) const;

private:
    struct split {
        segment<> left, right;
        std::chrono::duration<double> at;
    };
    std::vector<evaluation> evaluations_;
    std::vector<split> splits_;
    std::vector<progress> progress_;
    std::chrono::duration<double> now_{};
};

/// Writes a partition as comma-separated values: a line `a,b,integral,error`, then one for each segment, to 17 digits.
TASKQUAD_EXPORT void write_csv(std::ostream& out, std::span<const segment<>> partition);
/// As above, to a file. Throws std::runtime_error, naming the file, where that is not possible.
TASKQUAD_EXPORT void write_csv(const std::string& file, std::span<const segment<>> partition);

}  // namespace taskquad
