#include "tasks/workforce.hpp"

#include <algorithm>

namespace taskquad::tasks {

int workforce::most(const effort& job) const {
    return static_cast<int>(std::clamp<double>(job.worker / (job.lead + handing_over), 1, std::max(1, others_)));
}

bool workforce::wakes_another(const situation& now, const effort& job) {
    if (now.awake >= std::min(others_, most(job)) || now.unbegun <= static_cast<std::size_t>(now.idle) + 1) return false;
    const seconds work = now.worked + static_cast<double>(now.unbegun) * job.worker;
    if (static_cast<double>(woken_ + 1) * waking > work / 8) return false;
    ++woken_;
    return true;
}

double workforce::hands(const effort& unit) const { return 1 + most(std::max(1.0, units_worth_a_job(unit)) * unit); }

bool workforce::wants_jobs(const effort& unit, std::size_t undone) const { return static_cast<double>(undone) < 8 * hands(unit); }

std::size_t workforce::units_in_a_job(const effort& unit, double units) const {
    const double worth = units_worth_a_job(unit), share = units / (16 * hands(unit));
    return static_cast<std::size_t>(std::max(1.0, std::min(worth, std::max(share, worth / 4))));
}

double workforce::shares_of_a_unit(const effort& unit, std::size_t undone, int awake) const {
    const double worth = 1 / units_worth_a_job(unit), each = hands(unit);
    if (static_cast<double>(undone) >= 4 * each) return std::max(1.0, worth / 4);
    const seconds least = std::max(worth_a_job / 2, 1.5 * awake * handing_over);
    return std::max(1.0, std::min(unit.worker / least, std::max(worth, each)));
}

}  // namespace taskquad::tasks
