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

// The shift of `normalize`, from all bits that any of the magnitudes has.
LACUNA_INLINE uint32_t normal_shift(uint32_t bits) {
  return bits < 128 ? 0 : 25 - (uint32_t)__builtin_clz(bits);
}

// The least p with every |f| < 2^p, but no less than -119, from the greatest bit pattern.
LACUNA_INLINE int32_t unit_exponent(int32_t greatest) {
  const int32_t p = (greatest >> 23) - 126;
  return p > -119 ? p : -119;
}

// f / 2^(p - 7), rounded to nearest, ties to even, and limited, by integers alone.
LACUNA_INLINE int8_t quantized(int32_t bits, int32_t p) {
  const int32_t field = (bits & 0x7FFFFFFF) >> 23;
  const int32_t mantissa = (bits & 0x7FFFFF) | (field ? 0x800000 : 0);
  // Past 26 nothing is left, and the half would not fit.
  const int32_t wanted = p + 143 - (field ? field : 1), shift = wanted < 26 ? wanted : 26;
  const int32_t odd = mantissa >> shift & 1;
  const int32_t r = (mantissa + (1 << (shift - 1)) - 1 + odd) >> shift;
  return (int8_t)(bits < 0 ? -(r < 127 ? r : 127) : r < 127 ? r : 127);
}

// 2^-f for f from 0 to 1 within 2e-7, the highest power first. Multiplied and added one by one, as
// every machine does it alike.
static const float exponential_terms[7] = {
    0x1.c94784p-14f, -0x1.4e2b0cp-10f, 0x1.39e4p-7f, -0x1.c6948ep-5f,
    0x1.ebfacp-3f,   -0x1.62e42cp-1f,  1};

// 2^(-(top - y) * scale) in units of 2^-29, rounded.
LACUNA_INLINE int32_t exponential(int32_t y, int32_t top, float scale) {
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif
  const int32_t least = top - (1 << 30), below = top - (y > least ? y : least);
  float z = (float)below * scale;
  z = z < 31 ? z : 31;
  const int32_t octaves = (int32_t)z;
  const float f = z - (float)octaves;
  float power = exponential_terms[0];
  for (int term = 1; term < 7; term++) {
    const float product = power * f;
    power = product + exponential_terms[term];
  }
  const float scaled = power * 0x1p30f;
  return (((int32_t)scaled >> octaves) + 1) >> 1;
}

#endif
