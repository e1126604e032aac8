// The arithmetic of spec/arithmetic.md for one element: the portable kernels, and what the others
// do with the elements that do not fill a vector.
#ifndef LACUNA_FIXED_POINT_H
#define LACUNA_FIXED_POINT_H

#include <stdint.h>
#include "compile.h"

LACUNA_INLINE int32_t clamp32(int32_t v, int32_t low, int32_t high) {
  return v < low ? low : v > high ? high : v;
}

LACUNA_INLINE int16_t sat16(int32_t v) { return (int16_t)clamp32(v, INT16_MIN, INT16_MAX); }

LACUNA_INLINE int32_t mul15(int16_t a, int16_t b) { return (a * b + (1 << 14)) >> 15; }

LACUNA_INLINE int8_t to8(int32_t v) { return (int8_t)clamp32((v + 128) >> 8, -127, 127); }

// fix(sum, -(exponent + shift)), for |sum| < 2^30.
LACUNA_INLINE int32_t fix(int32_t sum, int8_t exponent, int32_t shift) {
  const int32_t s = -(exponent + shift);
  const int32_t right = clamp32(s, 0, 31), left = clamp32(-s, 0, 29);
  // One bit more than asked for, so that right = 0 needs no case of its own.
  const int32_t rounded = (((sum * 2) >> right) + 1) >> 1;
  const int32_t limit = (1 << 29) >> left;
  return clamp32(rounded, -limit, limit) * (1 << left);
}

// A bias as a fixed-point number, shift 0 to 16.
LACUNA_INLINE int32_t fixed_bias(int16_t bias, int32_t shift) {
  return clamp32(bias * (1 << shift), -(1 << 29), 1 << 29);
}

LACUNA_INLINE int16_t interpolated(const int16_t *points, int16_t p) {
  const int32_t i = (p + 32768) >> 8, f = p & 255;
  return (int16_t)((points[i] * (256 - f) + points[i + 1] * f + 128) >> 8);
}

LACUNA_INLINE int16_t clipped_linear(uint32_t shift, int32_t offset, int32_t low, int32_t high,
                                     int16_t p) {
  const int32_t rounded = (((16 * p) >> shift) + 1) >> 1;
  return (int16_t)clamp32(rounded + offset, low, high);
}

LACUNA_INLINE int16_t next_cell(int16_t input, int16_t forget, int16_t candidate, int16_t cell) {
  return sat16(mul15(forget, cell) + ((mul15(input, candidate) + 8) >> 4));
}

// z·h + (2^15 - z)·n = z·(h - n) + 2^15·n, whose first product fits 32 bits.
LACUNA_INLINE int16_t next_state(int16_t update, int16_t candidate, int16_t h) {
  const int32_t step = (update * (h - candidate) + (1 << 14)) >> 15;
  return (int16_t)clamp32(candidate + step, -32767, 32767);
}

#endif
