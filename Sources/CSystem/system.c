#define _GNU_SOURCE
#include "CSystem.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>

int linmil_bound_cores(void) {
    // The call fails if the kernel knows of more cores than the set has room for: here 65,536.
    enum { most = 1 << 16 };
    cpu_set_t *set = CPU_ALLOC(most);
    if (set == NULL) return 0;
    int count = sched_getaffinity(0, CPU_ALLOC_SIZE(most), set) == 0 ? CPU_COUNT_S(CPU_ALLOC_SIZE(most), set) : 0;
    CPU_FREE(set);
    return count;
}

const char *linmil_file_at(const void *address) {
    Dl_info info;
    return dladdr(address, &info) != 0 ? info.dli_fname : NULL;
}

void linmil_begin_writing(int descriptor, long start, long count) {
    sync_file_range(descriptor, start, count, SYNC_FILE_RANGE_WRITE);
}
