// 32-bit and 16-bit elements in vectors of 64 bytes, for AVX-512 with BW and VL.

typedef __m512i wide;
typedef __m512i narrow;

enum { wide_lanes = 16, narrow_lanes = 32 };

LACUNA_INLINE wide w_set(int32_t a) { return _mm512_set1_epi32(a); }
LACUNA_INLINE wide w_add(wide a, wide b) { return _mm512_add_epi32(a, b); }
LACUNA_INLINE wide w_sub(wide a, wide b) { return _mm512_sub_epi32(a, b); }
LACUNA_INLINE wide w_or(wide a, wide b) { return _mm512_or_si512(a, b); }
LACUNA_INLINE wide w_and(wide a, wide b) { return _mm512_and_si512(a, b); }
LACUNA_INLINE int w_any_above(wide a, wide b) { return _mm512_cmpgt_epi32_mask(a, b) != 0; }
LACUNA_INLINE int w_any_negative(wide a) {
  return _mm512_test_epi32_mask(a, w_set(INT32_MIN)) != 0;
}
LACUNA_INLINE wide w_max(wide a, wide b) { return _mm512_max_epi32(a, b); }
LACUNA_INLINE wide w_min(wide a, wide b) { return _mm512_min_epi32(a, b); }
LACUNA_INLINE wide w_right_all(wide a, int n) { return _mm512_sra_epi32(a, _mm_cvtsi32_si128(n)); }
LACUNA_INLINE wide w_left_all(wide a, int n) { return _mm512_sll_epi32(a, _mm_cvtsi32_si128(n)); }
// Shifts by a number of its own for each lane, at least 0; one of 32 or more leaves signs, or
// zeros.
LACUNA_INLINE wide w_right(wide a, wide n) { return _mm512_srav_epi32(a, n); }
LACUNA_INLINE wide w_left(wide a, wide n) { return _mm512_sllv_epi32(a, n); }
// The product of numbers of 16 bits.
LACUNA_INLINE wide w_multiply16(wide a, wide b) {
  return _mm512_madd_epi16(_mm512_and_si512(a, w_set(0xFFFF)), b);
}

typedef __m512 real;
LACUNA_INLINE real r_set(float a) { return _mm512_set1_ps(a); }
LACUNA_INLINE real r_add(real a, real b) { return _mm512_add_ps(a, b); }
LACUNA_INLINE real r_sub(real a, real b) { return _mm512_sub_ps(a, b); }
LACUNA_INLINE real r_multiply(real a, real b) { return _mm512_mul_ps(a, b); }
LACUNA_INLINE real r_min(real a, real b) { return _mm512_min_ps(a, b); }
LACUNA_INLINE real r_of(wide a) { return _mm512_cvtepi32_ps(a); }
LACUNA_INLINE wide w_truncated(real a) { return _mm512_cvttps_epi32(a); }

LACUNA_INLINE narrow n_add_saturated(narrow a, narrow b) { return _mm512_adds_epi16(a, b); }
LACUNA_INLINE narrow n_add(narrow a, narrow b) { return _mm512_add_epi16(a, b); }
LACUNA_INLINE narrow n_set(int a) { return _mm512_set1_epi16((short)a); }
LACUNA_INLINE narrow n_max(narrow a, narrow b) { return _mm512_max_epi16(a, b); }
LACUNA_INLINE narrow n_right_all(narrow a, int n) {
  return _mm512_sra_epi16(a, _mm_cvtsi32_si128(n));
}
LACUNA_INLINE narrow n_multiply15(narrow a, narrow b) { return _mm512_mulhrs_epi16(a, b); }

// `n` elements; a constant where it is the full number.
LACUNA_INLINE __mmask16 w_mask(unsigned n) { return (__mmask16)((1u << n) - 1); }
LACUNA_INLINE __mmask32 n_mask(unsigned n) { return (__mmask32)((UINT64_C(1) << n) - 1); }

