// Sums of four products of bytes in each 32-bit lane with vpdpbusd, which multiplies unsigned with
// signed bytes, exactly: weights are taken plus 128, and 128 times the activations taken away.

typedef struct {
  vec biased, bias;
} sum;

LACUNA_INLINE sum sum_zero(void) {
  const sum s = {v_zero(), v_zero()};
  return s;
}

LACUNA_INLINE vec sum_lanes(sum s) { return _mm512_sub_epi32(s.biased, s.bias); }

// s += (values - 128) · activations.
LACUNA_INLINE sum sum_terms(sum s, vec values, vec activations) {
  s.biased = _mm512_dpbusd_epi32(s.biased, values, activations);
  s.bias = _mm512_dpbusd_epi32(s.bias, v_set8(-128), activations);
  return s;
}

// With dense weights, the activations are the same in all rows: what to start sums from.
LACUNA_INLINE vec dense_bias(const int8_t *x, uint32_t columns) {
  vec bias = v_zero();
  for (uint32_t column = 0; column < columns; column += 64)
    bias = _mm512_dpbusd_epi32(bias, v_set8(-128), v_load(x + column));
  return _mm512_set1_epi32(-v_sum32(bias));
}

// int8 weights plus 128. (A codebook's values have it already.)
LACUNA_INLINE vec dense_weights(vec weights) { return _mm512_xor_si512(weights, v_set8(-128)); }

LACUNA_INLINE vec dense_terms(vec lanes, vec weights, vec x) {
  return _mm512_dpbusd_epi32(lanes, weights, x);
}

// Where a vector holds four columns' values, signs go to the values when they are decoded, and
// magnitudes stay with the activations.
LACUNA_INLINE vec column_values(vec values, vec x) {
  return v_sign8(_mm512_xor_si512(values, v_set8(-128)), x);
}

LACUNA_INLINE vec column_factors(vec x) { return v_abs8(x); }

LACUNA_INLINE vec column_terms(vec lanes, vec factors, vec values) {
  return _mm512_dpbusd_epi32(lanes, factors, values);
}

// Products that share a unit share what is to be taken away when it is the activations that are
// taken plus 128: 128 times the values.
LACUNA_INLINE void stream_window(window *w, unsigned log2_group, unsigned reach) {
  w->low = _mm512_xor_si512(w->low, v_set8(-128));
  if (reach << log2_group == 128) w->high = _mm512_xor_si512(w->high, v_set8(-128));
}

LACUNA_INLINE vec stream_values(vec values) { return _mm512_xor_si512(values, v_set8(-128)); }

LACUNA_INLINE vec stream_common(vec common, vec values) {
  return _mm512_dpbusd_epi32(common, v_set8(-128), stream_values(values));
}

LACUNA_INLINE sum stream_terms(sum s, vec values, vec activations) {
  s.biased = _mm512_dpbusd_epi32(s.biased, activations, stream_values(values));
  return s;
}

LACUNA_INLINE vec stream_lanes(sum s, vec common) { return _mm512_sub_epi32(s.biased, common); }

// Where signs are on top of the terms: no use is made of it.
enum { has_magnitudes = 0 };

LACUNA_INLINE book book_magnitudes(book b) { return b; }

LACUNA_INLINE sum sum_magnitudes(sum s, vec values, vec activations, vec terms) {
  (void)terms;
  return sum_terms(s, values, activations);
}

// Where sums start from -128 times the rows' values, it is the activations that are taken plus 128,
// and there is no second product.
enum { takes_row_sums = 1, greatest_value = 127 };

LACUNA_INLINE vec biased_activations(vec x) { return _mm512_xor_si512(x, v_set8(-128)); }

LACUNA_INLINE sum sum_from(const int16_t *row_sums) {
  const sum s = {v_minus_128_times(row_sums), v_zero()};
  return s;
}

// A book whose values have 128 added, without.
LACUNA_INLINE book book_signed(book b) {
  b.values = _mm512_xor_si512(b.values, v_set8(-128));
  return b;
}

// s += values · (activations - 128), where s started so.
LACUNA_INLINE sum sum_biased(sum s, vec values, vec activations) {
  s.biased = _mm512_dpbusd_epi32(s.biased, activations, values);
  return s;
}
