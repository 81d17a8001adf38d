// The kernels for AVX-512: 28 of 32 registers are accumulators.

#include "kernels.h"

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#define LANES 16
#define TILE_ROWS 14
#define TABLE kernels_avx512

#include "kernels_body.h"

#pragma clang attribute pop

#endif
