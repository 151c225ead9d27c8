/// A sum of items (regions/items.hpp), and how far it may be off.
///
/// Items enter in the order of the serial algorithm, which sparse_replay.hpp commits. Their sum is the integral; the errors of
/// those that stand, that is have not been refined, add up to what seems to be left. It is only believed if the integral has not
/// drifted over the last two thirds of the evaluations, and if the polynomial through which the items see f predicts f at the
/// probes. Of 376 runs that their errors alone would have ended, 160 were wrong, with the drift and the probes none of 234. Where
/// there are doubts, there is a *look* at more probes before that: all of them are asked for at once, and nothing else meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include <taskquad/options.hpp>
#include <taskquad/status.hpp>

#include "decisions/approximation.hpp"
#include "decisions/outlook.hpp"
#include "decisions/value_history.hpp"
#include "machine/running_sum.hpp"
#include "regions/items.hpp"

namespace taskquad::decisions {

class sparse_sum final : public approximation {
public:
    using set = regions::items::set;

    /// With one worker nothing is required ahead of the serial algorithm.
    sparse_sum(std::unique_ptr<regions::items> k, const options& o, int workers);

    // The committed state.
    [[nodiscard]] bool begun() const noexcept override { return begun_; }
    [[nodiscard]] bool anything_known() const noexcept override { return begun_; }
    [[nodiscard]] std::span<const double> integral() const override { return integral_; }
    [[nodiscard]] double error() const override;
    [[nodiscard]] std::uint64_t segments() const noexcept override { return entered_.size(); }
    [[nodiscard]] std::vector<region_id> leaves() const override { return entered_; }
    [[nodiscard]] std::span<const region_id> initial() const noexcept override { return initial_; }
    [[nodiscard]] const region& operator[](region_id s) const override { return regions_[s]; }
    [[nodiscard]] std::span<const region> successors(region_id /*s*/) const override { return {}; }
    [[nodiscard]] std::span<const double> components(region_id s) override;
    std::optional<region_id> take_known() override;

    /// Why there is no integral, if a value is not finite.
    [[nodiscard]] std::optional<status> broken() const noexcept { return broken_; }
    /// The items that stand, in the order in which they entered.
    [[nodiscard]] std::vector<region_id> standing() const;
    /// Their errors, and those that stay since there is no item to refine them by.
    [[nodiscard]] double left() const { return left_.value(); }
    /// How much may be left of it for a target. Neither noise nor what stays can be refined away: where they do not allow for the
    /// target, about as much may be left of all else.
    [[nodiscard]] double may_be_left(double target) const;
    /// A bound of this, at little cost.
    [[nodiscard]] double most_left(double target) const;
    /// Whether the polynomial predicts f at the probes, as far as it matters: on the whole, and at each of them.
    [[nodiscard]] bool agrees(double most_left) const;
    [[nodiscard]] bool is_believed(double most_left);
    /// Whether what is left, and the most that the integral has differed from its present value over the last two thirds of the
    /// evaluations, together are more than may be left.
    [[nodiscard]] bool has_drifted(double most_left) const { return left() + drift() > most_left; }
    /// The items that stand, and whose small errors hold back others that are probably larger: those that hold back most come
    /// first, as many as it takes for the rest to hold back no more than half of what may be left. None where all together hold
    /// back no more than may be left.
    [[nodiscard]] std::vector<region_id> holding_back(double most_left);
    /// The evaluations after which the integral was last off by more than so much.
    [[nodiscard]] std::uint64_t last_off(double by) const;

    /// Whether more probes are wanted before the sum is believed; then they are asked for, as far as the budget allows for them.
    [[nodiscard]] bool begin_look(double most_left);
    [[nodiscard]] bool is_looking() const noexcept { return look_.has_value(); }
    /// The points of that look. Valid until the next call.
    [[nodiscard]] std::span<const point_id> looked_at() const { return placement_.of(*look_); }
    /// Why that look cannot be made, if so.
    [[nodiscard]] std::optional<status> look_over_budget() const;
    /// Whether all values at the new probes are there; then they count.
    bool end_look();

