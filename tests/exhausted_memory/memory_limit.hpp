/// A process that may not take more memory, as under `ulimit -v`: there everything may fail, again and again, oneTBB's memory too.
#pragma once

/// Prints a line; false where something was not as it should be.
bool memory_limits();
