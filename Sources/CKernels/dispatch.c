// Chooses the kernels once, for the instruction sets that the processor and the operating system support.

#include "kernels.h"

#include <stdatomic.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

static _Atomic(int) best_level = -1;
static _Thread_local int thread_level = -1;

static int supported_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    bool bfloat16 = __builtin_cpu_supports("avx512bf16");
    return avx2 && avx512 && bfloat16 ? kernel_level_bfloat16 : avx2 && avx512 ? kernel_level_avx512 : avx2 ? kernel_level_avx2 : kernel_level_portable;
#else
    return kernel_level_portable;
#endif
}

int kernel_best_level(void) {
    int level = atomic_load_explicit(&best_level, memory_order_relaxed);
    if (level < 0) {
        level = supported_level();
        atomic_store_explicit(&best_level, level, memory_order_relaxed);
    }
    return level;
}

bool kernel_use_level(int level) {
    if (level < kernel_level_portable || level > kernel_best_level()) return false;
    thread_level = level;
    return true;
}

static const struct kernel_table *kernels(void) {
#if defined(__x86_64__)
    switch (thread_level >= 0 ? thread_level : kernel_best_level()) {
    case kernel_level_bfloat16: return &kernels_bfloat16;
    case kernel_level_avx512: return &kernels_avx512;
    case kernel_level_avx2: return &kernels_avx2;
    }
#endif
    return &kernels_portable;
}

size_t kernel_packed_count(size_t n, size_t k) { return (n + kernel_panel - 1) / kernel_panel * kernel_panel * k; }

void kernel_pack(size_t n, size_t k, const float *weights, size_t ldw, float *packed) {
    for (size_t first = 0; first < n; first += kernel_panel, packed += k * kernel_panel) {
        size_t width = n - first < kernel_panel ? n - first : kernel_panel;
        const float *panel = weights + first * ldw;
        // Blocks of 16 inputs keep the cache lines of the 32 source rows in cache while their values are copied.
        for (size_t k0 = 0; k0 < k; k0 += 16) {
            size_t k1 = k - k0 < 16 ? k : k0 + 16;
            for (size_t j = 0; j < kernel_panel; j++)
                for (size_t i = k0; i < k1; i++) packed[i * kernel_panel + j] = j < width ? panel[j * ldw + i] : 0;
        }
    }
}

void kernel_transpose_packed(size_t n, size_t k, const float *packed, float *transposed) {
    for (size_t first = 0; first < k; first += kernel_panel) {
        size_t width = k - first < kernel_panel ? k - first : kernel_panel;
        for (size_t j = 0; j < n; j++, transposed += kernel_panel) {
            // The weights of output j for these inputs, kernel_panel floats apart.
            const float *weights = packed + (j / kernel_panel * k + first) * kernel_panel + j % kernel_panel;
            for (size_t i = 0; i < kernel_panel; i++) transposed[i] = i < width ? weights[i * kernel_panel] : 0;
        }
    }
}

void kernel_product(size_t rows, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                    const float *bias, int activation, bool accumulate, float *c, size_t ldc) {
    kernels()->product(rows, n, k, a, lda, packed, bias, activation, accumulate, c, ldc);
}

uint16_t kernel_rounded_bfloat16(float value) { return round_bfloat16(value); }

size_t kernel_packed_bfloat16_count(size_t n, size_t k) { return kernel_packed_count(n, (k + 1) / 2 * 2); }

void kernel_pack_bfloat16(size_t n, size_t k, const float *weights, size_t ldw, uint16_t *packed) {
    size_t inputs = (k + 1) / 2 * 2;
    for (size_t first = 0; first < n; first += kernel_panel, packed += inputs * kernel_panel) {
        size_t width = n - first < kernel_panel ? n - first : kernel_panel;
        if (width < kernel_panel || k % 2) memset(packed, 0, inputs * kernel_panel * sizeof *packed);
        // Blocks of 16 inputs keep the cache lines of the 32 source rows in cache while their values are copied.
        for (size_t start = 0; start < k; start += 16) {
            size_t count = k - start < 16 ? k - start : 16;
            for (size_t j = 0; j < width; j++) {
                const float *row = weights + (first + j) * ldw + start;
                uint16_t rounded[16], *target = packed + (start / 2 * kernel_panel + j) * 2;
                for (size_t i = 0; i < count; i++) rounded[i] = round_bfloat16(row[i]);
                for (size_t i = 0; i < count; i++) target[i / 2 * kernel_panel * 2 + i % 2] = rounded[i];
            }
        }
    }
}

/// Where the weight of an output and an input stands in the packed form.
static size_t place(size_t output, size_t input, size_t k) {
    size_t pairs = (k + 1) / 2;
    return ((output / kernel_panel * pairs + input / 2) * kernel_panel + output % kernel_panel) * 2 + input % 2;
}

void kernel_transpose_packed_bfloat16(size_t n, size_t k, const uint16_t *packed, uint16_t *transposed) {
    memset(transposed, 0, kernel_packed_bfloat16_count(k, n) * sizeof *transposed);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < n; j++) transposed[place(i, j, n)] = packed[place(j, i, k)];
}

/// Takes denormal numbers as 0 on this thread, as the instruction for pairs always does; returns the state before.
static uint64_t flush_denormals(void) {
#if defined(__x86_64__)
    uint32_t state = _mm_getcsr();
    _mm_setcsr(state | 0x8040);  // flush results to zero, take denormal operands as zero
    return state;
#elif defined(__aarch64__)
    uint64_t state;
    __asm__ volatile("mrs %0, fpcr" : "=r"(state));
    __asm__ volatile("msr fpcr, %0" ::"r"(state | 1 << 24));
    return state;
#else
    return 0;
#endif
}

