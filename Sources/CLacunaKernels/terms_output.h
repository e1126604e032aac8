// The product with a matrix of terms whose groups run down the columns. Columns whose activation is
// zero are skipped. The others are taken four at a time, so that the four bytes of a lane are four
// columns' contributions to one row: a term, repeated in all lanes, counts in the lane whose row is
// its position and is zeroed in the others.

enum {
  block_terms = 64,  // of a column, decoded at once
  most_quads = 4     // of columns, that share loads and stores of the sums
};

// Four columns, decoded: a byte of each in every 32-bit element, term i at interleaved(i).
typedef struct {
  uint32_t positions[block_terms], values[block_terms];
} quad;

// Interleaving works on 16 bytes at a time and leaves terms in this order.
LACUNA_INLINE unsigned interleaved(unsigned i) {
  return (i >> 2 & 3) * 16 + (i >> 4) * 4 + (i & 3);
}

// Four columns' activations, and where the next block of each is. Those of a quad that is not full
// have activation 0 and the bytes of another.
typedef struct {
  const uint8_t *next[4];
  int8_t x[4];
} columns4;

LACUNA_INLINE vec quad_activations(const columns4 *c) {
  uint32_t four;
  memcpy(&four, c->x, sizeof four);
  return v_repeat4(four);
}

LACUNA_INLINE void quad_decode_of(quad *q, const columns4 *c, const uint8_t *end, book b,
                                  unsigned log2_group) {
  uint8_t copies[4][block_terms];
  const uint8_t *from[4];
  for (int i = 0; i < 4; i++) {
    from[i] = c->next[i];
    const size_t left = (size_t)(end - from[i]);
    if (left >= block_terms) continue;
    memset(copies[i], 0, block_terms);
    memcpy(copies[i], from[i], left);
    from[i] = copies[i];
  }
  const vec x = quad_activations(c);
  for (unsigned v = 0; v < unit_vectors; v++) {
    const vec a = v_load(from[0] + vec_bytes * v), b1 = v_load(from[1] + vec_bytes * v);
    const vec c1 = v_load(from[2] + vec_bytes * v), d = v_load(from[3] + vec_bytes * v);
    const vec ab[2] = {v_zip_low8(a, b1), v_zip_high8(a, b1)};
    const vec cd[2] = {v_zip_low8(c1, d), v_zip_high8(c1, d)};
    LACUNA_UNROLL for (unsigned m = 0; m < 4; m++) {
      const vec terms = m & 1 ? v_zip_high16(ab[m / 2], cd[m / 2])
                              : v_zip_low16(ab[m / 2], cd[m / 2]);
      const unsigned at = 16 * m + vec_bytes / 4 * v;
      v_store(q->positions + at, v_and(terms, v_set8((1 << log2_group) - 1)));
      v_store(q->values + at, column_values(book_values(b, terms, log2_group), x));
    }
  }
}

// Not expanded where it is used: compilers take minutes over the shuffles otherwise.
static __attribute__((noinline)) void quad_decode(quad *q, const columns4 *c, const uint8_t *end,
                                                  const book *b, unsigned log2_group) {
  if (log2_group == 3) quad_decode_of(q, c, end, *b, 3);
  if (log2_group == 4) quad_decode_of(q, c, end, *b, 4);
  if (log2_group == 5) quad_decode_of(q, c, end, *b, 5);
}

// The positions that count in each lane of 16 rows, in all four bytes of the lane: from `first` in
// lanes `from` to `to` - 1, and none in the others.
typedef struct {
  vec lanes[unit_vectors];
} row_positions;

LACUNA_INLINE row_positions row_positions_of(unsigned first, unsigned from, unsigned to) {
  uint32_t lanes[16];
  for (unsigned i = 0; i < 16; i++)
    lanes[i] = i >= from && i < to ? 0x01010101u * (first + i - from) : 0xFFFFFFFF;
  row_positions p;
  for (unsigned v = 0; v < unit_vectors; v++) p.lanes[v] = v_load(lanes + vec_bytes / 4 * v);
  return p;
}

