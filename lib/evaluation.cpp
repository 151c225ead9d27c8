#include "evaluation.hpp"

namespace taskquad::detail {

namespace {
thread_local const evaluation* current_evaluation = nullptr;
}

evaluation::evaluation(const store& values, double x, const evaluation* outer)
    : values_(&values), x_(x), outer_(outer), before_(current_evaluation) {
    current_evaluation = this;
}

evaluation::~evaluation() { current_evaluation = before_; }

const evaluation* evaluation::current() noexcept { return current_evaluation; }

}  // namespace taskquad::detail
