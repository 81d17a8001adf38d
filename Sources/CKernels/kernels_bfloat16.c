// The kernels for AVX-512 with its instruction for pairs of bfloat16.

#include "kernels.h"

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"))), apply_to = function)

#define LANES 16
#define TILE_ROWS 14
#define TABLE kernels_bfloat16
#define PAIR_INSTRUCTION

#include "kernels_body.h"

#pragma clang attribute pop

#endif
