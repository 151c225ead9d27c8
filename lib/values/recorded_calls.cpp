#include <taskquad/detail/recorded_calls.hpp>

#include <vector>

#include "machine/dyadic.hpp"
#include "values/recorder.hpp"

namespace taskquad::detail {

struct recorded_calls::state {
    values::recorder log;
};

recorded_calls::recorded_calls(evaluation_log* log, std::size_t coordinates) {
    if (log == nullptr) return;
    log_ = std::make_unique<state>(state{values::recorder(log, nullptr)});
    log_->log.begin({.coordinates = coordinates, .components = 1, .complex = false}, nullptr);
    log_->log.verify_what_is_wanted();
}

recorded_calls::~recorded_calls() {
    if (log_) log_->log.flush_even_so();
}

double recorded_calls::known_or(std::initializer_list<double> at, const std::function<double()>& call) {
    bool is_called = false;
    std::vector<double> point;
    for (const double x : at) point.push_back(machine::without_signed_zero(x));
    const double y = log_->log.value_of({point.data(), point.size()}, [&] {
        is_called = true;
        return call();
    });
    if (!is_called) ++reused_;
    log_->log.check();
    return y;
}

void recorded_calls::flush() const {
    if (log_) log_->log.flush();
}

}  // namespace taskquad::detail
