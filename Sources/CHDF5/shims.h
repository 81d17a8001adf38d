#ifndef LINMIL_CHDF5_SHIMS_H
#define LINMIL_CHDF5_SHIMS_H

// Debian keeps the serial build's headers in a folder of their own; naming it here spares us pkg-config.
#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

#endif
