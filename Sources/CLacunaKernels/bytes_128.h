// Vectors of 16 bytes for SSSE3: see lookup_by_shuffle.h and dot_by_pairs.h for what is made of
// them.
#include "compile.h"

typedef __m128i vec;

enum { vec_bytes = 16, unit_vectors = 4 };

LACUNA_INLINE vec v_load(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
LACUNA_INLINE void v_store(void *p, vec a) { _mm_storeu_si128((__m128i *)p, a); }
// -128 times numbers of 16 bits.
LACUNA_INLINE vec v_minus_128_times(const int16_t *p) {
  const vec a = _mm_loadl_epi64((const __m128i *)p);
  const vec wide = _mm_srai_epi32(_mm_unpacklo_epi16(a, a), 16);
  return _mm_slli_epi32(_mm_sub_epi32(_mm_setzero_si128(), wide), 7);
}
LACUNA_INLINE vec v_zero(void) { return _mm_setzero_si128(); }
LACUNA_INLINE vec v_set8(int a) { return _mm_set1_epi8((char)a); }
LACUNA_INLINE vec v_set16(int a) { return _mm_set1_epi16((short)a); }
LACUNA_INLINE vec v_set32(uint32_t a) { return _mm_set1_epi32((int)a); }
// The same 16 bytes in every 16 bytes of the vector: a table for v_shuffle.
LACUNA_INLINE vec v_repeat16(const void *p) { return v_load(p); }
LACUNA_INLINE vec v_and(vec a, vec b) { return _mm_and_si128(a, b); }
LACUNA_INLINE vec v_or(vec a, vec b) { return _mm_or_si128(a, b); }
LACUNA_INLINE vec v_add8(vec a, vec b) { return _mm_add_epi8(a, b); }
LACUNA_INLINE vec v_add16(vec a, vec b) { return _mm_add_epi16(a, b); }
LACUNA_INLINE vec v_add32(vec a, vec b) { return _mm_add_epi32(a, b); }
LACUNA_INLINE vec v_right16(vec a, int n) { return _mm_srli_epi16(a, n); }
LACUNA_INLINE vec v_shuffle(vec table, vec index) { return _mm_shuffle_epi8(table, index); }
LACUNA_INLINE vec v_abs8(vec a) { return _mm_abs_epi8(a); }
LACUNA_INLINE vec v_sign8(vec a, vec sign) { return _mm_sign_epi8(a, sign); }
LACUNA_INLINE vec v_pairs8(vec u, vec s) { return _mm_maddubs_epi16(u, s); }
LACUNA_INLINE vec v_pairs16(vec a, vec b) { return _mm_madd_epi16(a, b); }
LACUNA_INLINE vec v_zip_low8(vec a, vec b) { return _mm_unpacklo_epi8(a, b); }
LACUNA_INLINE vec v_zip_high8(vec a, vec b) { return _mm_unpackhi_epi8(a, b); }
LACUNA_INLINE vec v_zip_low16(vec a, vec b) { return _mm_unpacklo_epi16(a, b); }
LACUNA_INLINE vec v_zip_high16(vec a, vec b) { return _mm_unpackhi_epi16(a, b); }
// The same 4 bytes in every 4 bytes of the vector.
LACUNA_INLINE vec v_repeat4(uint32_t bytes) { return v_set32(bytes); }
// The values where positions are equal, 0 elsewhere.
LACUNA_INLINE vec v_where_equal(vec a, vec b, vec values) {
  return _mm_and_si128(_mm_cmpeq_epi8(a, b), values);
}
// b where the mask's bytes are 255, a where they are 0.
LACUNA_INLINE vec v_select(vec mask, vec a, vec b) {
  return _mm_or_si128(_mm_andnot_si128(mask, a), _mm_and_si128(mask, b));
}
// b in the two high bytes of every four.
LACUNA_INLINE vec v_select_high_half(vec a, vec b) { return v_select(v_set32(0xFFFF0000), a, b); }
// Entry `index` (0 to 31, and any bits above) of two tables of 16.
LACUNA_INLINE vec v_shuffle32(vec low, vec high, vec index) {
  const vec i = v_and(index, v_set8(31));
  return v_or(v_shuffle(low, v_add8(i, v_set8(0x70))), v_shuffle(high, v_add8(i, v_set8(-16))));
}
// Four lanes of n = 1 to 3 bytes each from `p`, as vector i of a unit whose lanes hold four.
#include "lanes_128.h"
LACUNA_INLINE vec v_load_lanes(const uint8_t *p, unsigned n, unsigned i) {
  return four_lanes(p + 4 * n * i, n);
}
LACUNA_INLINE int32_t v_sum32(vec a) {
  a = _mm_add_epi32(a, _mm_shuffle_epi32(a, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(a, _mm_shuffle_epi32(a, 0xB1)));
}
