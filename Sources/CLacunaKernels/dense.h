// The products with 4-bit codes and int8 weights: each lane owns a row, and four columns'
// activations are the same in every lane.

typedef struct {
  const uint8_t *weights;
  size_t tile_length;
  uint32_t columns;
  book book;
  const int8_t *x;
  size_t x_stride;
  int32_t *sums;
  size_t sums_stride;
} dense_job;

LACUNA_INLINE vec four_activations(const int8_t *x) {
  uint32_t four;
  memcpy(&four, x, sizeof four);
  return v_set32(four);
}

// Vectors first to first + vectors - 1 of `tiles` tiles from row `row` on; `codes` is 1 for 4-bit
// codes, 0 for int8. All but `job`, `row` and `bias` are constants wherever this is expanded.
LACUNA_INLINE void dense_rows(const dense_job *job, uint32_t row, const vec *bias, int codes,
                              unsigned tiles, unsigned first, unsigned vectors, unsigned streams) {
  vec s[most_tiles][unit_vectors][most_streams];
  LACUNA_UNROLL for (unsigned t = 0; t < tiles; t++)
    LACUNA_UNROLL for (unsigned v = 0; v < vectors; v++)
      LACUNA_UNROLL for (unsigned b = 0; b < streams; b++) s[t][v][b] = bias[b];

  const uint8_t *w = job->weights + row / 16 * job->tile_length;
  const unsigned step = codes ? 8 : 4;
  for (uint32_t column = 0; column < job->columns; column += step, w += 64)
    LACUNA_UNROLL for (unsigned t = 0; t < tiles; t++)
      LACUNA_UNROLL for (unsigned v = 0; v < vectors; v++) {
        const vec bytes = v_load(w + t * job->tile_length + vec_bytes * (first + v));
        const vec low = codes ? book_low_codes(job->book, bytes) : dense_weights(bytes);
        const vec high = codes ? book_high_codes(job->book, bytes) : v_zero();
        LACUNA_UNROLL for (unsigned b = 0; b < streams; b++) {
          const int8_t *x = job->x + b * job->x_stride + column;
          s[t][v][b] = dense_terms(s[t][v][b], low, four_activations(x));
          if (codes) s[t][v][b] = dense_terms(s[t][v][b], high, four_activations(x + 4));
        }
      }

  LACUNA_UNROLL for (unsigned t = 0; t < tiles; t++)
    LACUNA_UNROLL for (unsigned v = 0; v < vectors; v++)
      LACUNA_UNROLL for (unsigned b = 0; b < streams; b++)
        v_store(job->sums + b * job->sums_stride + row + 16 * t + vec_bytes / 4 * (first + v),
                s[t][v][b]);
}

LACUNA_INLINE void dense_matrix(const dense_job *job, uint32_t rows, int codes) {
  const vec bias = dense_bias(job->x, job->columns);
  uint32_t row = 0;
  for (; row + 16 < rows; row += 32) dense_rows(job, row, &bias, codes, 2, 0, unit_vectors, 1);
  if (row < rows) dense_rows(job, row, &bias, codes, 1, 0, unit_vectors, 1);
}

LACUNA_INLINE void dense_matrix_streams(dense_job *job, uint32_t rows, int codes, const int8_t *x,
                                        int32_t *sums, uint32_t streams) {
  uint32_t b = 0;
  for (; b + stream_count <= streams; b += stream_count) {
    job->x = x + b * job->x_stride;
    job->sums = sums + b * job->sums_stride;
    vec bias[stream_count];
    for (unsigned i = 0; i < stream_count; i++)
      bias[i] = dense_bias(job->x + i * job->x_stride, job->columns);
    for (uint32_t row = 0; row < rows; row += 16)
      for (unsigned v = 0; v < unit_vectors; v++)
        dense_rows(job, row, bias, codes, 1, v, 1, stream_count);
  }
  for (; b < streams; b++) {
    job->x = x + b * job->x_stride;
    job->sums = sums + b * job->sums_stride;
    dense_matrix(job, rows, codes);
  }
}

LACUNA_INLINE dense_job codes_job(const uint8_t *weights, uint32_t columns,
                                  const int8_t *codebook) {
  const dense_job job = {.weights = weights,
                         .tile_length = ((size_t)columns + 7) / 8 * 64,
                         .columns = columns,
                         .book = book_of(codebook, 4)};
  return job;
}

LACUNA_INLINE dense_job int8_job(const uint8_t *weights, uint32_t columns) {
  const dense_job job = {
      .weights = weights, .tile_length = ((size_t)columns + 3) / 4 * 64, .columns = columns};
  return job;
}

static void codes(const uint8_t *weights, uint32_t rows, uint32_t columns, const int8_t *codebook,
                  const int8_t *x, int32_t *sums) {
  dense_job job = codes_job(weights, columns, codebook);
  job.x = x;
  job.sums = sums;
  dense_matrix(&job, rows, 1);
}

static void int8(const uint8_t *weights, uint32_t rows, uint32_t columns, const int8_t *x,
                 int32_t *sums) {
  dense_job job = int8_job(weights, columns);
  job.x = x;
  job.sums = sums;
  dense_matrix(&job, rows, 0);
}

static void codes_streams(const uint8_t *weights, uint32_t rows, uint32_t columns,
                          const int8_t *codebook, const int8_t *x, size_t x_stride, int32_t *sums,
                          size_t sums_stride, uint32_t streams) {
  dense_job job = codes_job(weights, columns, codebook);
  job.x_stride = x_stride;
  job.sums_stride = sums_stride;
  dense_matrix_streams(&job, rows, 1, x, sums, streams);
}

static void int8_streams(const uint8_t *weights, uint32_t rows, uint32_t columns, const int8_t *x,
                         size_t x_stride, int32_t *sums, size_t sums_stride, uint32_t streams) {
  dense_job job = int8_job(weights, columns);
  job.x_stride = x_stride;
  job.sums_stride = sums_stride;
  dense_matrix_streams(&job, rows, 0, x, sums, streams);
}
