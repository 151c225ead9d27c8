/// A picture of what has been found, as SVG: the values over x, the subdivision, the error of each segment.
#pragma once

#include <string>

#include "program/finding.hpp"
#include "program/request.hpp"

namespace taskquad::program {

/// Of values with several components the first eight are shown. Throws std::runtime_error where the file cannot be written.
void draw(const finding& f, const request& r, const std::string& file);

}  // namespace taskquad::program
