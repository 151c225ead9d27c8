/// Many machines on one integral: every rank of an MPI communicator evaluates f, and gets the result.
///
///     int provided = 0;
///     MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
///     auto r = taskquad::mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.relative_tolerance = 1e-10});
///
/// Rank 0 decides which abscissae are wanted, by the engine of all other drivers: value, error, status, counts of evaluations and
/// partition have the bits of a run in one process, whatever the number of ranks. docs/mpi.md goes from the first mpirun to what
/// happens when a rank dies.
///
/// Component `mpi` of the package: link taskquad::mpi. It is built against the MPI that the user's programs use.
#pragma once

#include <mpi.h>

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <taskquad/box.hpp>
#include <taskquad/cache.hpp>
#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/integrand.hpp>
#include <taskquad/integrator.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <taskquad/tolerance.hpp>

namespace taskquad {

namespace mpi {

/// How evaluations are given to ranks. What rank 0 says counts, but for `queued` and `lost_after`, which each rank says for itself.
struct distribution {
    /// Whether rank 0 evaluates f, too, beside deciding, which takes 2 to 5 microseconds an evaluation.
    bool rank_0_evaluates = true;
    /// How many abscissae a rank is given beyond those that it works on, so that no worker waits for a message. Not said: half as
    /// many as the rank works on, and 1 at least.
    std::optional<std::size_t> queued = {};
    /// Whether an abscissa is given to a second rank where one has nothing else to do, and the first has had it for twice the time
    /// that is usual. The first answer counts, in result::calls, too: f may be evaluated twice there. For machines of which some
    /// are slow now and then.
    bool hedge = false;
    /// An abscissa that a rank has had for longer than this is given to another one, whether that has something to do or not; the
    /// first answer counts; > 0. For evaluations that may hang.
    std::chrono::duration<double> overdue = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    /// A rank that has not been heard of for this long is lost; >= 1 s. (Every rank is heard of every 0.2 seconds, whatever f
    /// does, once it has called; until then it is awaited.) What it was to evaluate is given to others. By MPI's default there is
    /// nothing to go on with, since mpirun ends the whole job when a rank dies; see docs/mpi.md. If rank 0 is lost, the others
    /// throw rank_lost.
    std::chrono::duration<double> lost_after = std::chrono::seconds(60);
};

/// An evaluation has failed: what f threw, at whichever rank, rank 0 included. At other ranks than 0 also what has ended the
/// integration at rank 0.
class TASKQUAD_EXPORT remote_error : public std::runtime_error {
public:
    /// For the library.
    remote_error(int rank, const std::string& host, double x, const std::string& text);
    ~remote_error() override;
    /// Where it was thrown.
    [[nodiscard]] int rank() const noexcept;
    /// The name of the machine, by MPI_Get_processor_name.
    [[nodiscard]] const std::string& host() const noexcept;
    /// Where f was evaluated; NaN where it was not f that threw.
    [[nodiscard]] double x() const noexcept;
    /// What the exception said.
    [[nodiscard]] const std::string& text() const noexcept;

private:
    struct parts;
    std::shared_ptr<const parts> parts_;
};

/// Rank 0 has not been heard of for distribution::lost_after; thrown at the other ranks, after their evaluations in flight. Or all
/// others are lost, and rank 0 does not evaluate f; thrown there.
class TASKQUAD_EXPORT rank_lost : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ~rank_lost() override;
};

}  // namespace mpi

namespace detail {

/// The ranks of a communicator, which are to evaluate f together.
class rank_group {
public:
    TASKQUAD_EXPORT explicit rank_group(MPI_Comm comm);
    rank_group(const rank_group&) = delete;
    rank_group& operator=(const rank_group&) = delete;
    TASKQUAD_EXPORT ~rank_group();

    /// `values`: the cache of rank 0; null where there is none.
    TASKQUAD_EXPORT outcome integrate(const integrand_view& f, const domain& where, const options& o, const mpi::distribution& d,
                                      const std::shared_ptr<store>& values);
    TASKQUAD_EXPORT outcome integrate(const integrand_view& f, const box& where, const options& o, const mpi::distribution& d,
                                      const std::shared_ptr<store>& values);

private:
    class state;
    std::unique_ptr<state> state_;
};

/// By mpi::integrate, of one dimension or of several.
template <template <class> class Setting, class F, class Domain>
auto integrate_by_ranks(MPI_Comm comm, F&& f, const Domain& where, const options& o, const mpi::distribution& d) {
    auto&& held = static_cast<referred<F>>(f);
    using setting = Setting<std::remove_reference_t<decltype(held)>>;
    const auto shape = std::make_shared<common_shape>();
    const auto view = setting::view(held, shape);
    rank_group ranks(comm);
    return assembled<typename setting::value_type>(ranks.integrate(view, where, o, d, nullptr), *shape);
}

}  // namespace detail

