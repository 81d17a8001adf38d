// Multiplies rows of tiles by packed weights. A register tile of TILE_ROWS x 2 registers keeps the accumulators in
// registers. One panel of weights ([k, 32], contiguous) stays in cache while all rows of the block use it.

#define TILE_WIDTH (2 * LANES)
enum { inner_block = 128 };  // inputs summed at a time, so that 16 KB of a panel stay in the first-level cache

/// c[rows, TILE_WIDTH] (+)= a[rows, k] b[k, TILE_WIDTH]. The rows of b are kernel_panel floats apart. `start` gives the
/// initial sums. If it is null, the sums start at 0 and c is added at the end: adding short sums loses fewer digits
/// than one long sum.
INLINE void register_tile(const int rows, size_t k, const float *a, size_t lda, const float *b, const float *start,
                          float *c, size_t ldc) {
    reg sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        sums[r][0] = start ? load_register(start) : 0;
        sums[r][1] = start ? load_register(start + LANES) : 0;
    }
    for (size_t i = 0; i < k; i++, b += kernel_panel) {
        reg left = load_register(b), right = load_register(b + LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            reg value = (reg)a[r * lda + i];
            sums[r][0] += value * left;
            sums[r][1] += value * right;
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        store_register(c + r * ldc, start ? sums[r][0] : sums[r][0] + load_register(c + r * ldc));
        store_register(c + r * ldc + LANES, start ? sums[r][1] : sums[r][1] + load_register(c + r * ldc + LANES));
    }
}

/// A register tile of any height up to TILE_ROWS, divided into the compiled heights.
static void register_tiles(size_t rows, size_t k, const float *a, size_t lda, const float *b, const float *start,
                           float *c, size_t ldc) {
    if (rows == TILE_ROWS) {
        register_tile(TILE_ROWS, k, a, lda, b, start, c, ldc);
        return;
    }
#define CUT(height)                                                              \
    while (height < TILE_ROWS && rows >= height) {                               \
        register_tile(height, k, a, lda, b, start, c, ldc);                      \
        a += height * lda, c += height * ldc, rows -= height;                    \
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

static void product(size_t rows, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                    const float *bias, int activation, bool accumulate, float *c, size_t ldc) {
    for (size_t first = 0; first < n; first += kernel_panel) {
        const float *panel = packed + first * k;
        size_t width = n - first < kernel_panel ? n - first : kernel_panel;
        float panel_bias[kernel_panel] = {0};
        if (bias) memcpy(panel_bias, bias + first, width * sizeof *bias);

        for (size_t row = 0; row < rows; row += TILE_ROWS) {
            size_t height = rows - row < TILE_ROWS ? rows - row : TILE_ROWS;
            float *target = c + row * ldc + first;
            // If a panel goes past column n, it is summed in a buffer, and its real columns are copied.
            float edge[TILE_ROWS * kernel_panel];
            bool whole = width == kernel_panel;
            float *sums = whole ? target : edge;
            size_t ldsums = whole ? ldc : kernel_panel;
            if (accumulate) {
                for (size_t r = 0; r < height; r++) {
                    // Whole vectors, because the compiler cannot know that the sums do not overlap the bias.
                    for (size_t j = 0; j < kernel_panel && whole; j += WIDTH)
                        store(sums + r * ldsums + j, load(target + r * ldc + j) + load(panel_bias + j));
                    if (whole) continue;
                    for (size_t j = 0; j < width; j++) sums[r * ldsums + j] = target[r * ldc + j] + panel_bias[j];
                    for (size_t j = width; j < kernel_panel; j++) sums[r * ldsums + j] = 0;
                }
            }
            for (size_t part = 0; part < kernel_panel; part += TILE_WIDTH) {
                for (size_t i = 0; i < k; i += inner_block) {
                    size_t depth = k - i < inner_block ? k - i : inner_block;
                    register_tiles(height, depth, a + row * lda + i, lda, panel + i * kernel_panel + part,
                                   accumulate || i > 0 ? NULL : panel_bias + part, sums + part, ldsums);
                }
            }
            if (activation != kernel_identity && !accumulate)
                activate(height, whole ? kernel_panel : width, sums, ldsums, activation);
            if (!whole)
                for (size_t r = 0; r < height; r++) memcpy(target + r * ldc, edge + r * kernel_panel, width * sizeof *c);
        }
    }
}
