// There is one table of kernels for each instruction set. `dispatch.c` chooses one.

#ifndef LINMIL_KERNELS_H
#define LINMIL_KERNELS_H

#include "CKernels.h"

#include <string.h>

/// Rounds to the nearest bfloat16, ties to even. Denormal numbers become 0, NaN stays NaN.
static inline uint16_t round_bfloat16(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t magnitude = bits & 0x7fffffffu, sign = bits & 0x80000000u;
    uint32_t rounded = magnitude + 0x7fffu + ((magnitude >> 16) & 1);
    uint32_t number = magnitude > 0x7f800000u ? magnitude | 0x400000u : rounded;
    return (uint16_t)((sign | (magnitude < 0x800000u ? 0 : number)) >> 16);
}

struct kernel_table {
    void (*product)(size_t, size_t, size_t, const float *, size_t, const float *, const float *, int, bool, float *,
                    size_t);
    void (*product_bfloat16)(size_t, size_t, size_t, const float *, size_t, const uint16_t *, size_t, const float *, int,
                             bool, float *, size_t);
    void (*round_rows)(size_t, size_t, const float *, size_t, size_t, void *);
    void (*product_rounded)(size_t, size_t, size_t, const void *, const uint16_t *, size_t, const float *, int, bool,
                            float *, size_t, void *);
    void (*layer_norm)(size_t, size_t, const float *, size_t, const float *, const float *, float, float *, size_t);
    void (*head_dots)(size_t, size_t, size_t, const float *, size_t, const float *, size_t, float *, size_t);
    void (*add_scaled_heads)(size_t, size_t, size_t, const float *, size_t, const float *, size_t, float *, size_t);
    void (*divide_heads)(size_t, size_t, size_t, float *, size_t, const float *, size_t, float);
    void (*add_column_sums)(size_t, size_t, const float *, size_t, float *);
    void (*load_rows)(size_t, size_t, const int16_t *, const float *, float *, size_t);
    void (*store_rows)(size_t, size_t, const float *, size_t, int16_t *, float *);
    void (*softmax_step)(size_t, size_t, float *, size_t, float *, float *, size_t, size_t, float *, size_t);
    void (*add_transposed_product)(size_t, size_t, size_t, float, const float *, size_t, const float *, size_t, float *,
                                   size_t);
    void (*product_transposed)(size_t, size_t, size_t, float, const float *, size_t, const float *, size_t, float *,
                               size_t);
    void (*exponentials)(size_t, float *, float, const float *);
    void (*activate)(size_t, size_t, float *, size_t, int);
    void (*derive)(size_t, size_t, const float *, size_t, int, float *, size_t);
    void (*add_layer_norm_derivative)(size_t, size_t, const float *, size_t, const float *, float, bool, const float *,
                                      size_t, float *, size_t);
    void (*to_float32)(size_t, int, const void *, float *);
    void (*round_numbers)(size_t, size_t, float *, size_t);
    bool (*all_finite)(size_t, const float *);
};

extern const struct kernel_table kernels_portable;
#if defined(__x86_64__)
extern const struct kernel_table kernels_avx2;
extern const struct kernel_table kernels_avx512;
extern const struct kernel_table kernels_bfloat16;
#endif

#endif
