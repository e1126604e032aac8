// Sums of four products of bytes in each 32-bit lane, for Arm NEON, both factors signed.

typedef struct {
  vec lanes;
} sum;

LACUNA_INLINE sum sum_zero(void) {
  const sum s = {v_zero()};
  return s;
}

LACUNA_INLINE vec sum_lanes(sum s) { return s.lanes; }

// lanes + weights·x, at most one of the two factors -128.
LACUNA_INLINE vec dense_terms(vec lanes, vec weights, vec x) {
  const int8x16_t a = vreinterpretq_s8_u8(weights), b = vreinterpretq_s8_u8(x);
  const int32x4_t s = vreinterpretq_s32_u8(lanes);
#if defined(LACUNA_DOT)
  return vreinterpretq_u8_s32(vdotq_s32(s, a, b));
#else
  // A sum of two products fits 16 bits.
  const int16x8_t pairs = vpaddq_s16(vmull_s8(vget_low_s8(a), vget_low_s8(b)), vmull_high_s8(a, b));
  return vreinterpretq_u8_s32(vpadalq_s16(s, pairs));
#endif
}

LACUNA_INLINE sum sum_terms(sum s, vec values, vec activations) {
  s.lanes = dense_terms(s.lanes, values, activations);
  return s;
}

LACUNA_INLINE vec dense_bias(const int8_t *x, uint32_t columns) {
  (void)x, (void)columns;
  return v_zero();
}

LACUNA_INLINE vec dense_weights(vec weights) { return weights; }

// Where a vector holds four columns' values, nothing needs to be done to signs.
LACUNA_INLINE vec column_values(vec values, vec x) {
  (void)x;
  return values;
}

LACUNA_INLINE vec column_factors(vec x) { return x; }

LACUNA_INLINE vec column_terms(vec lanes, vec factors, vec values) {
  return dense_terms(lanes, values, factors);
}

// Products that share a unit share nothing more than its decoded terms.
LACUNA_INLINE void stream_window(window *w, unsigned log2_group, unsigned reach) {
  (void)w, (void)log2_group, (void)reach;
}

LACUNA_INLINE vec stream_common(vec common, vec values) {
  (void)values;
  return common;
}

LACUNA_INLINE sum stream_terms(sum s, vec values, vec activations) {
  return sum_terms(s, values, activations);
}

LACUNA_INLINE vec stream_lanes(sum s, vec common) {
  (void)common;
  return sum_lanes(s);
}

// Where signs are on top of the terms: no use is made of it.
enum { has_magnitudes = 0 };

LACUNA_INLINE book book_magnitudes(book b) { return b; }

LACUNA_INLINE sum sum_magnitudes(sum s, vec values, vec activations, vec terms) {
  (void)terms;
  return sum_terms(s, values, activations);
}

// Both factors have signs, so sums of rows are of no use.
enum { takes_row_sums = 0, greatest_value = 0 };

LACUNA_INLINE vec biased_activations(vec x) { return x; }

LACUNA_INLINE sum sum_from(const int16_t *row_sums) {
  (void)row_sums;
  return sum_zero();
}

LACUNA_INLINE book book_signed(book b) { return b; }

LACUNA_INLINE sum sum_biased(sum s, vec values, vec activations) {
  return sum_terms(s, values, activations);
}
