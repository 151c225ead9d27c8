/// When and where something was written.
#pragma once

#include <string>

namespace taskquad::journals {

/// Now, in seconds.
[[nodiscard]] double since_1970();
[[nodiscard]] std::string host();
/// Among the processes of a job, as those who start them say; empty where there is no job.
[[nodiscard]] std::string rank();

}  // namespace taskquad::journals
