// The command `linmil` of a package that also has the shared library: it finds the library, loads it and hands the command
// over to it. So nothing is in the package twice.
//
// The library is called liblinmil.so. It lies beside this program, as in the Python package; in ../lib, as in the tarball; or
// in the Python package of the environment in whose bin folder this program is.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <glob.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/// Where the library may lie, from this program's folder. Patterns of `glob`.
static const char *const places[] = {
    "liblinmil.so",
    "../lib/liblinmil.so",
    "../lib*/python3*/site-packages/linmil/liblinmil.so",
    "../lib*/python3*/dist-packages/linmil/liblinmil.so",
    "../linmil/liblinmil.so", // pip install --target
};

/// Writes this program's folder. The kernel says how the program was started, also where there is no /proc.
static int find_folder(char *folder)
{
    const char *start = (const char *)(uintptr_t)getauxval(AT_EXECFN);
    if (!start || !realpath(start, folder)) {
        ssize_t count = readlink("/proc/self/exe", folder, PATH_MAX - 1);
        if (count < 0) return 0;
        folder[count] = 0;
    }
    char *slash = strrchr(folder, '/');
    if (!slash) return 0;
    *slash = 0;
    return 1;
}

/// Writes the path of the library.
static int find_library(const char *folder, char *path)
{
    for (size_t place = 0; place < sizeof places / sizeof *places; place++) {
        // A pattern must not take characters of the folder for its own.
        char pattern[4 * PATH_MAX];
        size_t length = 0;
        for (const char *c = folder; *c && length < sizeof pattern - 256; c++) {
            if (strchr("*?[]\\", *c)) pattern[length++] = '\\';
            pattern[length++] = *c;
        }
        snprintf(pattern + length, sizeof pattern - length, "/%s", places[place]);
        glob_t found;
        if (glob(pattern, 0, NULL, &found) == 0) {
            // The last of several is the newest Python's.
            int fits = snprintf(path, PATH_MAX, "%s", found.gl_pathv[found.gl_pathc - 1]) < PATH_MAX;
            globfree(&found);
            if (fits) return 1;
        }
    }
    return 0;
}

// The glibc that the library is linked for: docs/install/build.sh says it. This program itself needs an older one only, so that
// it can tell.
#ifndef LINMIL_GLIBC_MINOR
#define LINMIL_GLIBC_MINOR 0
#endif

/// Whether this system's glibc is new enough.
static int fits_glibc(void)
{
    int major = 0, minor = 0;
    if (sscanf(gnu_get_libc_version(), "%d.%d", &major, &minor) != 2) return 1;
    return major > 2 || minor >= LINMIL_GLIBC_MINOR;
}

int main(int argc, char **argv)
{
    if (!fits_glibc()) {
        fprintf(stderr,
            "linmil: this system has glibc %s, expected 2.%d or newer; use a newer system or a container, or build linmil from "
            "source\n",
            gnu_get_libc_version(), LINMIL_GLIBC_MINOR);
        return 1;
    }
    char folder[PATH_MAX], path[PATH_MAX];
    if (!find_folder(folder)) {
        fputs("linmil: this program's folder cannot be found, expected /proc or a path; mount /proc\n", stderr);
        return 1;
    }
    if (!find_library(folder, path)) {
        fprintf(stderr, "linmil: %s: there is no liblinmil.so beside the program or in its lib folder; install linmil again\n",
            folder);
        return 1;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "linmil: the library cannot be loaded (%s); it needs a newer system, or install linmil again\n",
            dlerror());
        return 1;
    }
    void (*run)(int32_t, char **) = (void (*)(int32_t, char **))dlsym(library, "linmil_main");
    if (!run) {
        fprintf(stderr, "linmil: %s: has no command, expected linmil's library; install linmil again\n", path);
        return 1;
    }
    run(argc, argv);
    return 1;
}
