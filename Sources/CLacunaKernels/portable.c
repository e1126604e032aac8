// Plain C, for machines with none of the instruction sets that have a table of their own.
#include <string.h>

#include "fixed_point.h"
#include "tables.h"

enum { tile_rows = 16 };

static int row_sums(const uint8_t *weights, uint32_t rows, uint32_t columns, uint32_t log2_group,
                    uint32_t terms_per_group, const int8_t *codebook, int16_t *row_sums) {
  (void)weights, (void)rows, (void)columns, (void)log2_group, (void)terms_per_group;
  (void)codebook, (void)row_sums;
  return 0;
}

static void terms_input(const uint8_t *weights, uint32_t rows, uint32_t columns,
                        uint32_t log2_group, uint32_t terms_per_group, const int8_t *codebook,
                        const int16_t *row_sums, const int8_t *x, int32_t *sums) {
  (void)row_sums;
  const uint32_t group = 1u << log2_group;
  const uint32_t terms = terms_per_group * ((columns + group - 1) >> log2_group);
  for (uint32_t row = 0; row < rows; row += tile_rows) {
    int32_t tile[tile_rows] = {0};
    const int8_t *activations = x;  // of the group that the current term belongs to
    uint32_t left = terms_per_group;
    for (uint32_t first = 0; first < terms; first += 4) {
      const uint32_t n = terms - first < 4 ? terms - first : 4;
      for (uint32_t j = 0; j < n; j++) {
        for (uint32_t lane = 0; lane < tile_rows; lane++) {
          const uint8_t term = weights[n * lane + j];
          tile[lane] += codebook[term >> log2_group] * activations[term & (group - 1)];
        }
        if (--left == 0) {
          left = terms_per_group;
          activations += group;
        }
      }
      weights += tile_rows * n;
    }
    memcpy(sums + row, tile, sizeof tile);
  }
}

static void terms_output(const uint8_t *weights, uint32_t rows, uint32_t columns,
                         uint32_t log2_group, uint32_t terms_per_group, const int8_t *codebook,
                         const int8_t *x, int32_t *sums) {
  const uint32_t group = 1u << log2_group;
  const uint32_t groups = (rows + group - 1) >> log2_group;
  memset(sums, 0, sizeof *sums * ((size_t)groups << log2_group));
  for (uint32_t c = 0; c < columns; c++, weights += (size_t)terms_per_group * groups) {
    if (x[c] == 0) continue;
    const uint8_t *term = weights;
    for (uint32_t g = 0; g < groups; g++)
      for (uint32_t s = 0; s < terms_per_group; s++, term++)
        sums[((size_t)g << log2_group) + (*term & (group - 1))] +=
            codebook[*term >> log2_group] * x[c];
  }
}

static void codes(const uint8_t *weights, uint32_t rows, uint32_t columns, const int8_t *codebook,
                  const int8_t *x, int32_t *sums) {
  for (uint32_t row = 0; row < rows; row += tile_rows) {
    int32_t tile[tile_rows] = {0};
    for (uint32_t column = 0; column < columns; column += 8, weights += 64)
      for (uint32_t lane = 0; lane < tile_rows; lane++)
        for (uint32_t j = 0; j < 4; j++) {
          const uint8_t pair = weights[4 * lane + j];
          tile[lane] += codebook[pair & 15] * x[column + j];
          tile[lane] += codebook[pair >> 4] * x[column + 4 + j];
        }
    memcpy(sums + row, tile, sizeof tile);
  }
}

static void int8(const uint8_t *weights, uint32_t rows, uint32_t columns, const int8_t *x,
                 int32_t *sums) {
  for (uint32_t row = 0; row < rows; row += tile_rows) {
    int32_t tile[tile_rows] = {0};
    for (uint32_t column = 0; column < columns; column += 4, weights += 64)
      for (uint32_t lane = 0; lane < tile_rows; lane++)
        for (uint32_t j = 0; j < 4; j++)
          tile[lane] += (int8_t)weights[4 * lane + j] * x[column + j];
    memcpy(sums + row, tile, sizeof tile);
  }
}

static void terms_input_streams(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                uint32_t log2_group, uint32_t terms_per_group,
                                const int8_t *codebook, const int16_t *row_sums, const int8_t *x,
                                size_t x_stride, int32_t *sums, size_t sums_stride,
                                uint32_t streams) {
  for (uint32_t b = 0; b < streams; b++)
    terms_input(weights, rows, columns, log2_group, terms_per_group, codebook, row_sums,
                x + b * x_stride, sums + b * sums_stride);
}

