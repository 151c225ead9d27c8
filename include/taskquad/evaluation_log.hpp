/// A log of evaluations: every value of f, kept beyond the process.
///
/// An evaluation costs milliseconds to hours, and its value is good for whatever comes next: the same integral begun again, another
/// rule, tolerance or range. The engine decides by values alone, so that a log of them is all that a run has to leave behind.
/// `journal` (journal.hpp) is one, a file on disk; derive from `evaluation_log` to keep values elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

#include <taskquad/detail/value_kinds.hpp>
#include <taskquad/export.hpp>

namespace taskquad {

class evaluation_log;

namespace detail {

class store;

/// A log, as long as it is there: an asynchronous evaluation may end long after its integration.
class log_handle {
public:
    explicit log_handle(evaluation_log* log) : log_(log) {}
    template <class Use>
    void use(const Use& by) {
        const std::shared_lock lock(mutex_);
        if (log_ != nullptr) by(*log_);
    }
    /// Waits for whoever is using it.
    void let_go() {
        const std::unique_lock lock(mutex_);
        log_ = nullptr;
    }

private:
    std::shared_mutex mutex_;
    evaluation_log* log_;
};

}  // namespace detail

/// Options::journal refers to one. Several integrations may use it, also at the same time: of one f, over any ranges, by any rules,
/// to any tolerances. A value that is known is not computed again, and counts as result::reused.
///
/// The library calls `begin`, then `record` for every call of f, and `flush` in the end, by whatever end.
class TASKQUAD_EXPORT evaluation_log {
public:
    evaluation_log();
    evaluation_log(const evaluation_log&) = delete;
    evaluation_log& operator=(const evaluation_log&) = delete;
    virtual ~evaluation_log();

    /// What an f is; all values of one log are of one kind.
    struct kind_of_f {
        /// How many numbers f is given: x; x, y and z; or x and its distances from both ends of its piece.
        std::size_t coordinates;
        /// Real numbers in a value, two for a complex one; 0: the first value will tell.
        std::size_t components;
        bool complex;
        bool takes_distances = false;
    };
    /// What came of a call of f.
    struct entry {
        std::span<const double> coordinates;
        std::span<const double> value;       ///< all components; none: f has thrown
        value_shape shape;                   ///< of the value
        std::chrono::duration<double> took;  ///< of several abscissae in one call, an equal part
        std::string_view failure = {};       ///< what f has thrown, in words
    };

    /// An integration of such an f is about to begin: makes known by `know` what has come in from elsewhere. Returns the shape of
    /// the values that are known; of size 0 where there are none. What it throws, where f is of another kind than before, say,
    /// reaches the caller, and f is not called.
    virtual value_shape begin(const kind_of_f& f) = 0;
    /// By several threads at a time.
    virtual void record(const entry& e) noexcept = 0;
    /// Throws what has gone wrong with a record, if anything: the integration ends then, and its caller gets the exception.
    virtual void check() = 0;
    /// Returns when what was recorded is safe; throws as `check`.
    virtual void flush() = 0;

    /// A value that is known.
    struct known_value {
        std::vector<double> coordinates, value;
    };
    /// Values at which f is called again before the integration that has begun calls it for anything else, since it may have
    /// changed.
    virtual std::vector<known_value> to_be_verified() { return {}; }
    /// One of them, at x, is no longer what f gives; it should throw.
    virtual void has_changed(double /*x*/, double /*known*/, double /*now*/) {}

    /// For the library.
    [[nodiscard]] const std::shared_ptr<detail::log_handle>& handle() const noexcept { return handle_; }
    /// For the library: all values that are known.
    [[nodiscard]] const std::shared_ptr<detail::store>& values() const noexcept { return values_; }

protected:
    /// A value that was computed elsewhere, or earlier. One that is known already stays.
    void know(std::span<const double> coordinates, std::span<const double> value);
    /// From now on nothing is recorded: the first thing that the destructor of a class with members does, since an asynchronous
    /// evaluation may still be in flight.
    void let_go() noexcept;

private:
    std::shared_ptr<detail::log_handle> handle_;
    std::shared_ptr<detail::store> values_;
};

}  // namespace taskquad
