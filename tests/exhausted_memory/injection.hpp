/// An `operator new` whose k-th allocation fails, once: in all its forms, in every thread, when it is armed.
///
/// What oneTBB allocates for itself is exempt, since after a bad_alloc in its initialisation oneTBB 2021 spins for ever, and its
/// workers end the process. It is told by who calls: an allocation whose caller's address lies within libtbb is never failed and
/// not counted. Tasks, arenas, contexts and exceptions on their way never come here at all: r1::allocate, cache_aligned_allocate
/// and __cxa_allocate_exception are malloc's (`nm -D libtbb.so.12`: operator new is called for the vectors of its topology and of
/// its observers only). What oneTBB's headers allocate within our code, as the nodes of a concurrent_hash_map, is ours, and fails.
#pragma once

namespace injection {

/// From now on allocations are counted, and the k-th one fails; 0: none does.
void arm(long k) noexcept;
/// Ends that; returns how many have been counted.
long disarm() noexcept;
/// Whether the k-th has come, and failed.
[[nodiscard]] bool struck() noexcept;
/// Where it was: the stack, to standard error.
void print_stack();

/// Finds libtbb in memory, and lets the unwinder allocate what it needs once.
void prepare();
/// Whether an address is code of oneTBB's library, or of this program.
[[nodiscard]] bool in_tbb(const void* address) noexcept;
[[nodiscard]] bool in_program(const void* address) noexcept;

/// While it lives, what this thread allocates neither counts nor fails: for what a scenario allocates for its own ends.
class suspended {
public:
    suspended() noexcept;
    suspended(const suspended&) = delete;
    suspended& operator=(const suspended&) = delete;
    ~suspended();
};

}  // namespace injection
