// Products of bfloat16 with sums in float32. Two inputs stand beside each other in 32 bits: the even one in the low half.
//
// AVX-512 BF16 has an instruction for a pair: `fma(even, even', fma(odd, odd', sum))`, each step rounded to nearest, denormal
// numbers taken as 0. On other processors the same steps are taken one by one, so every machine gives the same bits;
// dispatch.c sets the rounding of denormal numbers.

typedef uint32_t pair_reg __attribute__((ext_vector_type(LANES)));

#if defined(PAIR_INSTRUCTION)
static const struct factors pair_factors = {sizeof(uint16_t), sizeof(uint16_t), true};
typedef __bf16 pair_numbers __attribute__((__vector_size__(64)));
#else
// The rows' numbers are rounded to bfloat16, but kept as float32.
static const struct factors pair_factors = {sizeof(float), sizeof(uint16_t), true};
#endif

INLINE pair_reg load_pairs(const char *p) {
    pair_reg v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void sum_pairs(const int rows, size_t k, const char *a, size_t lda, const char *b, const char *next,
                      reg sums[TILE_ROWS][2]) {
    for (size_t i = 0; i < k; i += 2, b += kernel_panel * sizeof(uint32_t), next += cache_line) {
        __builtin_prefetch(next);
        pair_reg left = load_pairs(b), right = load_pairs(b + LANES * sizeof(uint32_t));
#if defined(PAIR_INSTRUCTION)
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            uint32_t pair;
            memcpy(&pair, a + (r * lda + i) * sizeof(uint16_t), sizeof pair);
            pair_numbers value = (pair_numbers)(pair_reg)pair;
            sums[r][0] = __builtin_ia32_dpbf16ps_512(sums[r][0], value, (pair_numbers)left);
            sums[r][1] = __builtin_ia32_dpbf16ps_512(sums[r][1], value, (pair_numbers)right);
        }
#else
        reg odd_left = (reg)(left & 0xffff0000u), odd_right = (reg)(right & 0xffff0000u);
        reg even_left = (reg)(left << 16), even_right = (reg)(right << 16);
        const float *numbers = (const float *)a;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            reg odd = (reg)numbers[r * lda + i + 1], even = (reg)numbers[r * lda + i];
            sums[r][0] += odd * odd_left;
            sums[r][1] += odd * odd_right;
            sums[r][0] += even * even_left;
            sums[r][1] += even * even_right;
        }
#endif
    }
}

/// Rounds k numbers to bfloat16 in the form that `sum_pairs` reads, with a 0 behind an odd number of them.
INLINE void round_row(size_t k, const float *a, char *rounded) {
    size_t i = 0;
#if defined(PAIR_INSTRUCTION)
    uint16_t *row = (uint16_t *)rounded;
    for (; i + 2 * LANES <= k; i += 2 * LANES) {
        pair_numbers numbers = __builtin_ia32_cvtne2ps2bf16_512(load_register(a + i + LANES), load_register(a + i));
        memcpy(row + i, &numbers, sizeof numbers);
    }
    for (; i < k; i++) row[i] = round_bfloat16(a[i]);
#else
    float *row = (float *)rounded;
    for (; i < k; i++) {
        uint32_t bits = (uint32_t)round_bfloat16(a[i]) << 16;
        memcpy(row + i, &bits, sizeof bits);
    }
#endif
    if (k % 2) row[k] = 0;
}

/// From one rounded row to the next, in numbers: a cache line more than a row has, because rows a power of two apart fall into
/// the same cache sets.
INLINE size_t rounded_stride(size_t k) { return (k + 1) / 2 * 2 + 64 / pair_factors.row_bytes; }

static void round_rows(size_t rows, size_t k, const float *a, size_t lda, size_t first, void *rounded) {
    size_t bytes = rounded_stride(k) * pair_factors.row_bytes;
    for (size_t r = 0; r < rows; r++) round_row(k, a + r * lda, (char *)rounded + (first + r) * bytes);
}