static void restore_denormals(uint64_t state) {
#if defined(__x86_64__)
    _mm_setcsr((uint32_t)state);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" ::"r"(state));
#endif
}

void kernel_product_bfloat16(size_t rows, size_t n, size_t k, const float *a, size_t lda, const uint16_t *packed,
                             size_t panel_inputs, const float *bias, int activation, bool accumulate, float *c, size_t ldc) {
    uint64_t state = flush_denormals();
    kernels()->product_bfloat16(rows, n, k, a, lda, packed, panel_inputs, bias, activation, accumulate, c, ldc);
    restore_denormals(state);
}

size_t kernel_rounded_count(size_t rows, size_t k) { return rows * ((k + 1) / 2 * 2 + 16); }

void kernel_round_rows(size_t rows, size_t k, const float *a, size_t lda, size_t first, void *rounded) {
    kernels()->round_rows(rows, k, a, lda, first, rounded);
}

void kernel_product_rounded(size_t rows, size_t n, size_t k, const void *a, const uint16_t *packed, size_t panel_inputs,
                            const float *bias, int activation, bool accumulate, float *c, size_t ldc, void *rounded) {
    uint64_t state = flush_denormals();
    kernels()->product_rounded(rows, n, k, a, packed, panel_inputs, bias, activation, accumulate, c, ldc, rounded);
    restore_denormals(state);
}

void kernel_layer_norm(size_t rows, size_t n, const float *x, size_t ldx, const float *gain, const float *bias,
                       float epsilon, float *y, size_t ldy) {
    kernels()->layer_norm(rows, n, x, ldx, gain, bias, epsilon, y, ldy);
}

void kernel_head_dots(size_t rows, size_t heads, size_t d, const float *a, size_t lda, const float *b, size_t ldb,
                      float *out, size_t ldout) {
    kernels()->head_dots(rows, heads, d, a, lda, b, ldb, out, ldout);
}

void kernel_add_scaled_heads(size_t rows, size_t heads, size_t d, const float *factors, size_t ldfactors, const float *b,
                             size_t ldb, float *c, size_t ldc) {
    kernels()->add_scaled_heads(rows, heads, d, factors, ldfactors, b, ldb, c, ldc);
}

void kernel_divide_heads(size_t rows, size_t heads, size_t d, float *a, size_t lda, const float *divisor,
                         size_t lddivisor, float floor) {
    kernels()->divide_heads(rows, heads, d, a, lda, divisor, lddivisor, floor);
}

void kernel_add_column_sums(size_t rows, size_t n, const float *a, size_t lda, float *sums) {
    kernels()->add_column_sums(rows, n, a, lda, sums);
}

void kernel_load_rows(size_t rows, size_t n, const int16_t *stored, const float *scales, float *x, size_t ldx) {
    kernels()->load_rows(rows, n, stored, scales, x, ldx);
}

void kernel_store_rows(size_t rows, size_t n, const float *x, size_t ldx, int16_t *stored, float *scales) {
    kernels()->store_rows(rows, n, x, ldx, stored, scales);
}

void kernel_softmax_step(size_t rows, size_t n, float *a, size_t lda, float *largest, float *sum, size_t ldstate,
                         size_t d, float *output, size_t ldoutput) {
    kernels()->softmax_step(rows, n, a, lda, largest, sum, ldstate, d, output, ldoutput);
}

void kernel_add_transposed_product(size_t m, size_t n, size_t k, float scale, const float *a, size_t lda, const float *b,
                                   size_t ldb, float *c, size_t ldc) {
    kernels()->add_transposed_product(m, n, k, scale, a, lda, b, ldb, c, ldc);
}

void kernel_product_transposed(size_t m, size_t n, size_t k, float scale, const float *a, size_t lda, const float *b,
                               size_t ldb, float *c, size_t ldc) {
    kernels()->product_transposed(m, n, k, scale, a, lda, b, ldb, c, ldc);
}

void kernel_exponentials(size_t n, float *a, float offset, const float *offsets) {
    kernels()->exponentials(n, a, offset, offsets);
}

void kernel_activate(size_t rows, size_t n, float *a, size_t lda, int activation) {
    kernels()->activate(rows, n, a, lda, activation);
}

void kernel_derive(size_t rows, size_t n, const float *x, size_t ldx, int activation, float *g, size_t ldg) {
    kernels()->derive(rows, n, x, ldx, activation, g, ldg);
}

void kernel_add_layer_norm_derivative(size_t rows, size_t n, const float *x, size_t ldx, const float *gain,
                                      float epsilon, bool scale_is_constant, const float *dy, size_t lddy, float *dx,
                                      size_t lddx) {
    kernels()->add_layer_norm_derivative(rows, n, x, ldx, gain, epsilon, scale_is_constant, dy, lddy, dx, lddx);
}

void kernel_to_float32(size_t count, int element, const void *source, float *out) {
    kernels()->to_float32(count, element, source, out);
}

void kernel_round_numbers(size_t rows, size_t n, float *a, size_t lda) { kernels()->round_numbers(rows, n, a, lda); }

bool kernel_all_finite(size_t count, const float *values) { return kernels()->all_finite(count, values); }
