#include "nested_call.hpp"

namespace taskquad::detail {

namespace {
thread_local const nested_call* current_call = nullptr;
}

nested_call::nested_call(const store& values, std::span<const argument> at, const nested_call* outer)
    : values_(&values), at_(at), outer_(outer), before_(current_call) {
    current_call = this;
}

nested_call::~nested_call() { current_call = before_; }

const nested_call* nested_call::current() noexcept { return current_call; }

}  // namespace taskquad::detail
