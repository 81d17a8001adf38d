#ifndef LINMIL_CPROCESS_SHIMS_H
#define LINMIL_CPROCESS_SHIMS_H

#include <signal.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Makes a copy of this process. Swift marks `fork` as unavailable, since it copies only the thread that calls it: this one
/// is for a program that has started no thread of its own yet.
static inline pid_t linmil_fork(void) { return fork(); }

/// Ends this process when its parent ends. `prctl` takes a variable number of arguments, so Swift cannot import it. False
/// where the parent is gone already.
static inline _Bool linmil_end_with_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

#include <malloc.h>

/// Keeps glibc from taking 64 MB of addresses for each thread that allocates memory.
static inline void linmil_use_one_arena(void) { mallopt(M_ARENA_MAX, 1); }

/// The path that this process was started with, as the kernel was given it. Swift does not import `sys/auxv.h`.
static inline const char *linmil_program_path(void) { return (const char *)(uintptr_t)getauxval(AT_EXECFN); }

#endif
