// The kernels that run for every tile of a slide. They are compiled for four instruction sets, and one set is chosen
// once at run time. All matrices are row-major float32. A leading dimension (`lda`) is the number of floats from row to
// row. No kernel allocates, keeps state, or reads beyond the given sizes.

#ifndef LINMIL_CKERNELS_H
#define LINMIL_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instruction sets that the kernels are compiled for, slowest first.
enum kernel_level {
    kernel_level_portable = 0,  // 128-bit vectors: SSE2, NEON
    kernel_level_avx2 = 1,      // AVX2 + FMA
    kernel_level_avx512 = 2,    // AVX-512 F, BW, DQ, VL
    kernel_level_bfloat16 = 3,  // and AVX-512 BF16
};

/// Returns the best level that this processor and operating system support.
int kernel_best_level(void);

/// Sets the level for the calling thread, so that tests can compare all levels with one reference.
/// Returns false and changes nothing if the processor does not support it.
bool kernel_use_level(int level);

/// Elementwise functions that a product can apply to its result. They equal PyTorch's modules with default arguments.
enum kernel_activation {
    kernel_identity = 0,
    kernel_relu = 1,
    kernel_gelu = 2,        // exact: x/2 (1 + erf(x / sqrt 2))
    kernel_leaky_relu = 3,  // slope 0.01
    kernel_elu = 4,         // alpha 1
    kernel_tanh = 5,
    kernel_softplus = 6,    // beta 1, identity above 20
    kernel_gelu_gate = 7,   // x/2 (1 + erf(c / sqrt 2)) with c = x held constant; for derivatives only
    kernel_short_gelu = 8,  // kernel_gelu to 6e-5, much less than bfloat16 rounds: what a product in bfloat16 takes for it
};

/// Columns of a packed panel, on every level.
enum { kernel_panel = 32 };

/// Returns the number of floats in the packed form of a [n, k] weight matrix, with columns padded to whole panels.
size_t kernel_packed_count(size_t n, size_t k);

/// Packs a weight matrix into panels of 32 outputs, so that a product reads it from start to end.
/// weights [n, k], as PyTorch's nn.Linear stores them -> packed [ceil(n/32), k, 32], padded with zeros.
void kernel_pack(size_t n, size_t k, const float *weights, size_t ldw, float *packed);

/// Packs the transpose of a packed weight matrix: the derivative of `a W^T` by a is a product with it.
/// W packed [n, k] -> W^T packed [k, n], kernel_packed_count(k, n) floats.
void kernel_transpose_packed(size_t n, size_t k, const float *packed, float *transposed);

/// c = activation(a W^T + bias). With `accumulate`, c += a W^T + bias, without activation.
/// a [rows, k], W packed [n, k], bias [n] or null, c [rows, n]. The PyTorch line is `act(F.linear(a, W, bias))`.
void kernel_product(size_t rows, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                    const float *bias, int activation, bool accumulate, float *c, size_t ldc);

/// Returns the nearest bfloat16, ties to even. Denormal numbers become 0, NaN stays NaN.
uint16_t kernel_rounded_bfloat16(float value);

/// Returns how many numbers the packed form of a [n, k] weight matrix in bfloat16 has: whole panels, pairs of inputs.
size_t kernel_packed_bfloat16_count(size_t n, size_t k);

/// Rounds a weight matrix to bfloat16 and packs it: packed [ceil(n/32), ceil(k/2), 32, 2], padded with zeros.
void kernel_pack_bfloat16(size_t n, size_t k, const float *weights, size_t ldw, uint16_t *packed);

/// Packs the transpose of a packed weight matrix. W packed [n, k] -> W^T packed [k, n].
void kernel_transpose_packed_bfloat16(size_t n, size_t k, const uint16_t *packed, uint16_t *transposed);

/// The same as kernel_product with weights in bfloat16. The rows are rounded to bfloat16; the products of two such numbers
/// are exact, and they are summed in float32, the odd input of each pair first. Denormal numbers are 0 throughout. The
/// result is the same bit for bit on every level that has fused multiply-add. `panel_inputs` is the number of inputs that a
/// whole panel has, padded to an even number: k, or more if the product takes only some of them.
void kernel_product_bfloat16(size_t rows, size_t n, size_t k, const float *a, size_t lda, const uint16_t *packed,
                             size_t panel_inputs, const float *bias, int activation, bool accumulate, float *c, size_t ldc);

/// Replaces each number by the nearest bfloat16, ties to even. Denormal numbers become 0, NaN stays NaN. a [rows, n].
void kernel_round_numbers(size_t rows, size_t n, float *a, size_t lda);

/// How much memory, in floats, `kernel_round_rows` writes at most for rows of k numbers.
size_t kernel_rounded_count(size_t rows, size_t k);

/// Rounds rows to bfloat16 once for several products, in the form that this level's products read. They become rows `first`
/// and after of `rounded`, which has kernel_rounded_count(first + rows, k) floats. a [rows, k].
void kernel_round_rows(size_t rows, size_t k, const float *a, size_t lda, size_t first, void *rounded);

/// The same as kernel_product_bfloat16 of rows that are rounded already. If `rounded` is not null, the result is rounded
/// as kernel_round_rows does it, and c is not used.
void kernel_product_rounded(size_t rows, size_t n, size_t k, const void *a, const uint16_t *packed, size_t panel_inputs,
                            const float *bias, int activation, bool accumulate, float *c, size_t ldc, void *rounded);

