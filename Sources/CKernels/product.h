// Multiplies rows of tiles by packed weights. A register tile of TILE_ROWS x 2 registers keeps the accumulators in
// registers. One panel of weights ([k, 32], contiguous) stays in cache while all rows of the block use it.

#define TILE_WIDTH (2 * LANES)
enum {
    inner_block = 128,  // inputs summed at a time, so that 16 KB of a panel stay in the first-level cache
    pair_block = 512,   // in bfloat16, whose rounding hides what a longer sum loses
    cache_line = 64,
};

/// How the factors of a product are stored.
struct factors {
    size_t row_bytes;    // of one number of a row
    size_t panel_bytes;  // of one weight
    bool pairs;          // bfloat16, two inputs beside each other, see pairs.h
};

INLINE void sum_singles(const int rows, size_t k, const char *rows_of_a, size_t lda, const char *panel,
                        const char *next, reg sums[TILE_ROWS][2]) {
    const float *a = (const float *)rows_of_a, *b = (const float *)panel;
    for (size_t i = 0; i < k; i++, b += kernel_panel, next += cache_line) {
        __builtin_prefetch(next);
        reg left = load_register(b), right = load_register(b + LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            reg value = (reg)a[r * lda + i];
            sums[r][0] += value * left;
            sums[r][1] += value * right;
        }
    }
}

#include "pairs.h"

/// c[rows, TILE_WIDTH] (+)= a[rows, k] b[k, TILE_WIDTH]. The rows of b are kernel_panel weights apart. `start` gives the
/// initial sums. If it is null, the sums start at 0 and c is added at the end, with `bias` if there is one: adding short sums
/// loses fewer digits than one long sum. Meanwhile half the size of b is fetched from `next`, which is read soon.
INLINE void register_tile(const struct factors factors, const int rows, size_t k, const char *a, size_t lda,
                          const char *b, const char *next, const float *start, const float *bias, float *c,
                          size_t ldc) {
    reg sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        sums[r][0] = start ? load_register(start) : 0;
        sums[r][1] = start ? load_register(start + LANES) : 0;
        if (start) continue;
        __builtin_prefetch(c + r * ldc, 1);
        __builtin_prefetch(c + r * ldc + TILE_WIDTH - 1, 1);
    }
    if (factors.pairs) sum_pairs(rows, k, a, lda, b, next, sums);
    else sum_singles(rows, k, a, lda, b, next, sums);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        float *row = c + r * ldc;
        if (!start) {
            reg left = load_register(row), right = load_register(row + LANES);
            sums[r][0] += bias ? left + load_register(bias) : left;
            sums[r][1] += bias ? right + load_register(bias + LANES) : right;
        }
        store_register(row, sums[r][0]);
        store_register(row + LANES, sums[r][1]);
    }
}

/// A register tile of any height up to TILE_ROWS, divided into the compiled heights.
INLINE void register_tiles(const struct factors factors, size_t rows, size_t k, const char *a, size_t lda,
                           const char *b, const char *next, const float *start, const float *bias, float *c,
                           size_t ldc) {
    if (rows == TILE_ROWS) {
        register_tile(factors, TILE_ROWS, k, a, lda, b, next, start, bias, c, ldc);
        return;
    }
#define CUT(height)                                                              \
    while (height < TILE_ROWS && rows >= height) {                               \
        register_tile(factors, height, k, a, lda, b, next, start, bias, c, ldc); \
        a += height * lda * factors.row_bytes, c += height * ldc, rows -= height; \
    }
#if TILE_ROWS > 8
    CUT(8)
#endif
#if TILE_ROWS > 4
    CUT(4)
#endif
    CUT(2)
    CUT(1)
#undef CUT
}

static const struct factors single_factors = {sizeof(float), sizeof(float), false};

static void single_tiles(size_t rows, size_t k, const char *a, size_t lda, const char *b, const char *next,
                         const float *start, const float *bias, float *c, size_t ldc) {
    register_tiles(single_factors, rows, k, a, lda, b, next, start, bias, c, ldc);
}

static void pair_tiles(size_t rows, size_t k, const char *a, size_t lda, const char *b, const char *next,
                       const float *start, const float *bias, float *c, size_t ldc) {
    register_tiles(pair_factors, rows, k, a, lda, b, next, start, bias, c, ldc);
}

