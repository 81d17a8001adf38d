// Products of matrices that are not packed: those whose shapes depend on heads and landmarks. Each element is the sum of its
// terms in their order, cut after every `inner_block` of them, on every level.

/// c[rows, TILE_WIDTH] = (add ? c : 0) + scale * sum over i of a[i * astep + r * arow] b[i * ldb + j].
INLINE void small_tile(const int rows, size_t k, const float *a, size_t arow, size_t astep, const float *b, size_t ldb,
                       float scale, bool add, float *c, size_t ldc) {
    reg sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        sums[r][0] = sums[r][1] = 0;
        __builtin_prefetch(c + r * ldc, 1);  // a chunk's sums come from far away
        __builtin_prefetch(c + r * ldc + TILE_WIDTH - 1, 1);
    }
    for (size_t i = 0; i < k; i++, a += astep, b += ldb) {
        reg left = load_register(b), right = load_register(b + LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            reg value = (reg)a[r * arow];
            sums[r][0] += value * left;
            sums[r][1] += value * right;
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        float *row = c + r * ldc;
        reg left = sums[r][0] * scale, right = sums[r][1] * scale;
        store_register(row, add ? load_register(row) + left : left);
        store_register(row + LANES, add ? load_register(row + LANES) + right : right);
    }
}

static void small_tiles(size_t rows, size_t k, const float *a, size_t arow, size_t astep, const float *b, size_t ldb,
                        float scale, bool add, float *c, size_t ldc) {
#define CUT(height)                                                              \
    while (height <= TILE_ROWS && rows >= height) {                              \
        small_tile(height, k, a, arow, astep, b, ldb, scale, add, c, ldc);       \
        a += height * arow, c += height * ldc, rows -= height;                   \
    }
    CUT(TILE_ROWS)
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

/// Columns of c that do not fill a register tile: b is copied into a tile of its own, and the sums out of one.
static void small_edge(size_t rows, size_t width, size_t k, const float *a, size_t arow, size_t astep, const float *b,
                       size_t ldb, float scale, bool add, float *c, size_t ldc) {
    float wide[inner_block * TILE_WIDTH], sums[TILE_ROWS * TILE_WIDTH];
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < TILE_WIDTH; j++) wide[i * TILE_WIDTH + j] = j < width ? b[i * ldb + j] : 0;
    for (size_t row = 0; row < rows; row += TILE_ROWS) {
        size_t height = rows - row < TILE_ROWS ? rows - row : TILE_ROWS;
        for (size_t r = 0; r < height; r++)
            for (size_t j = 0; j < TILE_WIDTH; j++)
                sums[r * TILE_WIDTH + j] = add && j < width ? c[(row + r) * ldc + j] : 0;
        small_tiles(height, k, a + row * arow, arow, astep, wide, TILE_WIDTH, scale, add, sums, TILE_WIDTH);
        for (size_t r = 0; r < height; r++) memcpy(c + (row + r) * ldc, sums + r * TILE_WIDTH, width * sizeof *c);
    }
}

/// c[m, n] += scale * a[k, m]^T b[k, n].
static void add_transposed_product(size_t m, size_t n, size_t k, float scale, const float *a, size_t lda, const float *b,
                                   size_t ldb, float *c, size_t ldc) {
    for (size_t i = 0; i < k; i += inner_block, a += inner_block * lda, b += inner_block * ldb) {
        size_t depth = k - i < inner_block ? k - i : inner_block;
        size_t j = 0;
        for (; j + TILE_WIDTH <= n; j += TILE_WIDTH)
            small_tiles(m, depth, a, 1, lda, b + j, ldb, scale, true, c + j, ldc);
        if (j < n) small_edge(m, n - j, depth, a, 1, lda, b + j, ldb, scale, true, c + j, ldc);
    }
}

/// c[m, n] = scale * a[m, k] b[n, k]^T.
static void product_transposed(size_t m, size_t n, size_t k, float scale, const float *a, size_t lda, const float *b,
                               size_t ldb, float *c, size_t ldc) {
    float panel[inner_block * TILE_WIDTH];
    for (size_t j = 0; j < n; j += TILE_WIDTH) {
        size_t width = n - j < TILE_WIDTH ? n - j : TILE_WIDTH;
        for (size_t i = 0; i < k || i == 0; i += inner_block) {
            size_t depth = k - i < inner_block ? k - i : inner_block;
            for (size_t t = 0; t < depth; t++)
                for (size_t l = 0; l < TILE_WIDTH; l++) panel[t * TILE_WIDTH + l] = l < width ? b[(j + l) * ldb + i + t] : 0;
            if (width == TILE_WIDTH)
                small_tiles(m, depth, a + i, lda, 1, panel, TILE_WIDTH, scale, i > 0, c + j, ldc);
            else
                small_edge(m, width, depth, a + i, lda, 1, panel, TILE_WIDTH, scale, i > 0, c + j, ldc);
        }
    }
}

/// Replaces n values by exp(value - offset), or by exp(value - offsets[j]) if there are offsets.
static void exponentials(size_t n, float *a, float offset, const float *offsets) {
    for (size_t j = 0; j < n; j += WIDTH) {
        size_t count = n - j < WIDTH ? n - j : WIDTH;
        float values[WIDTH] = {0}, less[WIDTH] = {0};
        memcpy(values, a + j, count * sizeof *a);
        if (offsets) memcpy(less, offsets + j, count * sizeof *a);
        store(values, exponential_or_nan(load(values) - (offsets ? load(less) : (vec)offset)));
        memcpy(a + j, values, count * sizeof *a);
    }
}