namespace mpi {

/// Integrates f by all ranks of a communicator, which must all call this, with the same f, domain and options. Every rank gets the
/// result.
///
/// comm     a copy of it is made and used, and freed at the end
/// f        in any form of integrand.hpp. Each rank evaluates it options::concurrency at a time, in its oneTBB arena, never by the
///          calling thread, which receives and sends. Where that is 0: as many as the arena of the caller has slots. An f that is
///          asynchronous is begun by the calling thread, and has max_in_flight at each rank; distribution::overdue takes the place
///          of its own.
/// o        those of rank 0 count, but for concurrency; and a stop that is requested at any rank stops all. Observer and journal
///          are those of rank 0, the observer is called by another thread than the caller's. Evaluations in flight are awaited.
/// d        how evaluations are given to ranks
///
/// result::concurrency is that of all ranks together. Throws std::runtime_error before any work where MPI is not initialised with
/// at least MPI_THREAD_FUNNELED, or the calling thread is not MPI's main thread; std::invalid_argument as taskquad::integrate does;
/// remote_error where f has thrown, and that is to reach the caller; rank_lost. All ranks throw, or none, as long as none is lost.
/// The ranks' doubles must have the same representation.
/// Returns result<integrand_value_t<F>>.
template <class F>
auto integrate(MPI_Comm comm, F&& f, const domain& where, const options& o = {}, const distribution& d = {}) {
    if constexpr (!integrand<F>) {
        taskquad::detail::explain<std::remove_reference_t<F>>();
        return result<>();
    } else {
        return taskquad::detail::integrate_by_ranks<taskquad::detail::setting_of_line>(comm, std::forward<F>(f), where, o, d);
    }
}

/// The same over a box, of an f in any form of integrand_over_box. Returns result<value_over_box_t<F>>.
template <class F, taskquad::detail::is_box Box>
auto integrate(MPI_Comm comm, F&& f, const Box& where, const options& o = {}, const distribution& d = {}) {
    if constexpr (!integrand_over_box<F>) {
        taskquad::detail::explain_over_box<std::remove_reference_t<F>>();
        return result<>();
    } else {
        return taskquad::detail::integrate_by_ranks<taskquad::detail::setting_of_box>(comm, std::forward<F>(f), where, o, d);
    }
}

/// An integrand with options, whose values rank 0 keeps from call to call, as taskquad::integrator does; and goes on with the ranks
/// that are left where some are lost. Made, called and destroyed by all ranks together; calls do not overlap.
template <class F>
requires integrand<F> || integrand_over_box<F>
class integrator {
    using setting = taskquad::detail::setting_of<F>;

public:
    using value_type = typename setting::value_type;
    /// What f is integrated over: `domain`, or `box`.
    using domain_type = typename setting::domain_type;
    /// As that of taskquad::integrator.
    using cache_type = typename taskquad::integrator<F>::cache_type;

    /// Throws std::invalid_argument where f is null, and std::runtime_error as mpi::integrate does; what is wrong with options is
    /// said when it is called, at all ranks.
    integrator(MPI_Comm comm, F f, taskquad::options o = {}, const distribution& d = {})
        : f_(std::move(f)),
          options_(std::move(o)),
          distribution_(d),
          cache_(options_.max_cache_bytes, options_.journal != nullptr ? options_.journal->values() : nullptr),
          ranks_(comm) {
        taskquad::detail::refuse_null(f_);
    }

    /// Integrates over a domain, or a box; see mpi::integrate.
    result<value_type> operator()(const domain_type& where) { return run(where, options_); }

    /// As above, under other options, all of which are said anew.
    result<value_type> operator()(const domain_type& where, const taskquad::options& o) { return run(where, o); }

    /// As above, to another tolerance.
    result<value_type> operator()(const domain_type& where, const tolerance& t) {
        return run(where, taskquad::detail::with_tolerance(options_, t));
    }

    /// Those that the integrator was made with.
    [[nodiscard]] const taskquad::options& options() const noexcept { return options_; }
    /// The values of f so far, at rank 0; empty at the others.
    [[nodiscard]] cache_type& cache() noexcept { return cache_; }
    [[nodiscard]] const cache_type& cache() const noexcept { return cache_; }

private:
    result<value_type> run(const domain_type& where, const taskquad::options& o) {
        const taskquad::detail::trimmed_afterwards afterwards(cache_, o.max_cache_bytes);
        const auto view = setting::view(f_, cache_.shape());
        return taskquad::detail::assembled<value_type>(ranks_.integrate(view, where, o, distribution_, cache_.current()),
                                                       *cache_.shape());
    }

    F f_;
    taskquad::options options_;
    distribution distribution_;
    cache_type cache_;
    taskquad::detail::rank_group ranks_;
};

template <class F>
integrator(MPI_Comm, F) -> integrator<F>;
template <class F>
integrator(MPI_Comm, F, options) -> integrator<F>;
template <class F>
integrator(MPI_Comm, F, options, distribution) -> integrator<F>;

}  // namespace mpi

}  // namespace taskquad
