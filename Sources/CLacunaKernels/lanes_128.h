// The last unit of a tile of terms has fewer than four bytes in a lane. Included by each x86 width.

// Four lanes of n = 1 to 3 bytes each, with zeros up to four. Reads 4·n bytes.
LACUNA_INLINE __m128i four_lanes(const uint8_t *p, unsigned n) {
  uint32_t low, high;
  memcpy(&low, p, 4);
  const __m128i four = _mm_cvtsi32_si128((int)low);
  if (n == 1)
    return _mm_shuffle_epi8(
        four, _mm_set_epi8(-1, -1, -1, 3, -1, -1, -1, 2, -1, -1, -1, 1, -1, -1, -1, 0));
  const __m128i eight = _mm_loadl_epi64((const __m128i *)p);
  if (n == 2) return _mm_unpacklo_epi16(eight, _mm_setzero_si128());
  memcpy(&high, p + 8, 4);
  return _mm_shuffle_epi8(_mm_unpacklo_epi64(eight, _mm_cvtsi32_si128((int)high)),
                          _mm_set_epi8(-1, 11, 10, 9, -1, 8, 7, 6, -1, 5, 4, 3, -1, 2, 1, 0));
}
