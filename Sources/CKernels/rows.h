// The operations on each tile's row between the products.

struct moments {
    float mean, scale;  // scale is 1 / sqrt(variance + epsilon)
};

/// Rows whose sums are taken at once: one row alone would wait for each of its additions.
enum { norm_rows = LANES == WIDTH ? 4 : 2 };

/// Adds one vector of each row, or the squares of its distances from the mean.
INLINE void add_vectors(const int rows, const float *x, size_t ldx, const float *means, vec sums[norm_rows][2], int part) {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        vec value = load(x + r * ldx);
        if (!means) sums[r][part] += value;
        else sums[r][part] += (value - means[r]) * (value - means[r]);
    }
}

INLINE void add_whole(const int rows, size_t whole, const float *x, size_t ldx, const float *means,
                      vec sums[norm_rows][2]) {
    size_t j = 0;
    for (; j + 2 * WIDTH <= whole; j += 2 * WIDTH) {
        add_vectors(rows, x + j, ldx, means, sums, 0);
        add_vectors(rows, x + j + WIDTH, ldx, means, sums, 1);
    }
    if (j < whole) add_vectors(rows, x + j, ldx, means, sums, 0);
}

INLINE void moments(const int rows, size_t n, const float *x, size_t ldx, float epsilon, struct moments *result) {
    size_t whole = n / WIDTH * WIDTH;
    vec sums[norm_rows][2] = {0}, squares[norm_rows][2] = {0};
    float means[norm_rows];
    add_whole(rows, whole, x, ldx, NULL, sums);
    for (int r = 0; r < rows; r++) {
        float sum = sum_of(sums[r][0] + sums[r][1]);
        for (size_t j = whole; j < n; j++) sum += x[r * ldx + j];
        means[r] = sum / (float)n;
    }
    add_whole(rows, whole, x, ldx, means, squares);
    for (int r = 0; r < rows; r++) {
        float square = sum_of(squares[r][0] + squares[r][1]);
        for (size_t j = whole; j < n; j++) square += (x[r * ldx + j] - means[r]) * (x[r * ldx + j] - means[r]);
        result[r] = (struct moments){means[r], 1 / __builtin_sqrtf(square / (float)n + epsilon)};
    }
}

INLINE void layer_norm_of(const int rows, size_t n, const float *x, size_t ldx, const float *gain, const float *bias,
                          float epsilon, float *y, size_t ldy) {
    size_t whole = n / WIDTH * WIDTH;
    struct moments of[norm_rows];
    moments(rows, n, x, ldx, epsilon, of);
    for (int r = 0; r < rows; r++, x += ldx, y += ldy) {
        float mean = of[r].mean, scale = of[r].scale;
        for (size_t j = 0; j < whole; j += WIDTH) store(y + j, (load(x + j) - mean) * scale * load(gain + j) + load(bias + j));
        for (size_t j = whole; j < n; j++) y[j] = (x[j] - mean) * scale * gain[j] + bias[j];
    }
}

static void layer_norm(size_t rows, size_t n, const float *x, size_t ldx, const float *gain, const float *bias,
                       float epsilon, float *y, size_t ldy) {
    size_t r = 0;
    for (; r + norm_rows <= rows; r += norm_rows)
        layer_norm_of(norm_rows, n, x + r * ldx, ldx, gain, bias, epsilon, y + r * ldy, ldy);
    for (; r < rows; r++) layer_norm_of(1, n, x + r * ldx, ldx, gain, bias, epsilon, y + r * ldy, ldy);
}

static void head_dots(size_t rows, size_t heads, size_t d, const float *a, size_t lda, const float *b, size_t ldb,
                      float *out, size_t ldout) {
    size_t whole = d / WIDTH * WIDTH;
    for (size_t r = 0; r < rows; r++) {
        for (size_t h = 0; h < heads; h++) {
            const float *left = a + r * lda + h * d, *right = b + r * ldb + h * d;
            vec sums = 0;
            for (size_t j = 0; j < whole; j += WIDTH) sums += load(left + j) * load(right + j);
            float sum = sum_of(sums);
            for (size_t j = whole; j < d; j++) sum += left[j] * right[j];
            out[r * ldout + h] = sum;
        }
    }
}

