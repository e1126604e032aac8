// AVX-512 with VBMI and VNNI.
#if defined(__x86_64__)

#include <immintrin.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

LACUNA_TARGET_BEGIN("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vnni")

#include "bytes_512.h"
#include "lookup_by_permute.h"

#include "dot_by_fours.h"

// Tiles of one product, and products, that share a unit.
enum { terms_tiles = 4, stream_count = 8, most_tiles = 4, most_streams = 8 };

#include "words_512.h"

#include "dense.h"
#include "elements.h"
#include "terms_input.h"
#include "terms_input_table.h"
#include "terms_output.h"
#include "vectors.h"

LACUNA_TARGET_END

#define LACUNA_TABLE lacuna_kernels_avx512vbmi
#define LACUNA_NAME "avx512vbmi"
#include "table.h"

#endif
