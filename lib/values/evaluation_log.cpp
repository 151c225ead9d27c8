#include <taskquad/evaluation_log.hpp>

#include "values/store.hpp"

namespace taskquad {

evaluation_log::evaluation_log()
    : handle_(std::make_shared<detail::log_handle>(this)), values_(std::make_shared<detail::store>()) {}
evaluation_log::~evaluation_log() { let_go(); }

void evaluation_log::let_go() noexcept { handle_->let_go(); }

void evaluation_log::know(std::span<const double> coordinates, std::span<const double> value) {
    values_->insert({coordinates.data(), coordinates.size()}, value);
}

}  // namespace taskquad
