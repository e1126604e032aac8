// 32-bit and 16-bit elements in vectors of 16 bytes, for SSSE3.

typedef __m128i wide;
typedef __m128i narrow;

enum { wide_lanes = 4, narrow_lanes = 8 };

LACUNA_INLINE wide w_set(int32_t a) { return _mm_set1_epi32(a); }
LACUNA_INLINE wide w_add(wide a, wide b) { return _mm_add_epi32(a, b); }
LACUNA_INLINE wide w_sub(wide a, wide b) { return _mm_sub_epi32(a, b); }
LACUNA_INLINE wide w_or(wide a, wide b) { return _mm_or_si128(a, b); }
LACUNA_INLINE wide w_and(wide a, wide b) { return _mm_and_si128(a, b); }
LACUNA_INLINE int w_any_above(wide a, wide b) {
  return _mm_movemask_epi8(_mm_cmpgt_epi32(a, b)) != 0;
}
LACUNA_INLINE int w_any_negative(wide a) { return _mm_movemask_ps(_mm_castsi128_ps(a)) != 0; }
LACUNA_INLINE wide w_max(wide a, wide b) { return v_select(_mm_cmpgt_epi32(b, a), a, b); }
LACUNA_INLINE wide w_min(wide a, wide b) { return v_select(_mm_cmpgt_epi32(a, b), a, b); }
LACUNA_INLINE wide w_right_all(wide a, int n) { return _mm_sra_epi32(a, _mm_cvtsi32_si128(n)); }
LACUNA_INLINE wide w_left_all(wide a, int n) { return _mm_sll_epi32(a, _mm_cvtsi32_si128(n)); }

// Lane i of the i-th argument.
LACUNA_INLINE wide w_diagonal(wide a, wide b, wide c, wide d) {
  const __m128 low = _mm_move_ss(_mm_castsi128_ps(b), _mm_castsi128_ps(a));
  const __m128 high = _mm_shuffle_ps(_mm_castsi128_ps(c), _mm_castsi128_ps(d), 0xFA);
  return _mm_castps_si128(_mm_shuffle_ps(low, high, 0x84));
}

// Shifts by a number of its own for each lane, at least 0; one of 32 or more leaves signs, or
// zeros.
LACUNA_INLINE wide w_right(wide a, wide n) {
  return w_diagonal(_mm_sra_epi32(a, _mm_srli_epi64(_mm_slli_epi64(n, 32), 32)),
                    _mm_sra_epi32(a, _mm_srli_epi64(n, 32)),
                    _mm_sra_epi32(a, _mm_unpackhi_epi32(n, _mm_setzero_si128())),
                    _mm_sra_epi32(a, _mm_srli_si128(n, 12)));
}
LACUNA_INLINE wide w_left(wide a, wide n) {
  return w_diagonal(_mm_sll_epi32(a, _mm_srli_epi64(_mm_slli_epi64(n, 32), 32)),
                    _mm_sll_epi32(a, _mm_srli_epi64(n, 32)),
                    _mm_sll_epi32(a, _mm_unpackhi_epi32(n, _mm_setzero_si128())),
                    _mm_sll_epi32(a, _mm_srli_si128(n, 12)));
}

// The product of numbers of 16 bits.
LACUNA_INLINE wide w_multiply16(wide a, wide b) {
  return _mm_madd_epi16(_mm_and_si128(a, _mm_set1_epi32(0xFFFF)), b);
}

typedef __m128 real;
LACUNA_INLINE real r_set(float a) { return _mm_set1_ps(a); }
LACUNA_INLINE real r_add(real a, real b) { return _mm_add_ps(a, b); }
LACUNA_INLINE real r_sub(real a, real b) { return _mm_sub_ps(a, b); }
LACUNA_INLINE real r_multiply(real a, real b) { return _mm_mul_ps(a, b); }
LACUNA_INLINE real r_min(real a, real b) { return _mm_min_ps(a, b); }
LACUNA_INLINE real r_of(wide a) { return _mm_cvtepi32_ps(a); }
LACUNA_INLINE wide w_truncated(real a) { return _mm_cvttps_epi32(a); }

