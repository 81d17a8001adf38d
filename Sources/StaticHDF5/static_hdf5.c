#include "StaticHDF5.h"

#include <stdint.h>

int64_t H5FD_ros3_init(void);

/// Stands in for HDF5's driver for files at Amazon, which would need curl and OpenSSL. From version 1.14 on, HDF5 names it wherever it
/// opens a file; where this is linked, the driver cannot be chosen.
int64_t H5FD_ros3_init(void) { return -1; }
