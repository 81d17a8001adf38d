// What a derivative passes on its way back through a row: activations and layer normalisation.

/// exp(-x^2 / 2) and Phi(x) = (1 + erf(x / sqrt 2)) / 2, with an absolute error of 1e-7.
INLINE vec normal_distribution(vec x, vec *bell) {
    *bell = exponential(-0.5f * x * x);
    vec tail = 0.5f * *bell * scaled_erfc(__builtin_elementwise_abs(x));
    return x > 0.0f ? 1.0f - tail : tail;
}

/// f'(x), with PyTorch's values at the kinks: 0 for ReLU and 0.01 for LeakyReLU at 0. NaN stays NaN.
INLINE vec derivative(vec x, int activation) {
    vec bell, e;
    switch (activation) {
    case kernel_relu: return x > 0.0f ? (vec)1.0f : x == x ? (vec)0.0f : x;
    case kernel_gelu: {
        vec below = normal_distribution(x, &bell);
        return x == x ? below + x * bell * 0.398942280f : x;
    }
    case kernel_gelu_gate: {
        vec below = normal_distribution(x, &bell);
        return x == x ? below : x;
    }
    case kernel_leaky_relu: return x > 0.0f ? (vec)1.0f : x == x ? (vec)0.01f : x;
    case kernel_elu: return x <= 0.0f ? exponential(x) : x == x ? (vec)1.0f : x;
    case kernel_tanh: e = hyperbolic_tangent(x); return x == x ? 1.0f - e * e : x;
    case kernel_softplus:
        e = exponential(-__builtin_elementwise_abs(x));
        e = x < 0.0f ? e / (1.0f + e) : 1.0f / (1.0f + e);
        return x > 20.0f ? (vec)1.0f : x == x ? e : x;
    default: return (vec)1.0f;
    }
}

/// Multiplies one row of g by f'(x). The switch is outside the loop.
INLINE void derive_row_as(size_t n, const float *x, float *g, int activation) {
    size_t j = 0;
    for (; j + WIDTH <= n; j += WIDTH) store(g + j, load(g + j) * derivative(load(x + j), activation));
    if (j < n) {
        float rest[WIDTH] = {0}, factors[WIDTH];
        memcpy(rest, x + j, (n - j) * sizeof *x);
        store(factors, derivative(load(rest), activation));
        for (size_t i = 0; j + i < n; i++) g[j + i] *= factors[i];
    }
}

static void derive(size_t rows, size_t n, const float *x, size_t ldx, int activation, float *g, size_t ldg) {
    for (size_t r = 0; r < rows; r++, x += ldx, g += ldg) {
        switch (activation) {
        case kernel_relu: derive_row_as(n, x, g, kernel_relu); break;
        case kernel_gelu: derive_row_as(n, x, g, kernel_gelu); break;
        case kernel_gelu_gate: derive_row_as(n, x, g, kernel_gelu_gate); break;
        case kernel_leaky_relu: derive_row_as(n, x, g, kernel_leaky_relu); break;
        case kernel_elu: derive_row_as(n, x, g, kernel_elu); break;
        case kernel_tanh: derive_row_as(n, x, g, kernel_tanh); break;
        case kernel_softplus: derive_row_as(n, x, g, kernel_softplus); break;
        default: break;
        }
    }
}

/// dx += scale (h - mean(h) - z mean(h z)), with h = gain dy and z = (x - mean) scale. Without the last term, the scale is a
/// constant.
static void add_layer_norm_derivative(size_t rows, size_t n, const float *x, size_t ldx, const float *gain, float epsilon,
                                      bool scale_is_constant, const float *dy, size_t lddy, float *dx, size_t lddx) {
    size_t whole = n / WIDTH * WIDTH;
    for (size_t r = 0; r < rows; r++, x += ldx, dy += lddy, dx += lddx) {
        struct moments row;
        moments(1, n, x, ldx, epsilon, &row);
        vec sums = 0, products = 0;
        for (size_t j = 0; j < whole; j += WIDTH) {
            vec h = load(gain + j) * load(dy + j);
            sums += h;
            products += h * ((load(x + j) - row.mean) * row.scale);
        }
        float sum = sum_of(sums), product = sum_of(products);
        for (size_t j = whole; j < n; j++) {
            float h = gain[j] * dy[j];
            sum += h;
            product += h * ((x[j] - row.mean) * row.scale);
        }
        float mean = sum / (float)n, slope = scale_is_constant ? 0 : product / (float)n;
        for (size_t j = 0; j < whole; j += WIDTH) {
            vec z = (load(x + j) - row.mean) * row.scale;
            store(dx + j, load(dx + j) + row.scale * (load(gain + j) * load(dy + j) - mean - z * slope));
        }
        for (size_t j = whole; j < n; j++) {
            float z = (x[j] - row.mean) * row.scale;
            dx[j] += row.scale * (gain[j] * dy[j] - mean - z * slope);
        }
    }
}
