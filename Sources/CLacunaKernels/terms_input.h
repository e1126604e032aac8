// The product with a matrix of terms whose groups run along the rows: each lane owns a row, and its
// four terms of a unit look their activations up among those of one, two or four groups.
//
// `log2_group`, `reach`, `even` (k is 2), `way`, `tiles`, `vectors` and `streams` are constants
// wherever a function here is expanded.

// How products are summed: `by_magnitudes`, where the top bit of a term is its value's sign and the
// book holds magnitudes; `by_row_sums`, where activations are taken plus 128 and sums start from the
// rows' own; `plainly` anywhere.
typedef enum { plainly, by_magnitudes, by_row_sums } way_of_summing;

// Whether several streams have a part of their sums in common.
LACUNA_INLINE int shares_terms(way_of_summing way, unsigned streams) {
  return streams > 1 && way != by_row_sums;
}

// Where a unit stands among the groups. `reach` is how many groups four consecutive terms can meet:
// 1 when k is a multiple of 4, 4 when k is 1, else 2, and then the first `left` terms of each lane,
// those that the group still has, meet the first of the two.
typedef struct {
  size_t column;
  int32_t k, left;
} place;

LACUNA_INLINE void place_advance(place *p, unsigned log2_group, unsigned reach, int even) {
  if (reach == 4 || even) {
    p->column += (size_t)reach << log2_group;
    return;
  }
  p->left -= 4;
  // With k = 3 four terms can end two groups.
  for (unsigned i = 0; i < reach; i++) {
    const int ended = p->left <= 0;
    p->left += ended ? p->k : 0;
    p->column += ended ? (size_t)1 << log2_group : 0;
  }
}

typedef struct {
  const uint8_t *weights;
  size_t tile_length;
  uint32_t apart;  // tiles from one to the next of those that are gone over together
  uint32_t terms, k;
  book book;
  const int16_t *row_sums;
  const int8_t *x;
  size_t x_stride;
  int32_t *sums;
  size_t sums_stride;
} terms_job;

// Adds what the next unit contributes, whose weights are at `w` of each tile and which has `n`
// bytes in a lane: the constant 4 in all but a tile's last unit. Of each tile, `vectors` vectors
// from vector `first` on.
LACUNA_INLINE void terms_unit(const terms_job *job, const uint8_t *w, unsigned n, place at,
                              sum s[][unit_vectors][most_streams], vec common[][unit_vectors],
                              unsigned log2_group, unsigned reach, int even, way_of_summing way,
                              unsigned tiles, unsigned first, unsigned vectors, unsigned streams) {
  window windows[most_streams];
  LACUNA_UNROLL for (unsigned b = 0; b < streams; b++) {
    windows[b] = window_of(job->x + b * job->x_stride + at.column, log2_group, reach);
    if (shares_terms(way, streams)) stream_window(&windows[b], log2_group, reach);
  }
  const vec second = window_split(even ? 2 : at.left < 4 ? (unsigned)at.left : 4, log2_group);
  LACUNA_UNROLL for (unsigned t = 0; t < tiles; t++) {
    LACUNA_UNROLL for (unsigned v = 0; v < vectors; v++) {
      const uint8_t *p = w + t * job->apart * job->tile_length;
      const vec terms =
          n == 4 ? v_load(p + vec_bytes * (first + v)) : v_load_lanes(p, n, first + v);
      const vec values = book_values(job->book, terms, log2_group);
      if (shares_terms(way, streams)) common[t][v] = stream_common(common[t][v], values);
      LACUNA_UNROLL for (unsigned b = 0; b < streams; b++) {
        const vec x = window_values(&windows[b], terms, second, log2_group, reach, even);
        s[t][v][b] = way == by_row_sums           ? sum_biased(s[t][v][b], values, x)
                     : way == by_magnitudes       ? sum_magnitudes(s[t][v][b], values, x, terms)
                     : shares_terms(way, streams) ? stream_terms(s[t][v][b], values, x)
                                                  : sum_terms(s[t][v][b], values, x);
      }
    }
  }
}

