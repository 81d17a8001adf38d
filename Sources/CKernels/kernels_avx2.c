// The kernels for AVX2 with FMA: 12 of 16 registers are accumulators.

#include "kernels.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LANES 8
#define TILE_ROWS 6
#define TABLE kernels_avx2

#include "kernels_body.h"

#pragma clang attribute pop

#endif
