#include "tasks/nested_call.hpp"

#include "tasks/crew.hpp"

namespace taskquad::tasks {

namespace {
thread_local const nested_call* current_call = nullptr;
}

nested_call::nested_call(const void* values, std::span<const detail::point_view> at, const whereabouts& outer)
    : values_(values), at_(at), outer_(outer), before_(current_call), context_(crew::context()) {
    current_call = this;
}

nested_call::nested_call(const whereabouts& outer) : outer_(outer), before_(current_call), context_(crew::context()) {
    current_call = this;
}

nested_call::~nested_call() { current_call = before_; }

whereabouts whereabouts::here() noexcept {
    return {current_call, current_call != nullptr && current_call->context_ == crew::context()};
}

bool whereabouts::computes(const void* values, const detail::point_view& at) const noexcept {
    for (const nested_call* c = within; c != nullptr; c = c->outer_.within) {
        if (c->is_at(values, at)) return true;
    }
    return false;
}

bool whereabouts::is_circle(const void* values, const detail::point_view& at) const noexcept {
    for (const whereabouts* w = this; w->directly; w = &w->within->outer_) {
        if (w->within->is_at(values, at)) return true;
    }
    return false;
}

std::size_t whereabouts::depth(const void* values) const noexcept {
    std::size_t n = 0;
    for (const nested_call* c = within; c != nullptr; c = c->outer_.within) n += c->values_ == values ? 1 : 0;
    return n;
}

bool whereabouts::welcomes_this_thread() const noexcept {
    if (current_call == nullptr) return true;
    for (const nested_call* c = within; c != nullptr; c = c->outer_.within) {
        if (c == current_call) return true;
    }
    return false;
}

}  // namespace taskquad::tasks
