#include "program/gate.hpp"

#include <algorithm>
#include <utility>

namespace taskquad::program {

/// Of one run.
class gate::passage final : public detail::recipient {
public:
    passage(gate& through, std::unique_ptr<detail::recipient> to) : gate_(through), to_(std::move(to)) {}
    passage(const passage&) = delete;
    passage& operator=(const passage&) = delete;
    ~passage() override {
        if (to_) gate_.nothing(std::move(to_));
    }

    void value(std::span<const double> components) noexcept override { gate_.value(std::move(to_), components); }
    void failure(std::exception_ptr e) noexcept override { gate_.failure(std::move(to_), std::move(e)); }

private:
    gate& gate_;
    std::unique_ptr<detail::recipient> to_;
};

gate::~gate() { end(); }

void gate::begin(double x, std::unique_ptr<detail::recipient> to) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            unanswered_.push_back(std::move(to));
            ++turned_away_;
            return;
        }
        ++in_flight_;
    }
    runs_.begin({&x, 1}, std::make_unique<passage>(*this, std::move(to)), closing_.get_token());
}

void gate::value(std::unique_ptr<detail::recipient> to, std::span<const double> components) {
    to->value(components);
    one_has_ended(true);
}

void gate::failure(std::unique_ptr<detail::recipient> to, std::exception_ptr e) {
    if (is_closed()) return nothing(std::move(to));
    to->failure(std::move(e));
    one_has_ended(true);
}

void gate::nothing(std::unique_ptr<detail::recipient> to) {
    {
        const std::lock_guard lock(mutex_);
        unanswered_.push_back(std::move(to));
    }
    one_has_ended(false);
}

void gate::one_has_ended(bool is_told) {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    if (is_told) ++told_;
    changed_.notify_all();
}

void gate::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    closing_.request_stop();
    changed_.notify_all();
}

bool gate::is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

void gate::end() {
    close();
    runs_.end();
}

std::size_t gate::in_flight() const {
    const std::lock_guard lock(mutex_);
    return in_flight_;
}

std::uint64_t gate::turned_away() const {
    const std::lock_guard lock(mutex_);
    return turned_away_;
}

std::uint64_t gate::told() const {
    const std::lock_guard lock(mutex_);
    return told_;
}

void gate::wait(std::chrono::duration<double> longest) const {
    constexpr std::chrono::duration<double> for_ever = std::chrono::hours(24 * 365);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::min(longest, for_ever), [this] { return in_flight_ == 0; });
}

void gate::wait_until(const std::function<bool()>& holds) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return holds() || (closed_ && in_flight_ == 0); });
}

}  // namespace taskquad::program
