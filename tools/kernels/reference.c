#include "reference.h"

#include <math.h>

#include <string.h>

static uint64_t up(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

size_t reference_length(const matrix *m) {
  const uint64_t g = 1u << m->log2_group, k = m->terms_per_group;
  switch (m->encoding) {
    case terms_on_input: return 16 * k * up(m->columns, g) * up(m->rows, 16);
    case terms_on_output: return k * up(m->rows, g) * m->columns;
    case four_bit_codes: return 64 * up(m->columns, 8) * up(m->rows, 16);
    case eight_bit: return 64 * up(m->columns, 4) * up(m->rows, 16);
  }
  return 0;
}

void reference_product(const matrix *m, const uint8_t *weights, const int8_t *x, int32_t *sums) {
  const uint64_t g = 1u << m->log2_group, k = m->terms_per_group;
  memset(sums, 0, m->rows * sizeof *sums);
  switch (m->encoding) {
    case terms_on_input:
      for (uint64_t r = 0; r < m->rows; r++) {
        const uint64_t terms = k * up(m->columns, g);
        int64_t sum = 0;
        for (uint64_t t = 0; t < terms; t++) {
          const uint64_t n = terms - 4 * (t / 4) < 4 ? terms - 4 * (t / 4) : 4;
          const uint8_t term = weights[16 * terms * (r / 16) + 64 * (t / 4) + n * (r % 16) + t % 4];
          const uint64_t column = g * (t / k) + term % g;
          if (column < m->columns) sum += (int64_t)m->codebook[term / g] * x[column];
        }
        sums[r] = (int32_t)sum;
      }
      break;
    case terms_on_output:
      for (uint64_t c = 0; c < m->columns; c++)
        for (uint64_t j = 0; j < up(m->rows, g); j++)
          for (uint64_t s = 0; s < k; s++) {
            const uint8_t term = weights[k * up(m->rows, g) * c + k * j + s];
            const uint64_t row = g * j + term % g;
            if (row < m->rows) sums[row] += m->codebook[term / g] * x[c];
          }
      break;
    case four_bit_codes:
      for (uint64_t r = 0; r < m->rows; r++)
        for (uint64_t c = 0; c < m->columns; c++) {
          const uint8_t byte =
              weights[64 * up(m->columns, 8) * (r / 16) + 64 * (c / 8) + 4 * (r % 16) + c % 4];
          sums[r] += m->codebook[c % 8 >= 4 ? byte / 16 : byte % 16] * x[c];
        }
      break;
    case eight_bit:
      for (uint64_t r = 0; r < m->rows; r++)
        for (uint64_t c = 0; c < m->columns; c++) {
          const uint8_t byte =
              weights[64 * up(m->columns, 4) * (r / 16) + 64 * (c / 4) + 4 * (r % 16) + c % 4];
          sums[r] += (byte < 128 ? byte : byte - 256) * x[c];
        }
      break;
  }
}

static int64_t clamp(int64_t v, int64_t low, int64_t high) {
  return v < low ? low : v > high ? high : v;
}

// ⌊v / 2^s⌋ without a shift of a negative number.
static int64_t down(int64_t v, int s) {
  const int64_t d = (int64_t)1 << s;
  return v >= 0 ? v / d : -((-v + d - 1) / d);
}

static int64_t rounded(int64_t v, int s) { return s == 0 ? v : down(down(v, s - 1) + 1, 1); }

static int64_t multiplied(int64_t a, int64_t b) { return down(a * b + 16384, 15); }

static int64_t saturated(int64_t v) { return clamp(v, -32768, 32767); }

int8_t reference_to8(int64_t v) { return (int8_t)clamp(down(v + 128, 8), -127, 127); }

static int64_t fixed(int64_t sum, int exponent, int shift) {
  const int s = -(exponent + shift);
  const int64_t limit = (int64_t)1 << 29;
  if (s >= 0) return clamp(rounded(sum, s < 31 ? s : 31), -limit, limit);
  const int left = -s < 29 ? -s : 29;
  return clamp(sum, -(limit >> left), limit >> left) * ((int64_t)1 << left);
}

static int64_t fixed_bias(const int16_t *bias, int shift) {
  const int64_t limit = (int64_t)1 << 29;
  return bias ? clamp(*bias * ((int64_t)1 << shift), -limit, limit) : 0;
}

int16_t reference_preactivation(int64_t a, int a_exponent, int a_shift, const int64_t *b,
                                int b_exponent, int b_shift, const int16_t *bias, int bias_shift) {
  return (int16_t)saturated(fixed(a, a_exponent, a_shift) +
                            (b ? fixed(*b, b_exponent, b_shift) : 0) +
                            fixed_bias(bias, bias_shift));
}

int32_t reference_linear(int64_t a, int a_exponent, int a_shift, const int16_t *bias,
                         int bias_shift) {
  return (int32_t)(fixed(a, a_exponent, a_shift) + fixed_bias(bias, bias_shift));
}

int16_t reference_table(const int16_t *table, int64_t p) {
  const int64_t i = (p + 32768) / 256, f = (p + 32768) % 256;
  return (int16_t)down(table[i] * (256 - f) + table[i + 1] * f + 128, 8);
}

int16_t reference_clipped(int shift, int64_t offset, int64_t low, int64_t high, int64_t p) {
  return (int16_t)clamp(rounded(8 * p, shift) + offset, low, high);
}

int16_t reference_cell(int64_t input, int64_t forget, int64_t candidate, int64_t cell) {
  return (int16_t)saturated(multiplied(forget, cell) + down(multiplied(input, candidate) + 8, 4));
}

int16_t reference_doubled(int64_t cell) { return (int16_t)saturated(2 * cell); }

int8_t reference_gated_output(int64_t gate, int64_t activated) {
  return reference_to8(multiplied(gate, activated));
}

int16_t reference_gru_candidate(int64_t a, int a_exponent, int a_shift, const int16_t *bias,
                                int bias_shift, int64_t reset, int64_t recurrent) {
  return (int16_t)saturated(fixed(a, a_exponent, a_shift) + fixed_bias(bias, bias_shift) +
                            multiplied(reset, recurrent));
}

int16_t reference_gru_update(int64_t update, int64_t candidate, int64_t h) {
  return (int16_t)clamp(down(update * h + (32768 - update) * candidate + 16384, 15), -32767, 32767);
}

int reference_normalize(const int32_t *v, size_t count, int8_t *x) {
  int64_t most = 0;
  int s = 0;
  for (size_t i = 0; i < count; i++) {
    const int64_t magnitude = v[i] < 0 ? -(int64_t)v[i] : v[i];
    most = magnitude > most ? magnitude : most;
  }
  while (most >> s >= 128) s++;
  for (size_t i = 0; i < count; i++) x[i] = (int8_t)clamp(rounded(v[i], s), -127, 127);
  return s;
}

int reference_quantize(const float *f, size_t count, int8_t *x) {
  int p = -119;
  for (size_t i = 0; i < count; i++)
    while (fabs(f[i]) >= ldexp(1, p)) p++;
  for (size_t i = 0; i < count; i++)
    x[i] = (int8_t)clamp((int64_t)nearbyint(ldexp(f[i], 7 - p)), -127, 127);
  return p - 7;
}

// A sum or product of two numbers in double precision, rounded to single, is that in single.
int32_t reference_exponential(int64_t y, int64_t top, float scale) {
  static const float terms[] = {0x1.c94784p-14f, -0x1.4e2b0cp-10f, 0x1.39e4p-7f, -0x1.c6948ep-5f,
                                0x1.ebfacp-3f,   -0x1.62e42cp-1f,  1};
  const int64_t limit = (int64_t)1 << 30, below = top - y < limit ? top - y : limit;
  const float z = (float)fmin((float)((double)(float)below * scale), 31);
  const float f = (float)(z - floor(z));
  float power = terms[0];
  for (int i = 1; i < 7; i++) power = (float)((double)(float)((double)power * f) + terms[i]);
  return (int32_t)rounded((int64_t)(power * 0x1p29), (int)floor(z));
}

uint32_t reference_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  crc = ~crc;
  for (size_t i = 0; i < count; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}