static void add_scaled_heads(size_t rows, size_t heads, size_t d, const float *factors, size_t ldfactors,
                             const float *b, size_t ldb, float *c, size_t ldc) {
    for (size_t r = 0; r < rows; r++) {
        for (size_t h = 0; h < heads; h++) {
            float factor = factors[r * ldfactors + h];
            const float *source = b + r * ldb + h * d;
            float *target = c + r * ldc + h * d;
            for (size_t j = 0; j < d; j++) target[j] += factor * source[j];
        }
    }
}

static void divide_heads(size_t rows, size_t heads, size_t d, float *a, size_t lda, const float *divisor,
                         size_t lddivisor, float floor) {
    for (size_t r = 0; r < rows; r++) {
        for (size_t h = 0; h < heads; h++) {
            float value = divisor[r * lddivisor + h];
            float factor = 1 / (value > floor ? value : floor);
            float *row = a + r * lda + h * d;
            for (size_t j = 0; j < d; j++) row[j] *= factor;
        }
    }
}

static void add_column_sums(size_t rows, size_t n, const float *a, size_t lda, float *sums) {
    for (size_t r = 0; r < rows; r++, a += lda)
        for (size_t j = 0; j < n; j++) sums[j] += a[j];
}

/// Converts IEEE half precision with integer arithmetic. Subnormals, infinities and NaN are exact on every level. A
/// multiplication changes the exponent's bias and normalises subnormals.
static void float16_to_float32(size_t count, const unsigned char *source, float *out) {
    for (size_t i = 0; i < count; i++) {
        uint16_t half;
        memcpy(&half, source + i * sizeof half, sizeof half);
        uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
        float scaled;
        memcpy(&scaled, &magnitude, sizeof scaled);
        scaled *= 0x1p112f;
        uint32_t bits;
        memcpy(&bits, &scaled, sizeof bits);
        bits |= (half & 0x7c00) == 0x7c00 ? 0x7f800000u : 0u;
        bits |= (uint32_t)(half & 0x8000) << 16;
        memcpy(out + i, &bits, sizeof bits);
    }
}

static void bfloat16_to_float32(size_t count, const unsigned char *source, float *out) {
    for (size_t i = 0; i < count; i++) {
        uint16_t high;
        memcpy(&high, source + i * sizeof high, sizeof high);
        uint32_t bits = (uint32_t)high << 16;
        memcpy(out + i, &bits, sizeof bits);
    }
}

static void float64_to_float32(size_t count, const unsigned char *source, float *out) {
    for (size_t i = 0; i < count; i++) {
        double value;
        memcpy(&value, source + i * sizeof value, sizeof value);
        out[i] = (float)value;
    }
}

static void to_float32(size_t count, int element, const void *source, float *out) {
    switch (element) {
    case kernel_float16: float16_to_float32(count, source, out); break;
    case kernel_bfloat16: bfloat16_to_float32(count, source, out); break;
    case kernel_float64: float64_to_float32(count, source, out); break;
    default: memcpy(out, source, count * sizeof *out); break;
    }
}

static void round_numbers(size_t rows, size_t n, float *a, size_t lda) {
    for (size_t r = 0; r < rows; r++, a += lda) {
        for (size_t j = 0; j < n; j++) {
            uint32_t bits = (uint32_t)round_bfloat16(a[j]) << 16;
            memcpy(a + j, &bits, sizeof bits);
        }
    }
}

static bool all_finite(size_t count, const float *values) {
    // finite * 0 is 0; infinity * 0 and NaN * 0 are NaN; and a sum with NaN is NaN
    vec sums = 0;
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) sums += load(values + i) * 0.0f;
    float sum = sum_of(sums);
    for (; i < count; i++) sum += values[i] * 0.0f;
    return sum == 0;
}
