// Arm NEON.
#if defined(__aarch64__)

#include <arm_neon.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

#include "bytes_neon.h"
#include "dot_neon.h"

// Tiles of one product, and products, that share a unit.
enum { terms_tiles = 1, stream_count = 4, most_tiles = 2, most_streams = 4 };

#include "words_neon.h"

#include "dense.h"
#include "elements.h"
#include "terms_input.h"
#include "terms_input_table.h"
#include "terms_output.h"
#include "vectors.h"

#define LACUNA_TABLE lacuna_kernels_neon
#define LACUNA_NAME "neon"
#include "table.h"

#endif
