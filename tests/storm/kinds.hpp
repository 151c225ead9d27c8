/// The kinds of calls that the storm is made of: each form of f, and each way to use it.
#pragma once

#include <functional>
#include <span>

#include "storm/weather.hpp"

struct kind {
    const char* name;
    void (*call)(weather&);
};

std::span<const kind> kinds_of_f();
std::span<const kind> kinds_of_use();