LACUNA_INLINE narrow n_add_saturated(narrow a, narrow b) { return _mm_adds_epi16(a, b); }
LACUNA_INLINE narrow n_add(narrow a, narrow b) { return _mm_add_epi16(a, b); }
LACUNA_INLINE narrow n_set(int a) { return _mm_set1_epi16((short)a); }
LACUNA_INLINE narrow n_max(narrow a, narrow b) { return _mm_max_epi16(a, b); }
LACUNA_INLINE narrow n_right_all(narrow a, int n) { return _mm_sra_epi16(a, _mm_cvtsi32_si128(n)); }
LACUNA_INLINE narrow n_multiply15(narrow a, narrow b) { return _mm_mulhrs_epi16(a, b); }

LACUNA_INLINE wide w_load_all(const int32_t *p) { return v_load(p); }
LACUNA_INLINE wide w_load8_all(const int8_t *p) {
  int32_t four;
  memcpy(&four, p, sizeof four);
  const __m128i a = _mm_cvtsi32_si128(four), b = _mm_unpacklo_epi8(a, a);
  return _mm_srai_epi32(_mm_unpacklo_epi16(b, b), 24);
}
LACUNA_INLINE wide w_load16_all(const int16_t *p) {
  const __m128i a = _mm_loadl_epi64((const __m128i *)p);
  return _mm_srai_epi32(_mm_unpacklo_epi16(a, a), 16);
}
LACUNA_INLINE void w_store_all(int32_t *p, wide a) { v_store(p, a); }
LACUNA_INLINE void w_store16_all(int16_t *p, wide a) {
  _mm_storel_epi64((__m128i *)p, _mm_packs_epi32(a, a));
}
LACUNA_INLINE void w_store8_all(int8_t *p, wide a) {
  const __m128i b = _mm_packs_epi32(a, a);
  const int32_t four = _mm_cvtsi128_si32(_mm_packs_epi16(b, b));
  memcpy(p, &four, sizeof four);
}
LACUNA_INLINE narrow n_load_all(const int16_t *p) { return v_load(p); }
LACUNA_INLINE void n_store_all(int16_t *p, narrow a) { v_store(p, a); }
LACUNA_INLINE void n_store8_all(int8_t *p, narrow a) {
  _mm_storel_epi64((__m128i *)p, _mm_packs_epi16(a, a));
}

#include "words_by_copy.h"

// Points `index` and the one after it, as one number of 32 bits.
LACUNA_INLINE __m128i pair(const int16_t *points, int index) {
  int32_t both;
  memcpy(&both, points + index, sizeof both);
  return _mm_cvtsi32_si128(both);
}

LACUNA_INLINE __m128i four_pairs(const int16_t *points, int a, int b, int c, int d) {
  return _mm_unpacklo_epi64(_mm_unpacklo_epi32(pair(points, a), pair(points, b)),
                            _mm_unpacklo_epi32(pair(points, c), pair(points, d)));
}

static void table(const int16_t *points, int16_t *values, uint32_t count) {
  for (uint32_t done = 0; done < count; done += narrow_lanes) {
    const unsigned n = count - done < narrow_lanes ? count - done : narrow_lanes;
    const narrow index = _mm_xor_si128(n_load(values + done, n), n_set(-32768));
    const narrow i = _mm_srli_epi16(index, 8);
    const narrow f = _mm_and_si128(index, n_set(255)), e = _mm_sub_epi16(n_set(256), f);
    const wide low =
        _mm_madd_epi16(four_pairs(points, _mm_extract_epi16(i, 0), _mm_extract_epi16(i, 1),
                                  _mm_extract_epi16(i, 2), _mm_extract_epi16(i, 3)),
                       _mm_unpacklo_epi16(e, f));
    const wide high =
        _mm_madd_epi16(four_pairs(points, _mm_extract_epi16(i, 4), _mm_extract_epi16(i, 5),
                                  _mm_extract_epi16(i, 6), _mm_extract_epi16(i, 7)),
                       _mm_unpackhi_epi16(e, f));
    n_store(values + done,
            _mm_packs_epi32(_mm_srai_epi32(w_add(low, w_set(128)), 8),
                            _mm_srai_epi32(w_add(high, w_set(128)), 8)),
            n);
  }
}
