// The five filters of PNG (W3C, Portable Network Graphics, section 9), and the choice among them. Vector extensions of
// 16 bytes, which every 64-bit processor has: deflating a row takes ten times as long as filtering it.

#ifndef LINMIL_CPNGFILTERS_H
#define LINMIL_CPNGFILTERS_H

#include <stddef.h>
#include <stdint.h>

/// Filters one row by whichever type leaves the least sum of absolute differences, the lowest type where two do: the
/// choice of libpng, and of the specification's section 12.7.
/// row, above [count], `pixel` bytes a pixel, `above` all 0 for the first row -> filtered [1 + count], the type first.
/// Nothing beside these bytes is touched; `count` may be 0.
void linmil_png_filter(size_t count, size_t pixel, const uint8_t *row, const uint8_t *above, uint8_t *filtered);

#endif
