// 32-bit and 16-bit elements in vectors of 32 bytes, for AVX2.

typedef __m256i wide;
typedef __m256i narrow;

enum { wide_lanes = 8, narrow_lanes = 16 };

LACUNA_INLINE wide w_set(int32_t a) { return _mm256_set1_epi32(a); }
LACUNA_INLINE wide w_add(wide a, wide b) { return _mm256_add_epi32(a, b); }
LACUNA_INLINE wide w_sub(wide a, wide b) { return _mm256_sub_epi32(a, b); }
LACUNA_INLINE wide w_or(wide a, wide b) { return _mm256_or_si256(a, b); }
LACUNA_INLINE wide w_and(wide a, wide b) { return _mm256_and_si256(a, b); }
LACUNA_INLINE int w_any_above(wide a, wide b) {
  return _mm256_movemask_epi8(_mm256_cmpgt_epi32(a, b)) != 0;
}
LACUNA_INLINE int w_any_negative(wide a) { return _mm256_movemask_ps(_mm256_castsi256_ps(a)) != 0; }
LACUNA_INLINE wide w_max(wide a, wide b) { return _mm256_max_epi32(a, b); }
LACUNA_INLINE wide w_min(wide a, wide b) { return _mm256_min_epi32(a, b); }
LACUNA_INLINE wide w_right_all(wide a, int n) { return _mm256_sra_epi32(a, _mm_cvtsi32_si128(n)); }
LACUNA_INLINE wide w_left_all(wide a, int n) { return _mm256_sll_epi32(a, _mm_cvtsi32_si128(n)); }
// Shifts by a number of its own for each lane, at least 0; one of 32 or more leaves signs, or
// zeros.
LACUNA_INLINE wide w_right(wide a, wide n) { return _mm256_srav_epi32(a, n); }
LACUNA_INLINE wide w_left(wide a, wide n) { return _mm256_sllv_epi32(a, n); }
// The product of numbers of 16 bits.
LACUNA_INLINE wide w_multiply16(wide a, wide b) {
  return _mm256_madd_epi16(_mm256_and_si256(a, _mm256_set1_epi32(0xFFFF)), b);
}

typedef __m256 real;
LACUNA_INLINE real r_set(float a) { return _mm256_set1_ps(a); }
LACUNA_INLINE real r_add(real a, real b) { return _mm256_add_ps(a, b); }
LACUNA_INLINE real r_sub(real a, real b) { return _mm256_sub_ps(a, b); }
LACUNA_INLINE real r_multiply(real a, real b) { return _mm256_mul_ps(a, b); }
LACUNA_INLINE real r_min(real a, real b) { return _mm256_min_ps(a, b); }
LACUNA_INLINE real r_of(wide a) { return _mm256_cvtepi32_ps(a); }
LACUNA_INLINE wide w_truncated(real a) { return _mm256_cvttps_epi32(a); }

LACUNA_INLINE narrow n_add_saturated(narrow a, narrow b) { return _mm256_adds_epi16(a, b); }
LACUNA_INLINE narrow n_add(narrow a, narrow b) { return _mm256_add_epi16(a, b); }
LACUNA_INLINE narrow n_set(int a) { return _mm256_set1_epi16((short)a); }
LACUNA_INLINE narrow n_max(narrow a, narrow b) { return _mm256_max_epi16(a, b); }
LACUNA_INLINE narrow n_right_all(narrow a, int n) {
  return _mm256_sra_epi16(a, _mm_cvtsi32_si128(n));
}
LACUNA_INLINE narrow n_multiply15(narrow a, narrow b) { return _mm256_mulhrs_epi16(a, b); }

LACUNA_INLINE wide w_load_all(const int32_t *p) { return v_load(p); }
LACUNA_INLINE wide w_load8_all(const int8_t *p) {
  return _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p));
}
LACUNA_INLINE wide w_load16_all(const int16_t *p) {
  return _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)p));
}
LACUNA_INLINE void w_store_all(int32_t *p, wide a) { v_store(p, a); }
LACUNA_INLINE __m128i w_packed(wide a) {
  return _mm_packs_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
}
LACUNA_INLINE void w_store16_all(int16_t *p, wide a) {
  _mm_storeu_si128((__m128i *)p, w_packed(a));
}
LACUNA_INLINE void w_store8_all(int8_t *p, wide a) {
  const __m128i b = w_packed(a);
  _mm_storel_epi64((__m128i *)p, _mm_packs_epi16(b, b));
}
LACUNA_INLINE narrow n_load_all(const int16_t *p) { return v_load(p); }
LACUNA_INLINE void n_store_all(int16_t *p, narrow a) { v_store(p, a); }
LACUNA_INLINE void n_store8_all(int8_t *p, narrow a) {
  _mm_storeu_si128((__m128i *)p,
                   _mm_packs_epi16(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1)));
}

#include "words_by_copy.h"

// Point `index` and the one after it, as one number of 32 bits, by a load of its own: a gather takes
// longer.
LACUNA_INLINE uint32_t pair_at(const int16_t *points, uint64_t index) {
  uint32_t pair;
  memcpy(&pair, points + index, sizeof pair);
  // Else Clang would put them together lane by lane, which takes longer still.
  __asm__("" : "+r"(pair));
  return pair;
}

// The pairs of eight values.
LACUNA_INLINE void find_pairs(const int16_t *points, const int16_t *values, uint32_t *pairs) {
  LACUNA_UNROLL for (int i = 0; i < 8; i += 4) {
    uint64_t four;
    memcpy(&four, values + i, sizeof four);
    four ^= UINT64_C(0x8000800080008000);
    __asm__("" : "+r"(four));
    const uint32_t low = (uint32_t)four, high = (uint32_t)(four >> 32);
    pairs[i] = pair_at(points, low >> 8 & 255);
    pairs[i + 1] = pair_at(points, low >> 24);
    pairs[i + 2] = pair_at(points, high >> 8 & 255);
    pairs[i + 3] = pair_at(points, high >> 24);
  }
}

LACUNA_INLINE wide interpolated_pairs(const uint32_t *pairs, wide parts) {
  return _mm256_srai_epi32(w_add(_mm256_madd_epi16(v_load(pairs), parts), w_set(128)), 8);
}

static void table(const int16_t *points, int16_t *values, uint32_t count) {
  enum { block = 128 };
  uint32_t pairs[block];
  uint32_t done = 0;
  for (; done + narrow_lanes <= count; done += block) {
    const uint32_t left = count - done < block ? count - done : block;
    const uint32_t in_block = left / narrow_lanes * narrow_lanes;
    for (uint32_t i = 0; i < in_block; i += 8) find_pairs(points, values + done + i, pairs + i);
    for (uint32_t i = 0; i < in_block; i += narrow_lanes) {
      const narrow f = _mm256_and_si256(n_load_all(values + done + i), n_set(255));
      const narrow e = _mm256_sub_epi16(n_set(256), f);
      const wide a = v_zip_low16(e, f), b = v_zip_high16(e, f);
      const wide low = interpolated_pairs(pairs + i, _mm256_permute2x128_si256(a, b, 0x20));
      const wide high = interpolated_pairs(pairs + i + 8, _mm256_permute2x128_si256(a, b, 0x31));
      const wide packed = _mm256_packs_epi32(low, high);
      n_store_all(values + done + i, _mm256_permute4x64_epi64(packed, 0xD8));
    }
  }
  for (uint32_t i = count / narrow_lanes * narrow_lanes; i < count; i++)
    values[i] = interpolated(points, values[i]);
}
