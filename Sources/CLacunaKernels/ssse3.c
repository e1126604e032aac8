// SSSE3.
#if defined(__x86_64__)

#include <immintrin.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

LACUNA_TARGET_BEGIN("ssse3")

#include "bytes_128.h"
#include "lookup_by_shuffle.h"

#include "dot_by_pairs.h"

// Tiles of one product, and products, that share a unit.
enum { terms_tiles = 1, stream_count = 4, most_tiles = 2, most_streams = 4 };

#include "words_128.h"

#include "dense.h"
#include "elements.h"
#include "terms_input.h"
#include "terms_input_table.h"
#include "terms_output.h"
#include "vectors.h"

LACUNA_TARGET_END

#define LACUNA_TABLE lacuna_kernels_ssse3
#define LACUNA_NAME "ssse3"
#include "table.h"

#endif
