#include <taskquad/cubature.hpp>

namespace taskquad {

std::string_view to_string(foundation f) noexcept {
    switch (f) {
        case foundation::segments:
            return "segments";
        case foundation::boxes:
            return "boxes";
        case foundation::sparse_grid:
            return "a sparse grid";
    }
    return "unknown foundation";
}

}  // namespace taskquad
