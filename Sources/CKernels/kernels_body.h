// The source of the kernels, compiled once for each instruction set. The including file defines
//   LANES      floats in a vector register
//   TILE_ROWS  rows of the register tile of a product (its width is two registers)
//   TABLE      the name of the table to fill
//   PAIR_INSTRUCTION  only where there is an instruction for pairs of bfloat16
// Sums give the same bits on every set that has fused multiply-add: products add their terms one by one, and all other
// sums are taken in vectors of WIDTH floats, however many registers these are.
// Everything is static, so that each copy stays in its own translation unit, with its own target.

#include <string.h>

// Vectors of 16 floats are passed only to functions that are inlined, so it does not matter how a call would pass them.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

#define WIDTH 16

typedef float vec __attribute__((ext_vector_type(WIDTH)));
typedef int32_t ivec __attribute__((ext_vector_type(WIDTH)));
typedef float reg __attribute__((ext_vector_type(LANES)));

INLINE vec load(const float *p) {
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store(float *p, vec v) { memcpy(p, &v, sizeof v); }

INLINE reg load_register(const float *p) {
    reg v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store_register(float *p, reg v) { memcpy(p, &v, sizeof v); }

INLINE float sum_of(vec v) {
    float lanes[WIDTH];
    store(lanes, v);
    for (int width = WIDTH / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

#include "activations.h"
#include "product.h"
#include "rows.h"
#include "derivatives.h"
#include "stored.h"
#include "softmax.h"
#include "small.h"

const struct kernel_table TABLE = {
    .product = product,
    .product_bfloat16 = product_bfloat16,
    .round_rows = round_rows,
    .product_rounded = product_rounded,
    .layer_norm = layer_norm,
    .head_dots = head_dots,
    .add_scaled_heads = add_scaled_heads,
    .divide_heads = divide_heads,
    .add_column_sums = add_column_sums,
    .load_rows = load_rows,
    .store_rows = store_rows,
    .softmax_step = softmax_step,
    .add_transposed_product = add_transposed_product,
    .product_transposed = product_transposed,
    .exponentials = exponentials,
    .activate = activate,
    .derive = derive,
    .add_layer_norm_derivative = add_layer_norm_derivative,
    .to_float32 = to_float32,
    .round_numbers = round_numbers,
    .all_finite = all_finite,
};
