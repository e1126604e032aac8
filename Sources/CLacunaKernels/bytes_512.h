// Vectors of 64 bytes for AVX-512: see lookup_by_shuffle.h and dot_by_pairs.h (BW), and
// lookup_by_permute.h and dot_by_fours.h (VBMI and VNNI), for what is made of them.
#include "compile.h"

typedef __m512i vec;

enum { vec_bytes = 64, unit_vectors = 1 };

LACUNA_INLINE vec v_load(const void *p) { return _mm512_loadu_si512(p); }
LACUNA_INLINE void v_store(void *p, vec a) { _mm512_storeu_si512(p, a); }
// -128 times numbers of 16 bits.
LACUNA_INLINE vec v_minus_128_times(const int16_t *p) {
  const vec a = _mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i *)p));
  return _mm512_slli_epi32(_mm512_sub_epi32(_mm512_setzero_si512(), a), 7);
}
LACUNA_INLINE vec v_zero(void) { return _mm512_setzero_si512(); }
LACUNA_INLINE vec v_set8(int a) { return _mm512_set1_epi8((char)a); }
LACUNA_INLINE vec v_set16(int a) { return _mm512_set1_epi16((short)a); }
LACUNA_INLINE vec v_set32(uint32_t a) { return _mm512_set1_epi32((int)a); }
// The same 16 bytes in every 16 bytes of the vector: a table for v_shuffle.
LACUNA_INLINE vec v_repeat16(const void *p) {
  return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)p));
}
LACUNA_INLINE vec v_and(vec a, vec b) { return _mm512_and_si512(a, b); }
LACUNA_INLINE vec v_or(vec a, vec b) { return _mm512_or_si512(a, b); }
LACUNA_INLINE vec v_add8(vec a, vec b) { return _mm512_add_epi8(a, b); }
LACUNA_INLINE vec v_add16(vec a, vec b) { return _mm512_add_epi16(a, b); }
LACUNA_INLINE vec v_add32(vec a, vec b) { return _mm512_add_epi32(a, b); }
LACUNA_INLINE vec v_right16(vec a, unsigned n) { return _mm512_srli_epi16(a, n); }
LACUNA_INLINE vec v_shuffle(vec table, vec index) { return _mm512_shuffle_epi8(table, index); }
LACUNA_INLINE vec v_abs8(vec a) { return _mm512_abs_epi8(a); }
// a where the sign is not negative, -a where it is. (Unlike SSSE3's, a 0 leaves a as it is.)
LACUNA_INLINE vec v_sign8(vec a, vec sign) {
  return _mm512_mask_sub_epi8(a, _mm512_movepi8_mask(sign), v_zero(), a);
}
LACUNA_INLINE vec v_pairs8(vec u, vec s) { return _mm512_maddubs_epi16(u, s); }
LACUNA_INLINE vec v_pairs16(vec a, vec b) { return _mm512_madd_epi16(a, b); }
LACUNA_INLINE vec v_zip_low8(vec a, vec b) { return _mm512_unpacklo_epi8(a, b); }
LACUNA_INLINE vec v_zip_high8(vec a, vec b) { return _mm512_unpackhi_epi8(a, b); }
LACUNA_INLINE vec v_zip_low16(vec a, vec b) { return _mm512_unpacklo_epi16(a, b); }
LACUNA_INLINE vec v_zip_high16(vec a, vec b) { return _mm512_unpackhi_epi16(a, b); }
// The same 4 bytes in every 4 bytes of the vector.
LACUNA_INLINE vec v_repeat4(uint32_t bytes) {
  vec a = v_set32(bytes);
  // Clang would make a shuffle of 64 single bytes of this, and take a minute to compile it.
  __asm__("" : "+v"(a));
  return a;
}
// The values where positions are equal, 0 elsewhere.
LACUNA_INLINE vec v_where_equal(vec a, vec b, vec values) {
  return _mm512_maskz_mov_epi8(_mm512_cmpeq_epi8_mask(a, b), values);
}
// b where the mask's bytes are 255, a where they are 0.
LACUNA_INLINE vec v_select(vec mask, vec a, vec b) {
  return _mm512_ternarylogic_epi32(mask, b, a, 0xCA);
}
// b in the two high bytes of every four.
LACUNA_INLINE vec v_select_high_half(vec a, vec b) {
  return _mm512_mask_mov_epi16(a, 0xAAAAAAAA, b);
}
// Entry `index` (0 to 31, and any bits above) of two tables of 16.
LACUNA_INLINE vec v_shuffle32(vec low, vec high, vec index) {
  const vec i = v_and(index, v_set8(31));
  return _mm512_mask_shuffle_epi8(v_shuffle(low, i), _mm512_test_epi8_mask(i, v_set8(16)), high, i);
}
// Sixteen lanes of n = 1 to 3 bytes each from `p`, as a unit whose lanes hold four.
#include "lanes_128.h"
LACUNA_INLINE vec v_load_lanes(const uint8_t *p, unsigned n, unsigned i) {
  (void)i;
  if (n == 1) return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p));
  if (n == 2) return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)p));
  const __m256i low = _mm256_set_m128i(four_lanes(p + 4 * n, n), four_lanes(p, n));
  const __m256i high = _mm256_set_m128i(four_lanes(p + 12 * n, n), four_lanes(p + 8 * n, n));
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}
LACUNA_INLINE int32_t v_sum32(vec a) { return _mm512_reduce_add_epi32(a); }
