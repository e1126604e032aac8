// Sums of four products of bytes in each 32-bit lane with pmaddubsw, which multiplies unsigned with
// signed bytes and saturates the sum of two products: both factors stay below 128, so that sums
// stay below 2^15, and signs go to the signed one.

typedef struct {
  vec lanes;
} sum;

LACUNA_INLINE sum sum_zero(void) {
  const sum s = {v_zero()};
  return s;
}

LACUNA_INLINE vec sum_lanes(sum s) { return s.lanes; }

// s += values · activations, neither of them -128.
LACUNA_INLINE sum sum_terms(sum s, vec values, vec activations) {
  const vec pairs = v_pairs8(v_abs8(activations), v_sign8(values, activations));
  s.lanes = v_add32(s.lanes, v_pairs16(pairs, v_set16(1)));
  return s;
}

// The same for dense weights, where the weights may be -128: its magnitude is 128 as an unsigned
// byte, and 2·128·127 still fits. `bias` is 0 here.
LACUNA_INLINE vec dense_bias(const int8_t *x, uint32_t columns) {
  (void)x, (void)columns;
  return v_zero();
}

LACUNA_INLINE vec dense_weights(vec weights) { return weights; }

LACUNA_INLINE vec dense_terms(vec lanes, vec weights, vec x) {
  return v_add32(lanes, v_pairs16(v_pairs8(v_abs8(weights), v_sign8(x, weights)), v_set16(1)));
}

// The same where a vector holds four columns' values: signs go to the values when they are decoded,
// magnitudes stay with the activations.
LACUNA_INLINE vec column_values(vec values, vec x) { return v_sign8(values, x); }

LACUNA_INLINE vec column_factors(vec x) { return v_abs8(x); }

LACUNA_INLINE vec column_terms(vec lanes, vec factors, vec values) {
  return v_add32(lanes, v_pairs16(v_pairs8(factors, values), v_set16(1)));
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

// Where signs are on top of the terms, they go to the activations from there, and the book holds
// magnitudes: one operation less than with the activations' signs. (A term of 0 makes its activation
// 0, and has the value 0 anyhow.)
enum { has_magnitudes = 1 };

LACUNA_INLINE book book_magnitudes(book b) {
  const book magnitudes = {v_abs8(b.low), v_abs8(b.high)};
  return magnitudes;
}

LACUNA_INLINE sum sum_magnitudes(sum s, vec magnitudes, vec activations, vec terms) {
  const vec pairs = v_pairs8(magnitudes, v_sign8(activations, terms));
  s.lanes = v_add32(s.lanes, v_pairs16(pairs, v_set16(1)));
  return s;
}

// Where sums start from -128 times the rows' values, activations are taken plus 128, and nothing
// needs a sign: two operations less. As long as no value is over 64, 2·255·64 fits 16 bits.
enum { takes_row_sums = 1, greatest_value = 64 };

LACUNA_INLINE vec biased_activations(vec x) { return v_add8(x, v_set8(-128)); }

LACUNA_INLINE sum sum_from(const int16_t *row_sums) {
  const sum s = {v_minus_128_times(row_sums)};
  return s;
}

LACUNA_INLINE book book_signed(book b) { return b; }

// s += values · (activations - 128), where s started so.
LACUNA_INLINE sum sum_biased(sum s, vec values, vec activations) {
  s.lanes = v_add32(s.lanes, v_pairs16(v_pairs8(activations, values), v_set16(1)));
  return s;
}
