#ifndef LINMIL_CZLIB_SHIMS_H
#define LINMIL_CZLIB_SHIMS_H

// libpng-dev and libhdf5-dev bring it.
#include <zlib.h>

#endif
