#include "CPNGRows.h"
#include "filters.h"

/// A pixel. Of one with three bytes, the fourth is the next pixel's first.
typedef uint8_t pixel_bytes __attribute__((ext_vector_type(4)));
typedef int16_t numbers __attribute__((ext_vector_type(4)));

INLINE numbers load(const uint8_t *p) {
    pixel_bytes v;
    memcpy(&v, p, sizeof v);
    return __builtin_convertvector(v, numbers);
}

INLINE numbers choose(numbers mask, numbers a, numbers b) { return (a & mask) | (b & ~mask); }

/// The nearest of a (left), b (above) and c (above left) to a + b - c. Ties go to the first in this order.
INLINE numbers paeth(numbers a, numbers b, numbers c) {
    numbers to_a = b - c, to_b = a - c;
    numbers to_c = __builtin_elementwise_abs(to_a + to_b);
    to_a = __builtin_elementwise_abs(to_a);
    to_b = __builtin_elementwise_abs(to_b);
    numbers least = __builtin_elementwise_min(to_a, __builtin_elementwise_min(to_b, to_c));
    return choose(to_a == least, a, choose(to_b == least, b, c));
}

/// Restores a row whose pixels need the one to the left. All four bytes of a pixel are written: the fourth is written again, as
/// the next pixel's first, and in the last pixel it lies before the filtered bytes that are still to be read.
INLINE void restore_pixels(int type, size_t count, size_t pixel, const uint8_t *filtered, const uint8_t *above, uint8_t *row) {
    numbers left = {0}, corner = {0};
    for (size_t i = 0; i < count; i += pixel) {
        numbers up = load(above + i), guess = left;
        if (type == filter_average) guess = (left + up) >> 1;
        if (type == filter_paeth) guess = paeth(left, up, corner);
        left = (load(filtered + i) + guess) & 255;
        corner = up;
        pixel_bytes found = __builtin_convertvector(left, pixel_bytes);
        memcpy(row + i, &found, sizeof found);
    }
}

/// Restores a row that was filtered with the one above it.
INLINE void restore_up(size_t count, const uint8_t *filtered, const uint8_t *above, uint8_t *row) {
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        bytes restored = load_bytes(filtered + i) + load_bytes(above + i);
        memcpy(row + i, &restored, sizeof restored);
    }
    for (; i < count; i++) row[i] = (uint8_t)(filtered[i] + above[i]);
}

INLINE bool restore(size_t count, size_t pixel, const uint8_t *filtered, const uint8_t *above, uint8_t *row) {
    uint8_t type = *filtered++;
    switch (type) {  // so that each copy of the loop has a constant
    case filter_none: memmove(row, filtered, count); return true;
    case filter_sub: restore_pixels(filter_sub, count, pixel, filtered, above, row); return true;
    case filter_up: restore_up(count, filtered, above, row); return true;
    case filter_average: restore_pixels(filter_average, count, pixel, filtered, above, row); return true;
    case filter_paeth: restore_pixels(filter_paeth, count, pixel, filtered, above, row); return true;
    default: return false;
    }
}

bool linmil_png_unfilter(size_t rows, size_t count, size_t pixel, const uint8_t *zeros, uint8_t *picture) {
    const uint8_t *above = zeros;
    for (size_t index = 0; index < rows; index++) {
        const uint8_t *filtered = picture + index * (1 + count);
        uint8_t *row = picture + index * count;
        bool known = pixel == 3 ? restore(count, 3, filtered, above, row) : restore(count, 4, filtered, above, row);
        if (!known) return false;
        above = row;
    }
    return true;
}
