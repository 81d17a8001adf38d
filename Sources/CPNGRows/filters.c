#include "CPNGRows.h"
#include "filters.h"

#include <stdbool.h>

typedef uint16_t sums __attribute__((ext_vector_type(lanes)));

INLINE bytes smaller(bytes a, bytes b) { return __builtin_elementwise_min(a, b); }
INLINE bytes larger(bytes a, bytes b) { return __builtin_elementwise_max(a, b); }
INLINE bytes distance(bytes a, bytes b) { return larger(a, b) - smaller(a, b); }
INLINE bytes choose(bytes mask, bytes a, bytes b) { return (a & mask) | (b & ~mask); }

/// All bits where a <= b.
INLINE bytes at_most(bytes a, bytes b) { return (bytes)(smaller(a, b) == a); }

/// floor((a + b) / 2), without needing a ninth bit.
INLINE bytes average(bytes a, bytes b) { return (a & b) + ((a ^ b) >> 1); }

/// Returns the nearest of a (left), b (above) and c (above left) to a + b - c. Ties go to the first in this order. It
/// needs only bytes. If c is not between a and b, the nearest is the one of a and b that is farther from c. If it is,
/// the distances of a, b and c from a + b - c are |b - c|, |a - c| and the difference of these two.
INLINE bytes paeth(bytes a, bytes b, bytes c) {
    bytes least = smaller(a, b), most = larger(a, b);
    bytes to_a = distance(b, c), to_b = distance(a, c), to_c = distance(to_a, to_b);
    bytes between = choose(at_most(to_a, to_b) & at_most(to_a, to_c), a, choose(at_most(to_b, to_c), b, c));
    return choose(at_most(most, c), least, choose(at_most(c, least), most, between));
}

INLINE bytes predict(int type, bytes left, bytes above, bytes corner) {
    switch (type) {
    case filter_sub: return left;
    case filter_up: return above;
    case filter_average: return average(left, above);
    case filter_paeth: return paeth(left, above, corner);
    default: return 0;
    }
}

/// Filters one byte, for the bytes left at the ends of a row.
INLINE uint8_t difference(int type, uint8_t value, uint8_t left, uint8_t above, uint8_t corner) {
    return (uint8_t)(value - predict(type, left, above, corner)[0]);
}

/// The magnitude of a byte, read as a signed number.
INLINE bytes magnitude(bytes v) { return smaller(v, -v); }

/// The end of the whole vectors that start at `start`.
INLINE size_t vectors_end(size_t start, size_t count) { return start + (count - start) / lanes * lanes; }

/// Adds up the magnitudes of every filter in one pass over the row.
static void measure(size_t count, size_t pixel, const uint8_t *row, const uint8_t *above,
                    uint64_t total[filter_count]) {
    const size_t passage = 511 * lanes;  // 16 bits hold 511 magnitudes of up to 128
    size_t first = pixel < count ? pixel : count, last = vectors_end(first, count);
    memset(total, 0, filter_count * sizeof *total);
    for (size_t start = first; start < last;) {
        sums part[filter_count] = {0};
        size_t end = last - start < passage ? last : start + passage;
        for (; start < end; start += lanes) {
            bytes value = load_bytes(row + start), left = load_bytes(row + start - pixel);
            bytes up = load_bytes(above + start), corner = load_bytes(above + start - pixel);
#pragma clang loop unroll(full)
            for (int type = 0; type < filter_count; type++)
                part[type] += __builtin_convertvector(magnitude(value - predict(type, left, up, corner)), sums);
        }
        for (int type = 0; type < filter_count; type++)
            for (int lane = 0; lane < lanes; lane++) total[type] += part[type][lane];
    }
    for (size_t i = 0; i < count; i = i + 1 == first ? last : i + 1) {
        uint8_t left = i < pixel ? 0 : row[i - pixel], corner = i < pixel ? 0 : above[i - pixel];
        for (int type = 0; type < filter_count; type++) {
            uint8_t value = difference(type, row[i], left, above[i], corner);
            total[type] += value < 128 ? value : 256u - value;
        }
    }
}

INLINE void apply(int type, size_t count, size_t pixel, const uint8_t *row, const uint8_t *above, uint8_t *out) {
    size_t first = pixel < count ? pixel : count, last = vectors_end(first, count);
    for (size_t i = 0; i < first; i++) out[i] = difference(type, row[i], 0, above[i], 0);
    for (size_t i = first; i < last; i += lanes) {
        bytes value = load_bytes(row + i) - predict(type, load_bytes(row + i - pixel), load_bytes(above + i), load_bytes(above + i - pixel));
        memcpy(out + i, &value, sizeof value);
    }
    for (size_t i = last; i < count; i++)
        out[i] = difference(type, row[i], row[i - pixel], above[i], above[i - pixel]);
}

void linmil_png_filter(size_t count, size_t pixel, const uint8_t *row, const uint8_t *above, uint8_t *filtered) {
    if (count > 0 && memcmp(row, above, count) == 0) {
        // All differences to the row above are 0. No other filter's are, unless all bytes are.
        bool is_zero = row[0] == 0 && memcmp(row, row + 1, count - 1) == 0;
        filtered[0] = is_zero ? filter_none : filter_up;
        memset(filtered + 1, 0, count);
        return;
    }
    uint64_t total[filter_count];
    measure(count, pixel, row, above, total);
    int best = filter_none;
    for (int type = filter_sub; type < filter_count; type++)
        if (total[type] < total[best]) best = type;
    filtered[0] = (uint8_t)best;
    switch (best) {  // so that each copy of the loop has a constant
    case filter_sub: apply(filter_sub, count, pixel, row, above, filtered + 1); break;
    case filter_up: apply(filter_up, count, pixel, row, above, filtered + 1); break;
    case filter_average: apply(filter_average, count, pixel, row, above, filtered + 1); break;
    case filter_paeth: apply(filter_paeth, count, pixel, row, above, filtered + 1); break;
    default: apply(filter_none, count, pixel, row, above, filtered + 1); break;
    }
}
