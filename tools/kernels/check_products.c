// Every encoding, group size and k, ragged shapes, extreme values, several streams.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "check.h"
#include "random.h"
#include "reference.h"

enum { most_streams = 19, shown_differences = 8 };

typedef enum { random_values, all_high, all_low, mostly_zero, alternating } filling;
enum { fillings = 5 };

static unsigned shown, with_row_sums;

static int8_t filled(filling how, uint32_t i) {
  switch (how) {
    case random_values: return (int8_t)random_in(-127, 127);
    case all_high: return 127;
    case all_low: return -127;
    case mostly_zero: return random_in(0, 9) < 7 ? 0 : (int8_t)random_in(-127, 127);
    case alternating: return i & 1 ? 127 : -127;
  }
  return 0;
}

static void fill_codebook(matrix *m, filling how) {
  const uint32_t codes = m->encoding == four_bit_codes ? 16 : 256u >> m->log2_group;
  memset(m->codebook, 0, sizeof m->codebook);
  if (m->encoding == eight_bit) return;
  for (uint32_t i = 1; i < codes; i++)
    m->codebook[i] = how == mostly_zero  // the shift profile
                         ? (int8_t)((i & 1 ? 1 : -1) * (1 << random_in(0, 6)))
                         : filled(how, i);
  // Half of them with the signs where the converter puts them, in a code's top bit.
  if (m->encoding != four_bit_codes && random32() & 1)
    for (uint32_t i = 1; i < codes; i++) {
      const int8_t magnitude = (int8_t)abs(m->codebook[i]);
      m->codebook[i] = (int8_t)(i < codes / 2 ? magnitude : -magnitude);
    }
}

static void fill_weights(uint8_t *weights, size_t length, filling how) {
  for (size_t i = 0; i < length; i++)
    weights[i] = how == all_high ? 0xFF : how == all_low ? 0x80 : (uint8_t)random32();
}

static void run(const lacuna_kernels *kernels, const matrix *m, const uint8_t *w,
                const int16_t *row_sums, const int8_t *x, size_t x_stride, int32_t *sums,
                size_t sums_stride, uint32_t streams) {
  if (streams == 1) switch (m->encoding) {
      case terms_on_input:
        kernels->terms_input(w, m->rows, m->columns, m->log2_group, m->terms_per_group, m->codebook,
                             row_sums, x, sums);
        return;
      case terms_on_output:
        kernels->terms_output(w, m->rows, m->columns, m->log2_group, m->terms_per_group,
                              m->codebook, x, sums);
        return;
      case four_bit_codes: kernels->codes(w, m->rows, m->columns, m->codebook, x, sums); return;
      case eight_bit: kernels->int8(w, m->rows, m->columns, x, sums); return;
    }
  switch (m->encoding) {
    case terms_on_input:
      kernels->terms_input_streams(w, m->rows, m->columns, m->log2_group, m->terms_per_group,
                                   m->codebook, row_sums, x, x_stride, sums, sums_stride, streams);
      return;
    case terms_on_output:
      for (uint32_t b = 0; b < streams; b++)
        kernels->terms_output(w, m->rows, m->columns, m->log2_group, m->terms_per_group,
                              m->codebook, x + b * x_stride, sums + b * sums_stride);
      return;
    case four_bit_codes:
      kernels->codes_streams(w, m->rows, m->columns, m->codebook, x, x_stride, sums, sums_stride,
                             streams);
      return;
    case eight_bit:
      kernels->int8_streams(w, m->rows, m->columns, x, x_stride, sums, sums_stride, streams);
      return;
  }
}

// The rows' sums where the table has a use for them, which is where no product of two terms'
// values with activations of up to 255, and no sum of a row's values, overflows 16 bits.
static int16_t *new_row_sums(const lacuna_kernels *kernels, const matrix *m, const uint8_t *weights,
                             size_t size, guard side) {
  if (m->encoding != terms_on_input ||
      !kernels->row_sums(weights, m->rows, m->columns, m->log2_group, m->terms_per_group,
                         m->codebook, 0))
    return 0;
  int16_t *row_sums = buffer_new(size, side);
  kernels->row_sums(weights, m->rows, m->columns, m->log2_group, m->terms_per_group, m->codebook,
                    row_sums);
  return row_sums;
}

