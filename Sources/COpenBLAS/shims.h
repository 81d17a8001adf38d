#ifndef LINMIL_COPENBLAS_SHIMS_H
#define LINMIL_COPENBLAS_SHIMS_H

#include <cblas.h>

#endif
