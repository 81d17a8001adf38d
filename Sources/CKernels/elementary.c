// exp, log, sin and cos in double precision, from additions, products and divisions alone. A system's mathematical library
// chooses variants by processor, whose last bits differ; these functions give the same bits everywhere.

#include "CKernels.h"

#include <string.h>

// A fused multiply-add rounds once where two operations round twice.
#pragma STDC FP_CONTRACT OFF

static const double ln2_high = 0x1.62e42fefa2000p-1;  // the first 40 bits of ln 2, so that its multiples are exact
static const double ln2_low = 0x1.9ef35793c7673p-41;
static const double infinity = __builtin_inf();

static double power_of_two(int64_t exponent) {
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double nearest_whole(double x) { return __builtin_floor(x + 0.5); }

/// exp(x) = 2^n exp(r) with |r| <= ln 2 / 2, and the series of exp up to r^13.
double kernel_exp(double x) {
    if (x != x) return x;
    if (x > 709.78) return infinity;
    if (x < -745.2) return 0;
    double n = nearest_whole(x * 1.4426950408889634);
    double r = (x - n * ln2_high) - n * ln2_low;
    double sum = 1;
    for (int i = 13; i > 0; i--) sum = 1 + sum * r / i;
    // Two steps, because 2^n may be too small for a number that is not subnormal.
    int64_t exponent = (int64_t)n, half = exponent / 2;
    return sum * power_of_two(half) * power_of_two(exponent - half);
}

/// log(x) = n ln 2 + log(m) with m near 1, and log(m) = 2 atanh((m - 1) / (m + 1)) as a series.
double kernel_log(double x) {
    if (!(x > 0)) return x == 0 ? -infinity : __builtin_nan("");
    if (x == infinity) return x;
    int64_t n = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        n = -54;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    n += (int64_t)(bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m /= 2;
        n += 1;
    }
    double z = (m - 1) / (m + 1), square = z * z, sum = 0;
    for (int i = 23; i > 0; i -= 2) sum = sum * square + 1.0 / i;
    return (double)n * ln2_high + ((double)n * ln2_low + 2 * z * sum);
}

/// sin(r) and cos(r) of |r| <= pi / 4, as series.
static double sine_series(double r) {
    double square = r * r, sum = 1;
    for (int i = 19; i > 1; i -= 2) sum = 1 - sum * square / (i * (i - 1));
    return sum * r;
}

static double cosine_series(double r) {
    double square = r * r, sum = 1;
    for (int i = 20; i > 0; i -= 2) sum = 1 - sum * square / (i * (i - 1));
    return sum;
}

/// sin(x + quarters pi / 2). The angle loses digits beyond 2^32, where positions in a slide never are.
static double sine_of(double x, int64_t quarters) {
    if (!(x < 0x1p32 && x > -0x1p32)) return __builtin_nan("");
    double n = nearest_whole(x * 0.6366197723675814);
    // pi / 2 in three parts of 33 bits, so that their multiples are exact
    double r = ((x - n * 0x1.921fb544p+0) - n * 0x1.0b4611a6p-34) - n * 0x1.3198a2e037073p-69;
    switch (((int64_t)n + quarters) & 3) {
    case 0: return sine_series(r);
    case 1: return cosine_series(r);
    case 2: return -sine_series(r);
    default: return -cosine_series(r);
    }
}

double kernel_sin(double x) { return sine_of(x, 0); }

double kernel_cos(double x) { return sine_of(x, 1); }