static void codes_streams(const uint8_t *weights, uint32_t rows, uint32_t columns,
                          const int8_t *codebook, const int8_t *x, size_t x_stride, int32_t *sums,
                          size_t sums_stride, uint32_t streams) {
  for (uint32_t b = 0; b < streams; b++)
    codes(weights, rows, columns, codebook, x + b * x_stride, sums + b * sums_stride);
}

static void int8_streams(const uint8_t *weights, uint32_t rows, uint32_t columns, const int8_t *x,
                         size_t x_stride, int32_t *sums, size_t sums_stride, uint32_t streams) {
  for (uint32_t b = 0; b < streams; b++)
    int8(weights, rows, columns, x + b * x_stride, sums + b * sums_stride);
}

static void preactivation(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                          const int32_t *b, const int8_t *b_exponents, int32_t b_shift,
                          const int16_t *bias, int32_t bias_shift, uint32_t count, int16_t *p) {
  for (uint32_t i = 0; i < count; i++) {
    int32_t v = fix(a[i], a_exponents[i], a_shift);
    if (b) v += fix(b[i], b_exponents[i], b_shift);
    if (bias) v += fixed_bias(bias[i], bias_shift);
    p[i] = sat16(v);
  }
}

static void linear(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                   const int16_t *bias, int32_t bias_shift, uint32_t count, int32_t *y) {
  for (uint32_t i = 0; i < count; i++)
    y[i] = fix(a[i], a_exponents[i], a_shift) + (bias ? fixed_bias(bias[i], bias_shift) : 0);
}

static void table(const int16_t *points, int16_t *values, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) values[i] = interpolated(points, values[i]);
}

static void clipped(uint32_t shift, int32_t offset, int32_t low, int32_t high, int16_t *values,
                    uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    values[i] = clipped_linear(shift, offset, low, high, values[i]);
}

static void lstm_cell(const int16_t *input, const int16_t *forget, const int16_t *candidate,
                      int16_t *cell, int16_t *doubled, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    cell[i] = next_cell(input[i], forget[i], candidate[i], cell[i]);
    doubled[i] = sat16(2 * cell[i]);
  }
}

static void gated_output(const int16_t *gate, const int16_t *activated, int8_t *h, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) h[i] = to8(mul15(gate[i], activated[i]));
}

static void gru_candidate(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                          const int16_t *bias, int32_t bias_shift, const int16_t *reset,
                          const int16_t *recurrent, uint32_t count, int16_t *p) {
  for (uint32_t i = 0; i < count; i++)
    p[i] = sat16(fix(a[i], a_exponents[i], a_shift) + (bias ? fixed_bias(bias[i], bias_shift) : 0) +
                 mul15(reset[i], recurrent[i]));
}

static void gru_update(const int16_t *update, const int16_t *candidate, int16_t *h, int8_t *h8,
                       uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    h[i] = next_state(update[i], candidate[i], h[i]);
    h8[i] = to8(h[i]);
  }
}

static uint32_t normalize(const int32_t *v, uint32_t count, int8_t *x) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < count; i++) bits |= v[i] < 0 ? 0 - (uint32_t)v[i] : (uint32_t)v[i];
  const uint32_t shift = normal_shift(bits);
  for (uint32_t i = 0; i < count; i++)
    x[i] = (int8_t)clamp32(shift == 0 ? v[i] : ((v[i] >> (shift - 1)) + 1) >> 1, -127, 127);
  return shift;
}

static int32_t bit_pattern(float f) {
  int32_t bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}

static int quantize(const float *f, uint32_t count, int8_t *x, int32_t *exponent) {
  int32_t greatest = 0;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t magnitude = bit_pattern(f[i]) & 0x7FFFFFFF;
    greatest = magnitude > greatest ? magnitude : greatest;
  }
  if (greatest >= 0x7F800000) return 0;
  const int32_t p = unit_exponent(greatest);
  for (uint32_t i = 0; i < count; i++) x[i] = quantized(bit_pattern(f[i]), p);
  *exponent = p - 7;
  return 1;
}

static int32_t greatest(const int32_t *y, uint32_t count) {
  int32_t result = y[0];
  for (uint32_t i = 0; i < count; i++) result = y[i] > result ? y[i] : result;
  return result;
}

static uint32_t next_above(const int32_t *y, uint32_t from, uint32_t count, int32_t bound) {
  while (from < count && y[from] <= bound) from++;
  return from;
}

static uint64_t exponentials(const int32_t *y, uint32_t count, int32_t top, float scale,
                             int32_t *weights) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t weight = exponential(y[i], top, scale);
    if (weights) weights[i] = weight;
    sum += (uint32_t)weight;
  }
  return sum;
}

#define LACUNA_TABLE lacuna_kernels_portable
#define LACUNA_NAME "portable"
#include "table.h"
