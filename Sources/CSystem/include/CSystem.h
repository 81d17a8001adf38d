// Functions of glibc that Swift does not see, because its headers declare them only under _GNU_SOURCE.

#ifndef LINMIL_CSYSTEM_H
#define LINMIL_CSYSTEM_H

/// Returns how many cores the calling thread is bound to; 0 if the system does not say. This is `sched_getaffinity`.
int linmil_bound_cores(void);

/// Returns the loader's name of the file that is mapped at an address; null if it knows none. This is `dladdr`.
const char *linmil_file_at(const void *address);

/// Lets the system begin to write a part of a file to its disk. This is `sync_file_range`.
void linmil_begin_writing(int descriptor, long start, long count);

#endif
