/// The version of the library, in this one place: CMake and the package files read it from here.
#pragma once

#define TASKQUAD_VERSION_MAJOR 0
#define TASKQUAD_VERSION_MINOR 1
#define TASKQUAD_VERSION_PATCH 0
