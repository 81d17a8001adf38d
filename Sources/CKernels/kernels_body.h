// The source of the kernels, compiled once for each instruction set. The including file defines
//   LANES      floats in a vector register
//   TILE_ROWS  rows of the register tile of a product (its width is two vectors)
//   TABLE      the name of the table to fill
// Everything is static, so that each copy stays in its own translation unit, with its own target.

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef int32_t ivec __attribute__((ext_vector_type(LANES)));

INLINE vec load(const float *p) {
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store(float *p, vec v) { memcpy(p, &v, sizeof v); }

INLINE float sum_of(vec v) {
    float lanes[LANES];
    store(lanes, v);
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

#include "activations.h"
#include "product.h"
#include "rows.h"
#include "softmax.h"

const struct kernel_table TABLE = {
    .product = product,
    .layer_norm = layer_norm,
    .head_dots = head_dots,
    .divide_heads = divide_heads,
    .add_column_sums = add_column_sums,
    .softmax_step = softmax_step,
    .activate = activate,
    .to_float32 = to_float32,
    .all_finite = all_finite,
};
