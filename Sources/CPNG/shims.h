#ifndef LINMIL_CPNG_SHIMS_H
#define LINMIL_CPNG_SHIMS_H

#include <png.h>

#endif
