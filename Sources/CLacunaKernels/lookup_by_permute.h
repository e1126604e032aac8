// Looking up codebook and activations with AVX-512 VBMI's permutations, which know tables of 64
// bytes and ignore the bits of an index that they do not need.

// A codebook, repeated to fill 64 bytes so that bits above the code do not matter, and plus 128,
// for dot_by_fours.h.
typedef struct {
  vec values;
} book;

LACUNA_INLINE book book_of(const int8_t *codebook, unsigned log2_group) {
  const vec values =
      log2_group == 3   ? _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)codebook))
      : log2_group == 4 ? _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)codebook))
                        : _mm512_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)codebook));
  const book b = {_mm512_xor_si512(values, v_set8(-128))};
  return b;
}

// The values of terms, plus 128.
LACUNA_INLINE vec book_values(book b, vec terms, unsigned log2_group) {
  return _mm512_permutexvar_epi8(v_right16(terms, log2_group), b.values);
}

// The values of 4-bit codes, the low four bits of each byte, or the high four, plus 128.
LACUNA_INLINE vec book_low_codes(book b, vec codes) {
  return _mm512_permutexvar_epi8(codes, b.values);
}
LACUNA_INLINE vec book_high_codes(book b, vec codes) { return book_values(b, codes, 4); }

// The activations that the terms of one unit can mean: those of `reach` groups from `x` on.
typedef struct {
  vec low, high;
} window;

LACUNA_INLINE window window_of(const int8_t *x, unsigned log2_group, unsigned reach) {
  const unsigned span = reach << log2_group;
  window w = {v_zero(), v_zero()};
  // One group is repeated, so that the bits above its positions do not matter. Of more than one,
  // more than the span is loaded, because a whole load is cheaper.
  if (reach > 1)
    w.low = v_load(x);
  else if (span == 8)
    w.low = _mm512_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)x));
  else if (span == 16)
    w.low = v_repeat16(x);
  else
    w.low = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)x));
  if (span == 128) w.high = v_load(x + 64);
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
  if (reach == 1) return _mm512_permutexvar_epi8(terms, w->low);
  const vec positions = v_set8((1 << log2_group) - 1);
  const vec offsets = reach == 2 ? second : v_set32(0x03020100u << log2_group);
  // (terms & positions) | offsets
  const vec index = _mm512_ternarylogic_epi32(terms, positions, offsets, 0xEA);
  if (reach << log2_group == 128) return _mm512_permutex2var_epi8(w->low, index, w->high);
  return _mm512_permutexvar_epi8(index, w->low);
}