// `tiles` tiles, the first of them from row `row` on.
LACUNA_INLINE void terms_rows(const terms_job *job, uint32_t row, unsigned log2_group,
                              unsigned reach, int even, way_of_summing way, unsigned tiles,
                              unsigned first, unsigned vectors, unsigned streams) {
  sum s[most_tiles][unit_vectors][most_streams];
  vec common[most_tiles][unit_vectors];  // what several products share
  LACUNA_UNROLL for (unsigned t = 0; t < tiles; t++)
    LACUNA_UNROLL for (unsigned v = 0; v < vectors; v++) {
      const uint32_t lane = row + 16 * t * job->apart + vec_bytes / 4 * (first + v);
      LACUNA_UNROLL for (unsigned b = 0; b < streams; b++)
        s[t][v][b] = way == by_row_sums ? sum_from(job->row_sums + lane) : sum_zero();
      common[t][v] = v_zero();
    }

  const uint8_t *w = job->weights + row / 16 * job->tile_length;
  place at = {0, even ? 2 : (int32_t)job->k, (int32_t)job->k};
  const uint8_t *end = w + (size_t)(job->terms / 4) * 64;
  for (; w < end; w += 64) {
    terms_unit(job, w, 4, at, s, common, log2_group, reach, even, way, tiles, first, vectors,
               streams);
    place_advance(&at, log2_group, reach, even);
  }
  if (job->terms % 4 != 0)
    terms_unit(job, w, job->terms % 4, at, s, common, log2_group, reach, even, way, tiles,
               first, vectors, streams);

  LACUNA_UNROLL for (unsigned t = 0; t < tiles; t++)
    LACUNA_UNROLL for (unsigned v = 0; v < vectors; v++)
      LACUNA_UNROLL for (unsigned b = 0; b < streams; b++)
        v_store(job->sums + b * job->sums_stride + row + 16 * t * job->apart +
                    vec_bytes / 4 * (first + v),
                shares_terms(way, streams) ? stream_lanes(s[t][v][b], common[t][v])
                                           : sum_lanes(s[t][v][b]));
}

// All rows, as many tiles at once as hide the latency of the sums. They are far apart, so that each
// is read on and on into the next one: with neighbours, what the processor fetches ahead at the end
// of a tile has been read already.
LACUNA_INLINE void terms_matrix(terms_job *job, uint32_t rows, unsigned log2_group, unsigned reach,
                                int even, way_of_summing way) {
  const uint32_t tiles = (rows + 15) / 16;
  job->apart = tiles / terms_tiles;
  uint32_t tile = 0;
  for (; terms_tiles > 1 && tile < job->apart; tile++)
    terms_rows(job, 16 * tile, log2_group, reach, even, way, terms_tiles, 0, unit_vectors, 1);
  for (tile = tile * terms_tiles; tile < tiles; tile++)
    terms_rows(job, 16 * tile, log2_group, reach, even, way, 1, 0, unit_vectors, 1);
}

// All rows for `stream_count` vectors at once. Narrow vectors go over a tile once for each part of
// it, because their registers hold no more sums.
LACUNA_INLINE void terms_matrix_streams(terms_job *job, uint32_t rows, unsigned log2_group,
                                        unsigned reach, int even, way_of_summing way) {
  for (uint32_t row = 0; row < rows; row += 16)
    for (unsigned v = 0; v < unit_vectors; v++)
      terms_rows(job, row, log2_group, reach, even, way, 1, v, 1, stream_count);
}

// Expands `body` for each group size and reach, and apart for k = 2.
#define LACUNA_EACH_TERMS(body, way)                          \
  do {                                                        \
    const unsigned reach = k % 4 == 0 ? 1 : k == 1 ? 4 : 2;   \
    switch (log2_group * 16 + (k == 2 ? 0 : reach)) {         \
      case 3 * 16 + 0: body(&job, rows, 3, 2, 1, way); break; \
      case 3 * 16 + 1: body(&job, rows, 3, 1, 0, way); break; \
      case 3 * 16 + 2: body(&job, rows, 3, 2, 0, way); break; \
      case 3 * 16 + 4: body(&job, rows, 3, 4, 0, way); break; \
      case 4 * 16 + 0: body(&job, rows, 4, 2, 1, way); break; \
      case 4 * 16 + 1: body(&job, rows, 4, 1, 0, way); break; \
      case 4 * 16 + 2: body(&job, rows, 4, 2, 0, way); break; \
      case 4 * 16 + 4: body(&job, rows, 4, 4, 0, way); break; \
      case 5 * 16 + 0: body(&job, rows, 5, 2, 1, way); break; \
      case 5 * 16 + 1: body(&job, rows, 5, 1, 0, way); break; \
      case 5 * 16 + 2: body(&job, rows, 5, 2, 0, way); break; \
      case 5 * 16 + 4: body(&job, rows, 5, 4, 0, way); break; \
    }                                                         \
  } while (0)

LACUNA_INLINE terms_job terms_job_of(const uint8_t *weights, uint32_t columns,
                                     uint32_t log2_group, uint32_t k, const int8_t *codebook) {
  const uint32_t terms = k * ((columns + (1u << log2_group) - 1) >> log2_group);
  const terms_job job = {.weights = weights,
                         .tile_length = (size_t)16 * terms,
                         .terms = terms,
                         .k = k,
                         .book = book_of(codebook, log2_group)};
  return job;
}
