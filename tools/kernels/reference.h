// The kernels' functions once more, written from spec/encodings.md and spec/arithmetic.md alone: by
// formula, one element at a time, in 64-bit integers. They share no line with what they check.
#ifndef LACUNA_REFERENCE_H
#define LACUNA_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

typedef enum { terms_on_input, terms_on_output, four_bit_codes, eight_bit } encoding;

typedef struct {
  encoding encoding;
  uint32_t rows, columns, log2_group, terms_per_group;
  int8_t codebook[32];
} matrix;

// The length of the weights' section.
size_t reference_length(const matrix *m);

// sums[r] for every r below m->rows.
void reference_product(const matrix *m, const uint8_t *weights, const int8_t *x, int32_t *sums);

int16_t reference_preactivation(int64_t a, int a_exponent, int a_shift, const int64_t *b,
                                int b_exponent, int b_shift, const int16_t *bias, int bias_shift);
int32_t reference_linear(int64_t a, int a_exponent, int a_shift, const int16_t *bias,
                         int bias_shift);
int16_t reference_table(const int16_t *table, int64_t p);
int16_t reference_clipped(int shift, int64_t offset, int64_t low, int64_t high, int64_t p);
int16_t reference_cell(int64_t input, int64_t forget, int64_t candidate, int64_t cell);
int16_t reference_doubled(int64_t cell);
int8_t reference_gated_output(int64_t gate, int64_t activated);
int16_t reference_gru_candidate(int64_t a, int a_exponent, int a_shift, const int16_t *bias,
                                int bias_shift, int64_t reset, int64_t recurrent);
int16_t reference_gru_update(int64_t update, int64_t candidate, int64_t h);
int8_t reference_to8(int64_t v);
// Each returns what the vector's exponent is, or what is to be added to it.
int reference_normalize(const int32_t *v, size_t count, int8_t *x);
int reference_quantize(const float *f, size_t count, int8_t *x);
int32_t reference_exponential(int64_t y, int64_t top, float scale);
uint32_t reference_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
