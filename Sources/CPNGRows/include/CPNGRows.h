// What turns rows of a picture into the data of a PNG file and back: the filters, and the deflating of what they leave. A PNG's
// bytes are the same on every machine.

#ifndef LINMIL_CPNGROWS_H
#define LINMIL_CPNGROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Filters one row (W3C, Portable Network Graphics, section 9) with the type that gives the smallest sum of absolute
/// differences. Ties go to the lowest type. libpng makes the same choice, and so does the specification, section 12.7.
/// row, above [count], `pixel` bytes per pixel, `above` all 0 for the first row -> filtered [1 + count], with the type first.
/// No other bytes are touched. `count` may be 0.
void linmil_png_filter(size_t count, size_t pixel, const uint8_t *row, const uint8_t *above, uint8_t *filtered);

/// Deflates filtered rows (RFC 1951), without zlib's header and checksum: prefix codes, and of all matches only runs of one
/// byte. After filtering, a photograph has little else: zlib with the same strategy (Z_RLE) makes as many bytes of it within 1 %,
/// in six times the time.
///
/// The data end on a whole byte, so what follows can be deflated on its own and appended. `count` is at least 1, and
/// `deflated` has room for `linmil_png_deflate_bound(count)` bytes. Returns how many were written.
size_t linmil_png_deflate(size_t count, const uint8_t *bytes, bool ends_stream, uint8_t *deflated);

/// The most bytes that `linmil_png_deflate` touches.
size_t linmil_png_deflate_bound(size_t count);

/// Undoes the filters of a picture whose pixels have 3 or 4 bytes, in place.
///
/// picture [rows, 1 + count], each row with its type first -> [rows, count], from the start of the same memory. `zeros` has
/// `count` + 1 bytes, all 0. One more byte is read after the picture, and `count` is a multiple of `pixel`. Returns false at the
/// first row of an unknown type.
bool linmil_png_unfilter(size_t rows, size_t count, size_t pixel, const uint8_t *zeros, uint8_t *picture);

#endif