/// y = (x - mean) / sqrt(variance + epsilon) * gain + bias, for each row. x, y [rows, n].
void kernel_layer_norm(size_t rows, size_t n, const float *x, size_t ldx, const float *gain, const float *bias,
                       float epsilon, float *y, size_t ldy);

/// out[r, h] = a[r, head h] . b[r, head h]. With `ldb` 0, b is one row for all. a, b [rows, heads * d] -> out [rows, heads].
void kernel_head_dots(size_t rows, size_t heads, size_t d, const float *a, size_t lda, const float *b, size_t ldb,
                      float *out, size_t ldout);

/// c[r, head h] += factors[r, h] * b[r, head h]. With `ldb` 0, b is one row for all. b, c [rows, heads * d], factors
/// [rows, heads].
void kernel_add_scaled_heads(size_t rows, size_t heads, size_t d, const float *factors, size_t ldfactors, const float *b,
                             size_t ldb, float *c, size_t ldc);

/// a[r, head h] /= max(divisor[r, h], floor). a [rows, heads * d], divisor [rows, heads].
void kernel_divide_heads(size_t rows, size_t heads, size_t d, float *a, size_t lda, const float *divisor,
                         size_t lddivisor, float floor);

/// sums[j] += sum over rows of a[r, j]. a [rows, n], sums [n].
void kernel_add_column_sums(size_t rows, size_t n, const float *a, size_t lda, float *sums);

/// Stores rows as 16-bit integers with a scale for each row: `x = integer * scale`, with an error of at most 2^-16 of the row's
/// largest magnitude. Rows whose numbers are all below 2^-100 become 0. A row with a value that is not finite becomes NaN.
/// x [rows, n] -> stored [rows, n], scales [rows].
void kernel_store_rows(size_t rows, size_t n, const float *x, size_t ldx, int16_t *stored, float *scales);

/// stored [rows, n], scales [rows] -> x [rows, n].
void kernel_load_rows(size_t rows, size_t n, const int16_t *stored, const float *scales, float *x, size_t ldx);

/// One step of softmax over rows whose columns come in blocks. After it, the caller computes `output += a v` with the
/// block's values. The step raises largest[r] to the largest of a[r, :], multiplies sum[r] and output[r, :] by
/// exp(before - after), sets a[r, j] to exp(a[r, j] - largest[r]), and adds it to sum[r]. Start with largest -infinity,
/// and sum and output 0. The result is output / sum. No exponential exceeds 1, so no logit is too large. NaN and
/// +infinity make the row's sum NaN. a [rows, n], largest, sum [rows] of leading dimension ldstate, output [rows, d].
void kernel_softmax_step(size_t rows, size_t n, float *a, size_t lda, float *largest, float *sum, size_t ldstate,
                         size_t d, float *output, size_t ldoutput);

/// c += scale * a^T b. a [k, m], b [k, n], c [m, n].
void kernel_add_transposed_product(size_t m, size_t n, size_t k, float scale, const float *a, size_t lda, const float *b,
                                   size_t ldb, float *c, size_t ldc);

/// c = scale * a b^T. a [m, k], b [n, k], c [m, n].
void kernel_product_transposed(size_t m, size_t n, size_t k, float scale, const float *a, size_t lda, const float *b,
                               size_t ldb, float *c, size_t ldc);

/// a[j] = exp(a[j] - offset), or exp(a[j] - offsets[j]) if `offsets` is not null. The exponent is clamped to -87 ... 87;
/// NaN stays NaN. a [n], offsets [n].
void kernel_exponentials(size_t n, float *a, float offset, const float *offsets);

/// exp, log, sin and cos with an error of a few units in the last place, and the same bits on every machine. Angles beyond 2^32
/// give NaN.
double kernel_exp(double x);
double kernel_log(double x);
double kernel_sin(double x);
double kernel_cos(double x);

/// Applies an activation in place. a [rows, n].
void kernel_activate(size_t rows, size_t n, float *a, size_t lda, int activation);

/// g *= f'(x), with PyTorch's values at the kinks. Absolute error 2e-7; NaN stays NaN. x, g [rows, n].
void kernel_derive(size_t rows, size_t n, const float *x, size_t ldx, int activation, float *g, size_t ldg);

/// Adds the derivative by x of `dy . layer_norm(x)`: dx += scale (h - mean(h) - z mean(h z)), with h = gain dy, z the
/// normalised row and scale its 1 / sqrt(variance + epsilon). If the scale is held constant, the last term is left out.
/// x, dy, dx [rows, n], gain [n].
void kernel_add_layer_norm_derivative(size_t rows, size_t n, const float *x, size_t ldx, const float *gain,
                                      float epsilon, bool scale_is_constant, const float *dy, size_t lddy, float *dx,
                                      size_t lddx);

/// The number formats of stored features.
enum kernel_element { kernel_float32 = 0, kernel_float16 = 1, kernel_float64 = 2, kernel_bfloat16 = 3 };

/// Converts stored numbers to float32, exactly if float32 can represent them. `source` does not have to be aligned.
void kernel_to_float32(size_t count, int element, const void *source, float *out);

/// Returns whether every value is finite.
bool kernel_all_finite(size_t count, const float *values);

#endif