// Adds `k` terms of one group of `count` quads, from term `i` of the block on, to the 16 sums at
// `sums`.
LACUNA_INLINE void quads_add(const quad *quads, unsigned count, unsigned i, unsigned k,
                             const vec *factors, row_positions rows, int32_t *sums) {
  vec s[unit_vectors];
  LACUNA_UNROLL for (unsigned v = 0; v < unit_vectors; v++) s[v] = v_load(sums + vec_bytes / 4 * v);
  for (const unsigned end = i + k; i < end; i++) {
    const unsigned at = interleaved(i);
    LACUNA_UNROLL for (unsigned q = 0; q < count; q++) {
      const vec positions = v_repeat4(quads[q].positions[at]);
      const vec values = v_repeat4(quads[q].values[at]);
      LACUNA_UNROLL for (unsigned v = 0; v < unit_vectors; v++)
        s[v] = column_terms(s[v], factors[q], v_where_equal(positions, rows.lanes[v], values));
    }
  }
  LACUNA_UNROLL for (unsigned v = 0; v < unit_vectors; v++) v_store(sums + vec_bytes / 4 * v, s[v]);
}

// Adds `count` quads of columns to all sums; `count` and `log2_group` are constants.
LACUNA_INLINE void quads_product(columns4 *columns, unsigned count, const uint8_t *end,
                                 uint32_t groups, unsigned log2_group, unsigned k, book b,
                                 int32_t *sums) {
  quad quads[most_quads];
  vec factors[most_quads];
  for (unsigned q = 0; q < count; q++) factors[q] = column_factors(quad_activations(&columns[q]));
  const row_positions first = row_positions_of(0, 0, log2_group == 3 ? 8 : 16);
  const row_positions second =
      log2_group == 3 ? row_positions_of(0, 8, 16) : row_positions_of(16, 0, 16);
  const uint32_t block_groups = block_terms / k;
  for (uint32_t group = 0; group < groups; group += block_groups) {
    const uint32_t n = groups - group < block_groups ? groups - group : block_groups;
    for (unsigned q = 0; q < count; q++) {
      quad_decode(&quads[q], &columns[q], end, &b, log2_group);
      for (unsigned c = 0; c < 4; c++) columns[q].next[c] += n * k;
    }
    for (uint32_t j = 0; j < n; j++) {
      int32_t *to = sums + ((size_t)(group + j) << log2_group);
      if (log2_group == 3) {
        const unsigned odd = (group + j) & 1;
        quads_add(quads, count, j * k, k, factors, odd ? second : first, to - 8 * odd);
      } else {
        quads_add(quads, count, j * k, k, factors, first, to);
        if (log2_group == 5) quads_add(quads, count, j * k, k, factors, second, to + 16);
      }
    }
  }
}

LACUNA_INLINE void terms_output_of(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                   unsigned log2_group, uint32_t k, const int8_t *codebook,
                                   const int8_t *x, int32_t *sums) {
  const uint32_t groups = (rows + (1u << log2_group) - 1) >> log2_group;
  const size_t column_length = (size_t)k * groups;
  const uint8_t *end = weights + column_length * columns;
  const book b = book_of(codebook, log2_group);
  memset(sums, 0, (((size_t)groups << log2_group) + 15) / 16 * 16 * sizeof *sums);
  for (uint32_t c = 0; c < columns;) {
    columns4 found[most_quads];
    unsigned count = 0;
    for (; c < columns && count < 4 * most_quads; c++)
      if (x[c] != 0) {
        found[count / 4].next[count % 4] = weights + column_length * c;
        found[count / 4].x[count % 4] = x[c];
        count++;
      }
    const unsigned quads = (count + 3) / 4;
    for (; count < 4 * quads; count++) {
      found[count / 4].next[count % 4] = found[0].next[0];
      found[count / 4].x[count % 4] = 0;
    }
    if (quads == most_quads)
      quads_product(found, most_quads, end, groups, log2_group, k, b, sums);
    else
      for (unsigned q = 0; q < quads; q++)
        quads_product(found + q, 1, end, groups, log2_group, k, b, sums);
  }
}

static void terms_output(const uint8_t *weights, uint32_t rows, uint32_t columns,
                         uint32_t log2_group, uint32_t k, const int8_t *codebook, const int8_t *x,
                         int32_t *sums) {
  if (log2_group == 3) terms_output_of(weights, rows, columns, 3, k, codebook, x, sums);
  if (log2_group == 4) terms_output_of(weights, rows, columns, 4, k, codebook, x, sums);
  if (log2_group == 5) terms_output_of(weights, rows, columns, 5, k, codebook, x, sums);
}
