// The five filters of PNG (W3C, Portable Network Graphics, section 9), and the choice among them. The code uses vector
// extensions of 16 bytes, which every 64-bit processor has. Wider ones are not needed, because deflating a row takes
// ten times as long as filtering it.

#ifndef LINMIL_CPNGFILTERS_H
#define LINMIL_CPNGFILTERS_H

#include <stddef.h>
#include <stdint.h>

/// Filters one row with the type that gives the smallest sum of absolute differences. Ties go to the lowest type.
/// libpng makes the same choice, and so does the specification, section 12.7. row, above [count], `pixel` bytes per
/// pixel, `above` all 0 for the first row -> filtered [1 + count], with the type first. No other bytes are touched.
/// `count` may be 0.
void linmil_png_filter(size_t count, size_t pixel, const uint8_t *row, const uint8_t *above, uint8_t *filtered);

#endif