    // What the replay asks and does.
    /// The limit that refining s would exceed, if there is one.
    [[nodiscard]] std::optional<status> over_budget(region_id s);
    /// Whether s may be required ahead of the serial algorithm; as in a partition. What may be given up soon is taken for a budget.
    [[nodiscard]] bool affordable(region_id s);
    /// Asks for the points of all items that s lets in, unless that has been done.
    void require(region_id s);
    /// Whether all items that s lets in now are known.
    [[nodiscard]] bool parts_known(region_id s);
    /// The points of the items that s would let in; before the beginning, of those that it waits for. Valid until the next call.
    [[nodiscard]] std::span<const point_id> awaited(region_id s);
    /// Refines s: lets in its items, which are returned; valid until the next call.
    std::span<const region_id> refine(region_id s);
    [[nodiscard]] std::uint64_t max_evaluations() const noexcept { return max_evaluations_; }
    /// Notes the integral, which may drift, and what is left of the way to a target; after a look, what that has shown, too.
    void note(double target);
    void note_look(double target);
    /// Whether the sum is given up, since it will not meet its target soon.
    [[nodiscard]] bool is_given_up() const { return otherwise() != nullptr && outlook_.is_hopeless() && leaves_room(); }
    /// What keeps it from its target, where that is not what has not been refined.
    [[nodiscard]] status limitation();
    /// Whether another way is to be taken, where the sum has ended so.
    [[nodiscard]] bool gives_way(status ended, double target) const;
    [[nodiscard]] const regions::items::other_way* otherwise() const noexcept { return otherwise_; }
    /// Whether all values are 0, at however many points.
    [[nodiscard]] bool sees_nothing() const { return size() == 0 && items_.at_probes().off == 0; }
    /// The order of items of equal error.
    [[nodiscard]] bool comes_before(region_id s, region_id t) const { return items_.comes_before(regions_[s], regions_[t]); }
    /// Whether refining s leaves its error in the sum.
    [[nodiscard]] bool is_last(region_id s) const { return items_.is_last(regions_[s]); }

    // What is imagined. It begins with what is committed.
    using number = regions::items::number;
    void imagine();
    /// Refines an item in imagination: the items that are let in, valid until the next call. Their errors are then known or
    /// predicted.
    std::span<const number> imagine_refined(number n);
    [[nodiscard]] std::uint64_t fresh(std::span<const number> list) const;
    /// The error of an item, known or predicted since `imagine`.
    [[nodiscard]] double imagined_error(number n);
    [[nodiscard]] bool is_known(number n) const { return region_of(n) != no_region && regions_[region_of(n)].known; }
    [[nodiscard]] region_id region_of(number n) const { return n < by_number_.size() ? by_number_[n] : no_region; }
    /// Makes items, and awaits their estimates: they are what `guess` gives out the points of.
    void await_imagined(std::span<const number> list);

    // What speculation asks and does.
    void await_parts(region_id /*s*/) override {}
    std::optional<point_id> guess(region_id s) override;
    [[nodiscard]] bool affords_guess() const override;

private:
    void make_estimate(region_id s) override;
    void has_components(std::size_t /*n*/) override {}
    region_id made(number n);
    region_id add(const region& r);
    void let_in(region_id s, double usefulness);
    void await_item(region_id s);
    void enter(region_id s);
    void begin();
    [[nodiscard]] std::span<const number> numbers_let_in(set by, region_id s);
    /// Whether another way could get as far as the sum has come.
    [[nodiscard]] bool leaves_room() const { return evaluations() <= last_exit_; }
    /// The fewest evaluations after which the sum may be given up.
    [[nodiscard]] std::uint64_t earliest_end() const;
    [[nodiscard]] double noise() const { return accuracy_ * items_.magnitude(); }
    struct surprise {
        double on_the_whole, at_one;  ///< the root mean square, and at the probe where it is largest
    };
    [[nodiscard]] surprise in_units(const regions::items::misfit& all) const;
    [[nodiscard]] double drift() const;

    regions::items& items_;
    const regions::items::other_way* otherwise_;
    std::uint64_t budget_, last_exit_;           ///< of the whole integration; until when another way may be taken
    std::uint64_t max_evaluations_, max_items_;  ///< of the sum
    double accuracy_;                            ///< of f's values, relative to their size
    bool ahead_;                                 ///< whether anything may be required ahead of the serial algorithm
    bool observed_;
    std::vector<region> regions_;
    struct progress_of_item {
        bool awaited = false, wanted = false;  ///< `wanted`: let in by one that is required
        bool entered = false;
        std::vector<double> integral;  ///< where there are several components
    };
    std::vector<progress_of_item> items_progress_;
    std::vector<region_id> by_number_;  ///< the regions that have been made, by the numbers of items
    std::vector<region_id> initial_, became_known_;
    std::size_t unknown_initial_ = 0;
    std::optional<region_id> look_;  ///< the look that is being made

    bool begun_ = false;
    std::optional<status> broken_;
    std::vector<region_id> entered_;
    std::vector<machine::running_sum> sums_;  ///< by component
    std::vector<double> integral_;
    machine::running_sum left_, stays_, spread_;
    double bound_of_magnitude_ = 0;  ///< of `items::magnitude`
    value_history history_;
    outlook outlook_;
    std::vector<number> numbers_, imagined_;        ///< scratch
    std::unordered_map<number, double> predicted_;  ///< since `imagine`
    std::vector<region_id> guessed_;
    std::vector<region_id> let_in_;      ///< scratch
    std::vector<point_id> awaited_;      ///< scratch
    std::vector<const double*> values_;  ///< scratch
};

}  // namespace taskquad::decisions