static unsigned check_one(const lacuna_kernels *kernels, matrix *m, filling how_weights,
                          filling how_x, uint32_t streams, guard side) {
  const size_t length = reference_length(m);
  const size_t x_stride = (m->columns + 63) / 64 * 64 + 128, sums_stride = (m->rows + 63) / 64 * 64;
  const size_t x_size = x_stride * streams, sums_size = sums_stride * streams * sizeof(int32_t);
  uint8_t *weights = buffer_new(length, side);
  int8_t *x = buffer_new(x_size, side);
  int32_t *sums = buffer_new(sums_size, side), *expected = malloc(m->rows * sizeof *expected);
  fill_weights(weights, length, how_weights);
  for (uint32_t b = 0; b < streams; b++)
    for (uint32_t c = 0; c < m->columns; c++) x[b * x_stride + c] = filled(how_x, c);
  const size_t row_sums_size = (m->rows + 15) / 16 * 16 * sizeof(int16_t);
  int16_t *row_sums = new_row_sums(kernels, m, weights, row_sums_size, side);
  with_row_sums += row_sums != 0;

  unsigned wrong = 0;
  for (int with = 0; with <= (row_sums != 0); with++) {
    memset(sums, 0x55, sums_size);
    run(kernels, m, weights, with ? row_sums : 0, x, x_stride, sums, sums_stride, streams);
    for (uint32_t b = 0; b < streams; b++) {
      reference_product(m, weights, x + b * x_stride, expected);
      for (uint32_t r = 0; r < m->rows; r++) {
        if (sums[b * sums_stride + r] == expected[r]) continue;
        wrong++;
        if (shown++ < shown_differences)
          printf(
              "%s: encoding %d, %u x %u, group %u, k %u, fillings %d and %d, %s row sums, "
              "stream %u of %u, row %u: %d, not %d\n",
              kernels->name, m->encoding, m->rows, m->columns, 1u << m->log2_group,
              m->terms_per_group, how_weights, how_x, with ? "with" : "without", b, streams, r,
              sums[b * sums_stride + r], expected[r]);
      }
    }
  }
  if (row_sums) buffer_free(row_sums, row_sums_size, side);
  buffer_free(weights, length, side);
  buffer_free(x, x_size, side);
  buffer_free(sums, sums_size, side);
  free(expected);
  return wrong;
}

static unsigned check_filled(const lacuna_kernels *kernels, matrix *m, filling how_weights,
                             filling how_x, uint32_t streams, guard side) {
  fill_codebook(m, how_weights);
  return check_one(kernels, m, how_weights, how_x, streams, side);
}

static unsigned check_shapes(const lacuna_kernels *kernels, matrix m, unsigned rounds) {
  static const uint32_t rows[] = {1, 16, 17, 33, 48, 80, 100};
  unsigned wrong = 0;
  for (unsigned round = 0; round < rounds * 4; round++) {
    m.rows = round & 1 ? rows[random32() % 7] : (uint32_t)random_in(1, 200);
    m.columns = (uint32_t)(round & 2 ? random_in(1, 40) : random_in(1, 400));
    const uint32_t streams = round % 3 ? (uint32_t)random_in(3, most_streams) : 1;
    wrong += check_filled(kernels, &m,
                          round & 4   ? alternating
                          : round & 8 ? mostly_zero
                                      : random_values,
                          (filling)(random32() % fillings), streams,
                          round & 1 ? guard_before : guard_after);
  }
  return wrong;
}

// Everything at its largest, so that all sums are the largest that a file can ask for.
static unsigned check_longest(const lacuna_kernels *kernels, matrix m) {
  unsigned wrong = 0;
  for (filling weights = all_high; weights <= all_low; weights++)
    for (filling x = all_high; x <= all_low; x++)
      wrong += check_filled(kernels, &m, weights, x, 1, guard_after);
  m.rows = 16;
  return wrong + check_filled(kernels, &m, random_values, random_values, 9, guard_after);
}

// The largest values, and the most terms in a row, that row sums serve for: with one more of either
// they are refused.
static unsigned check_row_sum_limits(const lacuna_kernels *kernels) {
  matrix m = {.encoding = terms_on_input, .rows = 17, .columns = 4080, .log2_group = 4,
              .terms_per_group = 2};
  for (int code = 1; code < 16; code++) m.codebook[code] = (int8_t)(code & 1 ? 64 : -64);
  unsigned wrong = 0;
  const unsigned before = with_row_sums;
  for (filling weights = random_values; weights <= all_low; weights++)
    for (filling x = random_values; x <= alternating; x++)
      wrong += check_one(kernels, &m, weights, x, 1, guard_after) +
               check_one(kernels, &m, weights, x, 9, guard_before);
  const unsigned served = with_row_sums - before;
  m.columns = 4097;
  wrong += check_one(kernels, &m, all_high, all_high, 1, guard_after);
  m.columns = 4080;
  m.terms_per_group = 3;
  wrong += check_one(kernels, &m, all_high, all_high, 1, guard_after);
  if (with_row_sums - before != served) wrong++, printf("%s: too many terms\n", kernels->name);
  const int none = strncmp(kernels->name, "neon", 4) == 0 || strcmp(kernels->name, "portable") == 0;
  if (served != (none ? 0 : 30)) wrong++, printf("%s: %u row sums\n", kernels->name, served);
  return wrong;
}

unsigned check_products(const lacuna_kernels *kernels, uint64_t seed, unsigned rounds) {
  random_state = seed | 1;
  unsigned wrong = check_row_sum_limits(kernels);
  for (encoding e = terms_on_input; e <= terms_on_output; e++)
    for (uint32_t log2_group = 3; log2_group <= 5; log2_group++)
      for (uint32_t k = 1; k <= 1u << log2_group; k++) {
        matrix m = {.encoding = e, .log2_group = log2_group, .terms_per_group = k};
        wrong += check_shapes(kernels, m, rounds);
        if (k != 1u << log2_group && k != 1 && k != 2) continue;
        m.rows = e == terms_on_input ? 33 : 1u << log2_group;
        m.columns = 65536;
        if (e == terms_on_output) m.columns /= k;
        wrong += check_longest(kernels, m);
      }
  for (encoding e = four_bit_codes; e <= eight_bit; e++) {
    matrix m = {.encoding = e};
    wrong += check_shapes(kernels, m, rounds * 8);
    m.rows = 33;
    m.columns = 65536;
    wrong += check_longest(kernels, m);
  }
  return wrong;
}
