// Vectors of 16 bytes for Arm NEON, and looking up in them.

typedef uint8x16_t vec;

enum { vec_bytes = 16, unit_vectors = 4 };

LACUNA_INLINE vec v_load(const void *p) { return vld1q_u8((const uint8_t *)p); }
LACUNA_INLINE void v_store(void *p, vec a) { vst1q_u8((uint8_t *)p, a); }
LACUNA_INLINE vec v_zero(void) { return vdupq_n_u8(0); }
LACUNA_INLINE vec v_set8(int a) { return vdupq_n_u8((uint8_t)a); }
LACUNA_INLINE vec v_set32(uint32_t a) { return vreinterpretq_u8_u32(vdupq_n_u32(a)); }
LACUNA_INLINE vec v_and(vec a, vec b) { return vandq_u8(a, b); }
LACUNA_INLINE vec v_zip_low8(vec a, vec b) { return vzip1q_u8(a, b); }
LACUNA_INLINE vec v_zip_high8(vec a, vec b) { return vzip2q_u8(a, b); }
LACUNA_INLINE vec v_zip_low16(vec a, vec b) {
  return vreinterpretq_u8_u16(vzip1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}
LACUNA_INLINE vec v_zip_high16(vec a, vec b) {
  return vreinterpretq_u8_u16(vzip2q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}
// The same 4 bytes in every 4 bytes of the vector.
LACUNA_INLINE vec v_repeat4(uint32_t bytes) { return v_set32(bytes); }
// The values where positions are equal, 0 elsewhere.
LACUNA_INLINE vec v_where_equal(vec a, vec b, vec values) {
  return vandq_u8(vceqq_u8(a, b), values);
}

// Four lanes of n = 1 to 3 bytes each from `p`, as vector i of a unit whose lanes hold four.
LACUNA_INLINE vec v_load_lanes(const uint8_t *p, unsigned n, unsigned i) {
  uint8_t lanes[16] = {0};
  memcpy(lanes, p + 4 * n * i, 4 * n);
  const vec by_lane = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  const vec in_lane = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
  // An index past the table gives 0.
  const vec index = vmlaq_u8(in_lane, by_lane, v_set8((int)n));
  return vqtbl1q_u8(vld1q_u8(lanes), vorrq_u8(index, vcgeq_u8(in_lane, v_set8((int)n))));
}

// A codebook, ready for lookups.
typedef struct {
  vec low, high;
} book;

LACUNA_INLINE book book_of(const int8_t *codebook, unsigned log2_group) {
  const book b = {v_load(codebook), log2_group == 3 ? v_load(codebook + 16) : v_zero()};
  return b;
}

// The values of terms.
LACUNA_INLINE vec book_values(book b, vec terms, unsigned log2_group) {
  if (log2_group == 3) {
    const uint8x16x2_t both = {{b.low, b.high}};
    return vqtbl2q_u8(both, vshrq_n_u8(terms, 3));
  }
  return vqtbl1q_u8(b.low, log2_group == 4 ? vshrq_n_u8(terms, 4) : vshrq_n_u8(terms, 5));
}

// The values of 4-bit codes, the low four bits of each byte, or the high four.
LACUNA_INLINE vec book_low_codes(book b, vec codes) {
  return vqtbl1q_u8(b.low, vandq_u8(codes, v_set8(15)));
}
LACUNA_INLINE vec book_high_codes(book b, vec codes) { return book_values(b, codes, 4); }

// The activations that the terms of one unit can mean: those of `reach` groups from `x` on.
typedef struct {
  vec table[8];
} window;

LACUNA_INLINE window window_of(const int8_t *x, unsigned log2_group, unsigned reach) {
  window w;
  const unsigned tables = ((reach << log2_group) + 15) / 16;
  LACUNA_UNROLL for (unsigned i = 0; i < tables; i++) w.table[i] = v_load(x + 16 * i);
  return w;
}

// What to add to the positions in a lane's bytes past the first `split`.
LACUNA_INLINE vec window_split(unsigned split, unsigned log2_group) {
  return v_set32((uint32_t)((UINT64_C(0x01010101) << log2_group) << 8 * split));
}

// The activations that the terms meet. `second` is window_split's, for a reach of 2 groups.
LACUNA_INLINE vec window_values(const window *w, vec terms, vec second, unsigned log2_group,
                                unsigned reach, int even) {
  (void)even;
  const unsigned span = reach << log2_group;
  const vec offsets = reach == 1   ? v_zero()
                      : reach == 2 ? second
                                   : v_set32(0x03020100u << log2_group);
  // Positions from the terms, the other bits from the offsets.
  const vec index = vbslq_u8(v_set8((1 << log2_group) - 1), terms, offsets);
  if (span <= 16) return vqtbl1q_u8(w->table[0], index);
  if (span == 32) {
    const uint8x16x2_t two = {{w->table[0], w->table[1]}};
    return vqtbl2q_u8(two, index);
  }
  const uint8x16x4_t four = {{w->table[0], w->table[1], w->table[2], w->table[3]}};
  const vec low = vqtbl4q_u8(four, index);
  if (span == 64) return low;
  const uint8x16x4_t next = {{w->table[4], w->table[5], w->table[6], w->table[7]}};
  return vqtbx4q_u8(low, next, vsubq_u8(index, v_set8(64)));
}
