/// The serial algorithm itself, for f that costs no more than deciding about it.
///
/// A rule that takes no abscissa over to the halves needs no table of points and no cache, and one thread no tasks. What is decided
/// is what the engine decides, from the same parts (estimator, subdivision, tree, stagnation), to the bit; where anything else than
/// a bisection comes up, or f turns out to be expensive, the engine goes on, with the values that are there. So this is the
/// algorithm without what is rare, and without what it costs to keep every worker busy with single evaluations.
///
/// With several workers, halves that are certain to be needed are evaluated and estimated ahead, in chunks, at the same time: those
/// of the leaves of largest error, down to where the rest alone would not exceed the tolerance (worst_first.hpp says why).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/parallel_loop.hpp>
#include <taskquad/integrator.hpp>

#include "ranked.hpp"
#include "stagnation.hpp"
#include "subdivision.hpp"

namespace taskquad::detail {

class direct_run {
public:
    /// Whether f, the domain and the options are of the kind that this is for.
    static bool suits(const integrand_view& f, const domain& where, const options& o);

    direct_run(const integrand_view& f, const domain& where, const options& o);
    direct_run(const direct_run&) = delete;
    direct_run& operator=(const direct_run&) = delete;

    /// The result; none: the engine has to go on.
    std::optional<result<>> operator()();

    /// Abscissae and values so far.
    [[nodiscard]] std::vector<std::pair<double, double>> values();
    [[nodiscard]] std::chrono::duration<double> elapsed() const { return clock::now() - begin_; }

private:
    using clock = std::chrono::steady_clock;

    // False: this is for the engine.
    [[nodiscard]] bool begin();
    [[nodiscard]] bool is_cheap(segment_id s);
    [[nodiscard]] bool look_at_the_clock();
    [[nodiscard]] bool refine(segment_id s);
    [[nodiscard]] bool commit(segment_id s);
    void gather_certain(segment_id worst);
    void divide(segment_id s);
    [[nodiscard]] bool estimate();
    [[nodiscard]] bool are_new(const segment_node& n, std::span<const double> x) const;
    [[nodiscard]] bool estimate(estimator& by, std::size_t index, std::size_t there);
    [[nodiscard]] bool estimate_here(std::size_t first, std::size_t there);
    template <class Body>
    void isolated(Body&& body);
    void estimate_in_parallel(std::size_t first, std::size_t in_a_task);
    void decide(segment_id s, segment_id sibling);
    void push(segment_id s);
    void pop();
    [[nodiscard]] double size() const { return estimator_.size_of(tree_.integral_components()); }
    [[nodiscard]] result<> finished() const;

    const integrand_view& f_;
    bool reversed_, keep_partition_;
    tolerance tolerance_;
    std::uint64_t max_evaluations_, max_segments_;
    std::size_t abscissae_;  ///< of a segment
    estimator estimator_;
    subdivision subdivision_;
    segment_tree tree_;
    stagnation stagnation_;
    std::vector<ranked> leaves_;  ///< a heap
    double settled_ = 0;
    std::uint64_t segments_ = 0, suspects_ = 0;
    std::uint64_t evaluations_ = 0;      ///< committed
    std::vector<double> values_;         ///< segment by segment
    std::vector<segment_id> estimated_;  ///< those segments, or to be estimated
    std::vector<char> filled_;           ///< whether their values are there
    std::size_t tried_ = 0;              ///< values of the first segment that were evaluated one by one
    std::size_t next_ = 0;               ///< of these, the first that is not estimated
    double cost_ = 0;                    ///< of an evaluation, in seconds, as it was last seen
    std::size_t since_ = 0;              ///< evaluations since then
    bool cancelled_ = false;             ///< an enclosing oneTBB group was

    std::chrono::duration<double> expensive_;  ///< an evaluation that takes longer is not cheap

    // With several workers.
    int concurrency_;
    std::unique_ptr<parallel_loop> loop_;
    std::vector<std::unique_ptr<estimator>> estimators_;  ///< by slot: they have scratch memory
    std::vector<ranked> set_aside_;                       ///< scratch
    std::vector<segment_node> parts_;                     ///< scratch
    clock::time_point begin_ = clock::now(), looked_at_ = begin_;
};

}  // namespace taskquad::detail
