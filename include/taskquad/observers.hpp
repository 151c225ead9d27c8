/// Observers that come with the library: a line of progress, a trace of every evaluation; and the final partition as a table.
///
///     taskquad::trace t;
///     auto r = taskquad::integrate(f, {0.0, 1.0}, {.observer = &t, .keep_partition = true});
///     t.write("run.json");                                  // open it in https://ui.perfetto.dev, or plot it: docs/observing.md
///     taskquad::write_csv("run.csv", r.partition);
#pragma once

#include <chrono>
#include <cstddef>
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

/// Rewrites one line of a terminal, ten times a second, as long as the terminal is wide at that moment, and clears it in the end.
/// Elsewhere, as in a log, it writes a line every half minute, and one in the end if there was any before.
class progress_line final : public observer {
public:
    /// Whether a line stays in the end, whatever was written before: the result, what it took, and how it ended.
    enum class at_end { nothing, summary };

    /// `label` stands before the numbers. The stream must outlive the object.
    TASKQUAD_EXPORT explicit progress_line(std::string label = "taskquad", std::FILE* out = stderr, at_end then = at_end::nothing);
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    /// Clears the line where an exception has ended the run.
    TASKQUAD_EXPORT ~progress_line() override;
    TASKQUAD_EXPORT verdict on_progress(const progress& p) override;
    TASKQUAD_EXPORT void on_end(const result<>& r) override;

    /// The text of the line, without those of its last fields that do not fit into a width, in characters of UTF-8: values at hand,
    /// of those known to be needed so far; the time so far, and what is left of it; the error, once there is one; evaluations in
    /// flight.
    [[nodiscard]] static TASKQUAD_EXPORT std::string text(const std::string& label, const progress& p, std::size_t width);
    /// The line that may stay in the end, whatever the width; where the integration has not converged, with what to do about it.
    [[nodiscard]] static TASKQUAD_EXPORT std::string summary(const std::string& label, const result<>& r);

private:
    TASKQUAD_EXPORT void clear();

    std::string label_;
    std::FILE* out_;
    at_end then_;
    bool terminal_, is_shown_ = false;
    std::chrono::duration<double> logged_{};  ///< when the last line was written where there is no terminal; 0: none in this run
};

/// Records every evaluation by worker, and every split, and writes them in the Trace Event Format of Chrome (JSON object format),
/// which Perfetto opens. Some 100 bytes an evaluation.
class TASKQUAD_EXPORT trace final : public observer {
public:
    verdict on_evaluation(const evaluation& e) override;
    verdict on_split(const segment<>& left, const segment<>& right) override;
    verdict on_progress(const progress& p) override;

    /// The evaluations so far, in the order in which they ended.
    [[nodiscard]] const std::vector<evaluation>& evaluations() const noexcept { return evaluations_; }

    /// Writes all that has been recorded so far.
    void write(std::ostream& out) const;
    /// As above, to a file. Throws std::runtime_error, naming the file, where that is not possible.
    void write(const std::string& file) const;

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
