// Tiles' vectors between two sweeps in half the memory: 16-bit integers, and a scale for each row.

typedef int16_t short_vec __attribute__((ext_vector_type(WIDTH)));

/// Adding and subtracting it rounds to an integer, ties to even.
static const float rounding = 0x1.8p23f;

INLINE ivec magnitudes(const float *x) {
    ivec bits;
    memcpy(&bits, x, sizeof bits);
    return bits & 0x7fffffff;
}

/// Returns the largest magnitude; NaN if a value is not finite. Magnitudes have the order of their bits.
INLINE float largest_magnitude(size_t n, const float *x) {
    ivec largest = 0;
    size_t j = 0;
    for (; j + WIDTH <= n; j += WIDTH) largest = __builtin_elementwise_max(largest, magnitudes(x + j));
    if (j < n) {
        float rest[WIDTH] = {0};
        memcpy(rest, x + j, (n - j) * sizeof *x);
        largest = __builtin_elementwise_max(largest, magnitudes(rest));
    }
    int32_t bits = __builtin_reduce_max(largest);
    float result;
    memcpy(&result, &bits, sizeof result);
    return bits < 0x7f800000 ? result : __builtin_nanf("");
}

INLINE short_vec to_integers(vec x, float inverse) {
    vec scaled = x * inverse;
    vec whole = scaled + rounding;
    whole = whole - rounding;
    return __builtin_convertvector(__builtin_convertvector(whole, ivec), short_vec);
}

INLINE vec from_integers(const int16_t *stored, float scale) {
    short_vec integers;
    memcpy(&integers, stored, sizeof integers);
    return __builtin_convertvector(__builtin_convertvector(integers, ivec), vec) * scale;
}

static void load_rows(size_t rows, size_t n, const int16_t *stored, const float *scales, float *x, size_t ldx) {
    for (size_t r = 0; r < rows; r++, stored += n, x += ldx) {
        size_t j = 0;
        for (; j + WIDTH <= n; j += WIDTH) store(x + j, from_integers(stored + j, scales[r]));
        if (j == n) continue;
        int16_t rest[WIDTH] = {0};
        float values[WIDTH];
        memcpy(rest, stored + j, (n - j) * sizeof *rest);
        store(values, from_integers(rest, scales[r]));
        memcpy(x + j, values, (n - j) * sizeof *x);
    }
}

static void store_rows(size_t rows, size_t n, const float *x, size_t ldx, int16_t *stored, float *scales) {
    const float most = INT16_MAX, least = 0x1p-100f;  // smaller numbers than `least` become 0
    for (size_t r = 0; r < rows; r++, stored += n, x += ldx) {
        float largest = largest_magnitude(n, x);
        float inverse = largest >= least ? most / largest : 0;
        scales[r] = largest >= least ? largest / most : largest * 0;
        size_t j = 0;
        for (; j + WIDTH <= n; j += WIDTH) {
            short_vec integers = to_integers(load(x + j), inverse);
            memcpy(stored + j, &integers, sizeof integers);
        }
        if (j == n) continue;
        float rest[WIDTH] = {0};
        memcpy(rest, x + j, (n - j) * sizeof *x);
        short_vec integers = to_integers(load(rest), inverse);
        memcpy(stored + j, &integers, (n - j) * sizeof *stored);
    }
}