LACUNA_INLINE wide w_load(const int32_t *p, unsigned n) {
  return _mm512_maskz_loadu_epi32(w_mask(n), p);
}
LACUNA_INLINE wide w_load8(const int8_t *p, unsigned n) {
  return _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(w_mask(n), p));
}
LACUNA_INLINE wide w_load16(const int16_t *p, unsigned n) {
  return _mm512_cvtepi16_epi32(_mm256_maskz_loadu_epi16(w_mask(n), p));
}
LACUNA_INLINE void w_store(int32_t *p, wide a, unsigned n) {
  _mm512_mask_storeu_epi32(p, w_mask(n), a);
}
LACUNA_INLINE void w_store16(int16_t *p, wide a, unsigned n) {
  _mm256_mask_storeu_epi16(p, w_mask(n), _mm512_cvtsepi32_epi16(a));
}
LACUNA_INLINE void w_store8(int8_t *p, wide a, unsigned n) {
  _mm_mask_storeu_epi8(p, w_mask(n), _mm512_cvtsepi32_epi8(a));
}
LACUNA_INLINE narrow n_load(const int16_t *p, unsigned n) {
  return _mm512_maskz_loadu_epi16(n_mask(n), p);
}
LACUNA_INLINE void n_store(int16_t *p, narrow a, unsigned n) {
  _mm512_mask_storeu_epi16(p, n_mask(n), a);
}
LACUNA_INLINE void n_store8(int8_t *p, narrow a, unsigned n) {
  _mm256_mask_storeu_epi8(p, n_mask(n), _mm512_cvtsepi16_epi8(a));
}

// Points `index >> 8` of 256, which fill eight registers. The last two bits choose among four
// lookups in two registers each.
LACUNA_INLINE narrow point(const narrow points[8], narrow index, __mmask32 bit6, __mmask32 bit7) {
  const narrow i = _mm512_srli_epi16(index, 8);
  const narrow low = _mm512_mask_mov_epi16(_mm512_permutex2var_epi16(points[0], i, points[1]), bit6,
                                           _mm512_permutex2var_epi16(points[2], i, points[3]));
  const narrow high =
      _mm512_mask_mov_epi16(_mm512_permutex2var_epi16(points[4], i, points[5]), bit6,
                            _mm512_permutex2var_epi16(points[6], i, points[7]));
  return _mm512_mask_mov_epi16(low, bit7, high);
}

static void table(const int16_t *points, int16_t *values, uint32_t count) {
  narrow first[8], second[8];
  LACUNA_UNROLL for (int i = 0; i < 8; i++) {
    first[i] = n_load(points + 32 * i, 32);
    second[i] = n_load(points + 1 + 32 * i, 32);
  }
  for (uint32_t done = 0; done < count; done += narrow_lanes) {
    const unsigned n = count - done < narrow_lanes ? count - done : narrow_lanes;
    const narrow index = _mm512_xor_si512(n_load(values + done, n), n_set(-32768));
    const __mmask32 bit6 = _mm512_test_epi16_mask(index, n_set(0x4000));
    const __mmask32 bit7 = _mm512_movepi16_mask(index);
    const narrow a = point(first, index, bit6, bit7), b = point(second, index, bit6, bit7);
    const narrow f = _mm512_and_si512(index, n_set(255)), e = _mm512_sub_epi16(n_set(256), f);
    const wide low = _mm512_madd_epi16(_mm512_unpacklo_epi16(a, b), _mm512_unpacklo_epi16(e, f));
    const wide high = _mm512_madd_epi16(_mm512_unpackhi_epi16(a, b), _mm512_unpackhi_epi16(e, f));
    n_store(values + done,
            _mm512_packs_epi32(_mm512_srai_epi32(w_add(low, w_set(128)), 8),
                               _mm512_srai_epi32(w_add(high, w_set(128)), 8)),
            n);
  }
}
