// What the link needs beside old_glibc.py's libraries. It is in no library of an older glibc.

#include <stdio.h>
#include <sys/stat.h>

#define HIDDEN __attribute__((visibility("hidden")))

// Until glibc 2.33, these were in libc_nonshared.a, as here.
int __xstat(int version, const char *path, struct stat *status);
int __lxstat(int version, const char *path, struct stat *status);
int __fxstat(int version, int file, struct stat *status);
HIDDEN int stat(const char *path, struct stat *status) { return __xstat(1, path, status); }
HIDDEN int lstat(const char *path, struct stat *status) { return __lxstat(1, path, status); }
HIDDEN int fstat(int file, struct stat *status) { return __fxstat(1, file, status); }

// libstdc++ skips locks while there is one thread, which glibc tells it since 2.32. Without that, it locks.
HIDDEN char __libc_single_threaded = 0;

// Debian's static libraries are made for programs. A shared library cannot refer to a variable of another as they do, so
// build.sh gives these two another name in them.
HIDDEN FILE *own_stdout, *own_stderr;
__attribute__((constructor)) static void find_streams(void)
{
    own_stdout = stdout;
    own_stderr = stderr;
}
