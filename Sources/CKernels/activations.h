// Activations on vectors. The polynomial coefficients are our own minimax fits (weighted least squares on Chebyshev
// nodes in float64, then rounded). The stated errors were measured over the whole range in float32.

/// exp(x), with a relative error of 2e-7. x is clamped to -87 ... 87; the result for NaN is undefined.
/// Computed as 2^(x / ln 2): the whole part goes into the exponent, and a polynomial gives the rest.
INLINE vec exponential(vec x) {
    x = __builtin_elementwise_min(__builtin_elementwise_max(x, (vec)-87.0f), (vec)87.0f);
    vec t = x * 1.44269504f;
    vec whole = __builtin_elementwise_roundeven(t);
    // x - whole ln 2 in two steps keeps digits that t does not have
    vec r = (x - whole * 0.693145752f) - whole * 1.42860677e-6f;
    vec u = r * 1.44269504f;
    vec p = 1.53457990e-4f * u + 1.33999321e-3f;
    p = p * u + 9.61848907e-3f;
    p = p * u + 5.55032864e-2f;
    p = p * u + 2.40226462e-1f;
    p = p * u + 6.93147182e-1f;
    p = p * u + 1.0f;
    ivec exponent = (__builtin_convertvector(whole, ivec) + 127) << 23;
    vec scale;
    memcpy(&scale, &exponent, sizeof scale);
    return p * scale;
}

/// erfc(z) exp(z^2) for z = magnitude / sqrt 2 >= 0: a polynomial in 1 / (1 + z/2).
INLINE vec scaled_erfc(vec magnitude) {
    vec t = 1.0f / (1.0f + 0.353553391f * magnitude);
    vec p = -4.86457646e-2f * t + 3.27387244e-1f;
    p = p * t - 8.49244475e-1f;
    p = p * t + 9.39645350e-1f;
    p = p * t - 3.22812319e-1f;
    p = p * t + 4.20262158e-1f;
    p = p * t + 2.48509675e-1f;
    p = p * t + 2.84898162e-1f;
    return p * t;
}

/// x/2 (1 + erf(x / sqrt 2)) = max(x, 0) - |x|/2 erfc(|x| / sqrt 2), with an absolute error of 1e-7 max(1, |x|). It
/// uses erfc, because the error of erfc shrinks with its value; the error of erf does not, and x multiplies it.
INLINE vec gelu(vec x) {
    vec magnitude = __builtin_elementwise_abs(x);
    vec tail = 0.5f * magnitude * exponential(-0.5f * x * x) * scaled_erfc(magnitude);
    return __builtin_elementwise_max(x, (vec)0.0f) - tail;
}

/// The same with an absolute error of 6e-5, and beyond 4.5 of 6e-8 |x|, in a third of the steps: x (1/2 + x P(x^2)).
INLINE vec short_gelu(vec x) {
    vec near = __builtin_elementwise_min(__builtin_elementwise_max(x, (vec)-4.5f), (vec)4.5f);
    vec u = near * near;
    vec p = 3.00000857e-11f * u - 3.28391381e-9f;
    p = p * u + 1.5802577e-7f;
    p = p * u - 4.43168574e-6f;
    p = p * u + 8.12097278e-5f;
    p = p * u - 1.03625341e-3f;
    p = p * u + 9.58065409e-3f;
    p = p * u - 6.59772679e-2f;
    p = p * u + 3.98707986e-1f;
    return x * (near * p + 0.5f);
}

/// log(1 + u) for 0 <= u <= 1, with an absolute error of 1e-7.
INLINE vec log_one_plus(vec u) {
    vec p = 3.93025670e-3f * u - 2.38545667e-2f;
    p = p * u + 6.80830479e-2f;
    p = p * u - 1.26907244e-1f;
    p = p * u + 1.85697243e-1f;
    p = p * u - 2.46726558e-1f;
    p = p * u + 3.32896620e-1f;
    p = p * u - 4.99970943e-1f;
    p = p * u + 9.99999344e-1f;
    return p * u;
}

/// tanh(x) = 1 - 2 / (exp(2|x|) + 1), with the sign of x. Above 10, it is 1.
INLINE vec hyperbolic_tangent(vec x) {
    vec e = exponential(2.0f * __builtin_elementwise_min(__builtin_elementwise_abs(x), (vec)10.0f));
    return __builtin_elementwise_copysign(1.0f - 2.0f / (e + 1.0f), x);
}

/// log(1 + exp(x)) without overflow. Above 20, it is x, as in PyTorch.
INLINE vec softplus(vec x) {
    vec soft = __builtin_elementwise_max(x, (vec)0.0f) + log_one_plus(exponential(-__builtin_elementwise_abs(x)));
    return x > 20.0f ? x : soft;
}

/// NaN stays NaN in all activations, so a model that overflows float32 is detected. (min and max drop NaN.)
INLINE vec activated(vec x, int activation) {
    switch (activation) {
    case kernel_relu: return x < 0.0f ? (vec)0.0f : x;
    case kernel_gelu: return gelu(x);
    case kernel_short_gelu: return short_gelu(x);
    case kernel_leaky_relu: return x > 0.0f ? x : 0.01f * x;
    case kernel_elu: return x <= 0.0f ? exponential(x) - 1.0f : x;
    case kernel_tanh: return x == x ? hyperbolic_tangent(x) : x;
    case kernel_softplus: return x == x ? softplus(x) : x;
    default: return x;
    }
}

/// Applies one activation to a row. The switch is outside the loop.
INLINE void activate_row_as(size_t n, float *a, int activation) {
    size_t j = 0;
    for (; j + WIDTH <= n; j += WIDTH) store(a + j, activated(load(a + j), activation));
    if (j < n) {
        float rest[WIDTH] = {0};
        memcpy(rest, a + j, (n - j) * sizeof *a);
        store(rest, activated(load(rest), activation));
        memcpy(a + j, rest, (n - j) * sizeof *a);
    }
}

static void activate(size_t rows, size_t n, float *a, size_t lda, int activation) {
    for (size_t r = 0; r < rows; r++, a += lda) {
        switch (activation) {
        case kernel_relu: activate_row_as(n, a, kernel_relu); break;
        case kernel_gelu: activate_row_as(n, a, kernel_gelu); break;
        case kernel_short_gelu: activate_row_as(n, a, kernel_short_gelu); break;
        case kernel_leaky_relu: activate_row_as(n, a, kernel_leaky_relu); break;
        case kernel_elu: activate_row_as(n, a, kernel_elu); break;
        case kernel_tanh: activate_row_as(n, a, kernel_tanh); break;
        case kernel_softplus: activate_row_as(n, a, kernel_softplus); break;
        default: break;
        }
    }
}
