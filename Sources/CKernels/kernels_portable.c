// The kernels for any processor. They use vectors of four floats, which every 64-bit instruction set has.

#include "kernels.h"

#define LANES 4
#if defined(__aarch64__)
#define TILE_ROWS 10  // 20 of NEON's 32 registers are accumulators
#else
#define TILE_ROWS 4   // 8 of SSE2's 16 registers are accumulators
#endif
#define TABLE kernels_portable

#include "kernels_body.h"
