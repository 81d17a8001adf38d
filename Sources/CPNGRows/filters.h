// What filtering rows and restoring them have in common.

#ifndef LINMIL_FILTERS_H
#define LINMIL_FILTERS_H

#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/// The types of a row (PNG specification, 9.2).
enum { filter_none, filter_sub, filter_up, filter_average, filter_paeth, filter_count };

enum { lanes = 16 };
typedef uint8_t bytes __attribute__((ext_vector_type(lanes)));

INLINE bytes load_bytes(const uint8_t *p) {
    bytes v;
    memcpy(&v, p, sizeof v);
    return v;
}

#endif
