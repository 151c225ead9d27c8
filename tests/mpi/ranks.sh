#!/usr/bin/env bash
# Runs a program on several ranks of this machine, be they more than there are cores, and none bound to a core; as root, too, as in
# a container. ranks.sh N PROGRAM ...     MPIEXEC names another mpirun.
set -euo pipefail
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe PRTE_MCA_hwloc_default_binding_policy=none
# An MPI leaves memory behind when it ends, of which LeakSanitizer would tell.
export ASAN_OPTIONS=detect_leaks=0
ranks=$1
shift
# shellcheck disable=SC2086 # more words than one, such as options
exec ${MPIEXEC:-mpirun} ${MPIEXEC_OPTIONS:-} -n "$ranks" "$@"
