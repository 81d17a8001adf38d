// Softmax over blocks of columns, with a running maximum and sum (Milakov and Gimelshein, arXiv 1805.02867).

/// exp(x), and NaN for NaN, so that a model that overflows float32 is detected.
INLINE vec exponential_or_nan(vec x) { return x == x ? exponential(x) : x; }

/// Returns the largest of n values and `start`. Ignores NaN.
INLINE float largest_of(size_t n, const float *a, float start) {
    size_t j = 0;
    vec lanes = start;
    for (; j + WIDTH <= n; j += WIDTH) lanes = __builtin_elementwise_max(lanes, load(a + j));
    float values[WIDTH], largest = start;
    store(values, lanes);
    for (size_t i = 0; i < WIDTH; i++) largest = values[i] > largest ? values[i] : largest;
    for (; j < n; j++) largest = a[j] > largest ? a[j] : largest;
    return largest;
}

/// Sets a = exp(a - largest) and returns the sum.
INLINE float exponentials_below(size_t n, float *a, float largest) {
    size_t j = 0;
    vec sums = 0;
    for (; j + WIDTH <= n; j += WIDTH) {
        vec e = exponential_or_nan(load(a + j) - largest);
        store(a + j, e);
        sums += e;
    }
    float sum = sum_of(sums);
    if (j < n) {
        float rest[WIDTH] = {0};
        memcpy(rest, a + j, (n - j) * sizeof *a);
        store(rest, exponential_or_nan(load(rest) - largest));
        memcpy(a + j, rest, (n - j) * sizeof *a);
        for (; j < n; j++) sum += a[j];
    }
    return sum;
}

static void softmax_step(size_t rows, size_t n, float *a, size_t lda, float *largest, float *sum, size_t ldstate,
                         size_t d, float *output, size_t ldoutput) {
    for (size_t r = 0; r < rows; r++, a += lda, largest += ldstate, sum += ldstate, output += ldoutput) {
        float before = *largest, after = largest_of(n, a, before);
        if (after > before) {
            float factors[WIDTH];
            store(factors, exponential((vec)(before - after)));
            for (size_t j = 0; j < d; j++) output[j] *= factors[0];
            *sum *= factors[0];
            *largest = after;
        }
        *sum += exponentials_below(n, a, after);
    }
}
