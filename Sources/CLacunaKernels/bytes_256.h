// Vectors of 32 bytes for AVX2: see lookup_by_shuffle.h and dot_by_pairs.h for what is made of
// them.
#include "compile.h"

typedef __m256i vec;

enum { vec_bytes = 32, unit_vectors = 2 };

LACUNA_INLINE vec v_load(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
LACUNA_INLINE void v_store(void *p, vec a) { _mm256_storeu_si256((__m256i *)p, a); }
// -128 times numbers of 16 bits.
LACUNA_INLINE vec v_minus_128_times(const int16_t *p) {
  const vec a = _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)p));
  return _mm256_slli_epi32(_mm256_sub_epi32(_mm256_setzero_si256(), a), 7);
}
LACUNA_INLINE vec v_zero(void) { return _mm256_setzero_si256(); }
LACUNA_INLINE vec v_set8(int a) { return _mm256_set1_epi8((char)a); }
LACUNA_INLINE vec v_set16(int a) { return _mm256_set1_epi16((short)a); }
LACUNA_INLINE vec v_set32(uint32_t a) { return _mm256_set1_epi32((int)a); }
// The same 16 bytes in every 16 bytes of the vector: a table for v_shuffle.
LACUNA_INLINE vec v_repeat16(const void *p) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)p));
}
LACUNA_INLINE vec v_and(vec a, vec b) { return _mm256_and_si256(a, b); }
LACUNA_INLINE vec v_or(vec a, vec b) { return _mm256_or_si256(a, b); }
LACUNA_INLINE vec v_add8(vec a, vec b) { return _mm256_add_epi8(a, b); }
LACUNA_INLINE vec v_add16(vec a, vec b) { return _mm256_add_epi16(a, b); }
LACUNA_INLINE vec v_add32(vec a, vec b) { return _mm256_add_epi32(a, b); }
LACUNA_INLINE vec v_right16(vec a, int n) { return _mm256_srli_epi16(a, n); }
LACUNA_INLINE vec v_shuffle(vec table, vec index) { return _mm256_shuffle_epi8(table, index); }
LACUNA_INLINE vec v_abs8(vec a) { return _mm256_abs_epi8(a); }
LACUNA_INLINE vec v_sign8(vec a, vec sign) { return _mm256_sign_epi8(a, sign); }
LACUNA_INLINE vec v_pairs8(vec u, vec s) { return _mm256_maddubs_epi16(u, s); }
LACUNA_INLINE vec v_pairs16(vec a, vec b) { return _mm256_madd_epi16(a, b); }
LACUNA_INLINE vec v_zip_low8(vec a, vec b) { return _mm256_unpacklo_epi8(a, b); }
LACUNA_INLINE vec v_zip_high8(vec a, vec b) { return _mm256_unpackhi_epi8(a, b); }
LACUNA_INLINE vec v_zip_low16(vec a, vec b) { return _mm256_unpacklo_epi16(a, b); }
LACUNA_INLINE vec v_zip_high16(vec a, vec b) { return _mm256_unpackhi_epi16(a, b); }
// The same 4 bytes in every 4 bytes of the vector.
LACUNA_INLINE vec v_repeat4(uint32_t bytes) { return v_set32(bytes); }
// The values where positions are equal, 0 elsewhere.
LACUNA_INLINE vec v_where_equal(vec a, vec b, vec values) {
  return _mm256_and_si256(_mm256_cmpeq_epi8(a, b), values);
}
// b where the mask's bytes are 255, a where they are 0.
LACUNA_INLINE vec v_select(vec mask, vec a, vec b) { return _mm256_blendv_epi8(a, b, mask); }
// b in the two high bytes of every four.
LACUNA_INLINE vec v_select_high_half(vec a, vec b) { return _mm256_blend_epi16(a, b, 0xAA); }
// Entry `index` (0 to 31, and any bits above) of two tables of 16.
LACUNA_INLINE vec v_shuffle32(vec low, vec high, vec index) {
  const vec i = v_and(index, v_set8(31));
  // Bit 4 of the index, moved to where a blend looks.
  return _mm256_blendv_epi8(v_shuffle(low, i), v_shuffle(high, i), _mm256_slli_epi16(i, 3));
}
// Eight lanes of n = 1 to 3 bytes each from `p`, as vector i of a unit whose lanes hold four.
#include "lanes_128.h"
LACUNA_INLINE vec v_load_lanes(const uint8_t *p, unsigned n, unsigned i) {
  p += 8 * n * i;
  return _mm256_set_m128i(four_lanes(p + 4 * n, n), four_lanes(p, n));
}
LACUNA_INLINE int32_t v_sum32(vec v) {
  __m128i a = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  a = _mm_add_epi32(a, _mm_shuffle_epi32(a, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(a, _mm_shuffle_epi32(a, 0xB1)));
}
