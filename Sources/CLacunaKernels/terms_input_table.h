// The functions of a table for terms whose groups run along the rows, made of terms_input.h.

// Activations plus 128, in memory of the product's own.
enum { most_columns = 4096, biased_stride = most_columns + 128 };

LACUNA_INLINE void bias_vector(const int8_t *x, uint32_t columns, int8_t *biased) {
  const uint32_t readable = (columns + 63) / 64 * 64 + 128;
  for (uint32_t i = 0; i < readable; i += vec_bytes)
    v_store(biased + i, biased_activations(v_load(x + i)));
}

// Whether the codes with the top bit set have no value above 0, and the others none below.
LACUNA_INLINE int has_signs_on_top(const int8_t *codebook, uint32_t log2_group) {
  const int half = 128 >> log2_group;
  for (int code = 0; code < half; code++)
    if (codebook[code] < 0 || codebook[half + code] > 0) return 0;
  return 1;
}

// Functions of their own, since without optimization each expansion has its part of the stack.
#define LACUNA_SUMMING(name, body, way)                                                \
  static __attribute__((noinline)) void name(const terms_job *given, uint32_t rows,    \
                                             uint32_t log2_group, uint32_t k) {        \
    terms_job job = *given;                                                            \
    LACUNA_EACH_TERMS(body, way);                                                      \
  }
LACUNA_SUMMING(terms_plainly, terms_matrix, plainly)
LACUNA_SUMMING(terms_by_magnitudes, terms_matrix, has_magnitudes ? by_magnitudes : plainly)
LACUNA_SUMMING(terms_by_row_sums, terms_matrix, takes_row_sums ? by_row_sums : plainly)
LACUNA_SUMMING(streams_plainly, terms_matrix_streams, plainly)
LACUNA_SUMMING(streams_by_row_sums, terms_matrix_streams, takes_row_sums ? by_row_sums : plainly)
#undef LACUNA_SUMMING

static void terms_input(const uint8_t *weights, uint32_t rows, uint32_t columns,
                        uint32_t log2_group, uint32_t k, const int8_t *codebook,
                        const int16_t *row_sums, const int8_t *x, int32_t *sums) {
  terms_job job = terms_job_of(weights, columns, log2_group, k, codebook);
  job.x = x;
  job.sums = sums;
  if (takes_row_sums && row_sums) {
    int8_t biased[biased_stride];
    bias_vector(x, columns, biased);
    job.x = biased;
    job.row_sums = row_sums;
    job.book = book_signed(job.book);
    terms_by_row_sums(&job, rows, log2_group, k);
  } else if (has_magnitudes && has_signs_on_top(codebook, log2_group)) {
    job.book = book_magnitudes(job.book);
    terms_by_magnitudes(&job, rows, log2_group, k);
  } else {
    terms_plainly(&job, rows, log2_group, k);
  }
}

// As many streams as a product takes at once.
LACUNA_INLINE void terms_input_group(terms_job job, uint32_t rows, uint32_t columns,
                                     uint32_t log2_group, uint32_t k, const int16_t *row_sums) {
  if (takes_row_sums && row_sums) {
    int8_t biased[stream_count * biased_stride];
    for (unsigned b = 0; b < stream_count; b++)
      bias_vector(job.x + b * job.x_stride, columns, biased + b * biased_stride);
    job.x = biased;
    job.x_stride = biased_stride;
    job.row_sums = row_sums;
    job.book = book_signed(job.book);
    streams_by_row_sums(&job, rows, log2_group, k);
  } else {
    streams_plainly(&job, rows, log2_group, k);
  }
}

static void terms_input_streams(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                uint32_t log2_group, uint32_t k, const int8_t *codebook,
                                const int16_t *row_sums, const int8_t *x, size_t x_stride,
                                int32_t *sums, size_t sums_stride, uint32_t streams) {
  terms_job job = terms_job_of(weights, columns, log2_group, k, codebook);
  job.x_stride = x_stride;
  job.sums_stride = sums_stride;
  uint32_t b = 0;
  for (; b + stream_count <= streams; b += stream_count) {
    job.x = x + b * x_stride;
    job.sums = sums + b * sums_stride;
    terms_input_group(job, rows, columns, log2_group, k, row_sums);
  }
  for (; b < streams; b++)
    terms_input(weights, rows, columns, log2_group, k, codebook, row_sums, x + b * x_stride,
                sums + b * sums_stride);
}

// A tile at a time, as products with ones.
static int row_sums(const uint8_t *weights, uint32_t rows, uint32_t columns, uint32_t log2_group,
                    uint32_t k, const int8_t *codebook, int16_t *row_sums) {
  const uint32_t terms = k * ((columns + (1u << log2_group) - 1) >> log2_group);
  int greatest = 0;
  for (uint32_t code = 0; code < 256u >> log2_group; code++)
    greatest = abs(codebook[code]) > greatest ? abs(codebook[code]) : greatest;
  if (!takes_row_sums || columns > most_columns || greatest > greatest_value ||
      terms * (uint32_t)greatest > INT16_MAX)
    return 0;
  if (!row_sums) return 1;
  int8_t ones[biased_stride];
  memset(ones, 1, sizeof ones);
  int32_t sums[64];
  for (uint32_t row = 0; row < rows; row += 16, weights += (size_t)16 * terms) {
    terms_input(weights, 16, columns, log2_group, k, codebook, 0, ones, sums);
    for (unsigned lane = 0; lane < 16; lane++) row_sums[row + lane] = (int16_t)sums[lane];
  }
  return 1;
}