/// The product of a panel of weights with all rows. The result goes to c, or rounded to `rounded`.
INLINE void panel_product(const struct factors factors, size_t rows, size_t width, size_t k, const char *a, size_t lda,
                          const char *panel, const char *next_panel, const float *bias, int activation,
                          bool accumulate, float *c, size_t ldc, char *rounded, size_t rounded_bytes) {
    float panel_bias[kernel_panel] = {0};
    if (bias) memcpy(panel_bias, bias, width * sizeof *bias);
    // Columns that do not fill the panel, or that are not to stay in float32, are summed in a buffer.
    bool direct = width == kernel_panel && !rounded;
    const size_t block = factors.pairs ? pair_block : inner_block;
    if (factors.pairs && activation == kernel_gelu) activation = kernel_short_gelu;

    for (size_t row = 0; row < rows; row += TILE_ROWS) {
        size_t height = rows - row < TILE_ROWS ? rows - row : TILE_ROWS;
        float *target = c + row * ldc;
        float edge[TILE_ROWS * kernel_panel];
        float *sums = direct ? target : edge;
        size_t ldsums = direct ? ldc : kernel_panel;
        for (size_t r = 0; r < height && accumulate && !direct; r++)
            for (size_t j = 0; j < kernel_panel; j++) sums[r * ldsums + j] = j < width ? target[r * ldc + j] : 0;
        // Two register tiles fetch the next panel, half of it each.
        const size_t step = kernel_panel * factors.panel_bytes / 2;
        const char *fetched = next_panel + row / TILE_ROWS % 2 * k * step;
        for (size_t part = 0; part < kernel_panel; part += TILE_WIDTH) {
            for (size_t i = 0; i < k; i += block) {
                size_t depth = k - i < block ? k - i : block;
                const char *rows_of_a = a + (row * lda + i) * factors.row_bytes;
                const char *weights = panel + i * kernel_panel * factors.panel_bytes + part * sizeof(float);
                const char *next = fetched + i * step;
                const float *first_bias = i == 0 ? panel_bias + part : NULL;
                const float *start = accumulate ? NULL : first_bias;
                (factors.pairs ? pair_tiles : single_tiles)(height, depth, rows_of_a, lda, weights, next, start,
                                                            first_bias, sums + part, ldsums);
            }
        }
        if (activation != kernel_identity) activate(height, direct ? kernel_panel : width, sums, ldsums, activation);
        for (size_t r = 0; r < height && !direct; r++) {
            if (rounded) round_row(width, edge + r * kernel_panel, rounded + (row + r) * rounded_bytes);
            else memcpy(target + r * ldc, edge + r * kernel_panel, width * sizeof *c);
        }
    }
}

INLINE void product_of(const struct factors factors, size_t rows, size_t n, size_t k, const char *a, size_t lda,
                       const char *packed, size_t panel_inputs, const float *bias, int activation, bool accumulate,
                       float *c, size_t ldc, char *rounded) {
    size_t rounded_bytes = rounded_stride(n) * pair_factors.row_bytes;
    size_t panel_bytes = kernel_panel * panel_inputs * factors.panel_bytes;
    for (size_t first = 0; first < n; first += kernel_panel, packed += panel_bytes)
        panel_product(factors, rows, n - first < kernel_panel ? n - first : kernel_panel, k, a, lda, packed,
                      packed + panel_bytes, bias ? bias + first : NULL, activation, accumulate, c + first, ldc,
                      rounded ? rounded + first * pair_factors.row_bytes : NULL, rounded_bytes);
}

static void product(size_t rows, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                    const float *bias, int activation, bool accumulate, float *c, size_t ldc) {
    product_of(single_factors, rows, n, k, (const char *)a, lda, (const char *)packed, k, bias,
               accumulate ? kernel_identity : activation, accumulate, c, ldc, NULL);
}

/// `a` holds rounded rows, and the result goes to `rounded` in the same form, if that is not null. A panel of weights has
/// `panel_inputs` inputs.
static void product_rounded(size_t rows, size_t n, size_t k, const void *a, const uint16_t *packed, size_t panel_inputs,
                            const float *bias, int activation, bool accumulate, float *c, size_t ldc, void *rounded) {
    product_of(pair_factors, rows, n, (k + 1) / 2 * 2, a, rounded_stride(k), (const char *)packed, panel_inputs, bias,
               activation, accumulate, c, ldc, rounded);
}

/// Rounds a block of rows at a time, so that all panels find it in cache.
static void product_bfloat16(size_t rows, size_t n, size_t k, const float *a, size_t lda, const uint16_t *packed,
                             size_t panel_inputs, const float *bias, int activation, bool accumulate, float *c, size_t ldc) {
    enum { block_bytes = 1 << 16, block_inputs = 1024 };
    _Alignas(64) char block[block_bytes];
    for (size_t input = 0; input < k; input += block_inputs) {
        size_t depth = k - input < block_inputs ? k - input : block_inputs;
        size_t most = block_bytes / (rounded_stride(depth) * pair_factors.row_bytes) / TILE_ROWS * TILE_ROWS;
        bool is_first = input == 0, is_last = input + depth == k;
        for (size_t row = 0; row < rows; row += most) {
            size_t height = rows - row < most ? rows - row : most;
            round_rows(height, depth, a + row * lda + input, lda, 0, block);
            product_rounded(height, n, depth, block, packed + input * kernel_panel, panel_inputs,
                            is_first ? bias : NULL, is_last && !accumulate ? activation : kernel_identity,
                            accumulate || !is_first,
                            c + row * ldc, ldc, NULL);
        }
    }
}
