// The inner loops of the engine, one table of functions for each instruction set.
//
// What each function computes is defined in spec/arithmetic.md, and the bytes it reads in
// spec/encodings.md; every table gives the same bits. No function allocates or keeps state.
//
// What may be touched:
// - `weights` is read within the length that the spec gives the section, never beyond.
// - `x` holds values from -127 to 127 and is readable, as zeros, to 128 bytes past `columns`
// rounded
//   up to a multiple of 64.
// - `sums` is writable up to `rows` rounded up to a multiple of 64, and what it holds past the last
//   row is unspecified.
// - `row_sums` holds `rows` rounded up to a multiple of 16.
// - Arrays of `count` elements are touched within `count`. None need be aligned.
#ifndef LACUNA_KERNELS_H
#define LACUNA_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define LACUNA_NULLABLE _Nullable
#else
#define LACUNA_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

// sums[r] = Σ v[r, c]·x[c], for a matrix of terms with groups of 2^log2_group and `terms_per_group`
// terms in each; `codebook` has 32 entries, none of them -128.
typedef void lacuna_terms_product(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                  uint32_t log2_group, uint32_t terms_per_group,
                                  const int8_t *codebook, const int8_t *x, int32_t *sums);

// The same, with what `row_sums` of the same table gave for the matrix, or null.
typedef void lacuna_summed_terms_product(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                         uint32_t log2_group, uint32_t terms_per_group,
                                         const int8_t *codebook,
                                         const int16_t *LACUNA_NULLABLE row_sums, const int8_t *x,
                                         int32_t *sums);

// The same for a matrix of 4-bit codes; `codebook` has 16 entries, none of them -128.
typedef void lacuna_codes_product(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                  const int8_t *codebook, const int8_t *x, int32_t *sums);

// The same for a matrix of int8 weights. A weight of -128 counts as -128.
typedef void lacuna_int8_product(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                 const int8_t *x, int32_t *sums);

// Several vectors at once, each decoded term shared among them: vector b is at x + b·x_stride
// (bytes), its sums are at sums + b·sums_stride (elements).
typedef void lacuna_summed_terms_product_streams(
    const uint8_t *weights, uint32_t rows, uint32_t columns, uint32_t log2_group,
    uint32_t terms_per_group, const int8_t *codebook, const int16_t *LACUNA_NULLABLE row_sums,
    const int8_t *x, size_t x_stride, int32_t *sums, size_t sums_stride, uint32_t streams);
typedef void lacuna_codes_product_streams(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                          const int8_t *codebook, const int8_t *x, size_t x_stride,
                                          int32_t *sums, size_t sums_stride, uint32_t streams);
typedef void lacuna_int8_product_streams(const uint8_t *weights, uint32_t rows, uint32_t columns,
                                         const int8_t *x, size_t x_stride, int32_t *sums,
                                         size_t sums_stride, uint32_t streams);

typedef struct lacuna_kernels {
  // "avx512vbmi", "avx512", "avx2", "ssse3", "neondot", "neon" or "portable".
  const char *name;

  // The sum of the values of each row's terms, past the last column too, with which `terms_input`
  // is faster. Returns 0, with nothing written, where it would not be; `row_sums` may be null, to
  // know just that.
  int (*row_sums)(const uint8_t *weights, uint32_t rows, uint32_t columns, uint32_t log2_group,
                  uint32_t terms_per_group, const int8_t *codebook,
                  int16_t *LACUNA_NULLABLE row_sums);

  lacuna_summed_terms_product *terms_input;
  // Works by columns and skips those whose activation is zero.
  lacuna_terms_product *terms_output;
  lacuna_codes_product *codes;
  lacuna_int8_product *int8;

  lacuna_summed_terms_product_streams *terms_input_streams;
  lacuna_codes_product_streams *codes_streams;
  lacuna_int8_product_streams *int8_streams;

  // p = sat16(fix(a) + fix(b) + bias), where row r of `a` is shifted by
  // s = -(a_exponents[r] + a_shift), so that a_shift is the activations' exponent + 12, and where
  // bias_shift is the bias's exponent + 12, 0 to 16. `b` and `bias` may be null.
  void (*preactivation)(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                        const int32_t *LACUNA_NULLABLE b, const int8_t *LACUNA_NULLABLE b_exponents,
                        int32_t b_shift, const int16_t *LACUNA_NULLABLE bias, int32_t bias_shift,
                        uint32_t count, int16_t *p);

  // y = fix(a) + bias: a_shift is the activations' exponent + 16, bias_shift the bias's + 16.
  // `y` may be `a`, and `bias` may be null.
  void (*linear)(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                 const int16_t *LACUNA_NULLABLE bias, int32_t bias_shift, uint32_t count,
                 int32_t *y);

  // Q3.12 to Q0.15 in place, by a table of 257 entries.
  void (*table)(const int16_t *table, int16_t *values, uint32_t count);

  // Q3.12 to Q0.15 in place: clamp(round(8·p, shift) + offset, low, high), shift 0 to 7.
  void (*clipped)(uint32_t shift, int32_t offset, int32_t low, int32_t high, int16_t *values,
                  uint32_t count);

  // cell = c' and doubled = sat16(2·c'), from the input, forget and candidate activations.
  void (*lstm_cell)(const int16_t *input, const int16_t *forget, const int16_t *candidate,
                    int16_t *cell, int16_t *doubled, uint32_t count);

  // h = to8(mul15(gate, activated)): an LSTM's output, and, of a GRU that resets before the
  // product, the vector that its candidate rows meet.
  void (*gated_output)(const int16_t *gate, const int16_t *activated, int8_t *h, uint32_t count);

  // p = sat16(fix(a) + bias + mul15(reset, recurrent)), the candidate of a GRU that resets after
  // the product. `p` may be `recurrent` or `reset`.
  void (*gru_candidate)(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                        const int16_t *LACUNA_NULLABLE bias, int32_t bias_shift,
                        const int16_t *reset, const int16_t *recurrent, uint32_t count, int16_t *p);

  // h = clamp((z·h + (32768 - z)·n + 2^14) >> 15, -32767, 32767) in place, and h8 = to8(h).
  // `update` is at least 0.
  void (*gru_update)(const int16_t *update, const int16_t *candidate, int16_t *h, int8_t *h8,
                     uint32_t count);

  // x = clamp(round(v, s), -127, 127) for the least s that leaves the greatest |v| seven bits.
  // Returns s.
  uint32_t (*normalize)(const int32_t *v, uint32_t count, int8_t *x);

  // x = f / 2^exponent, rounded to nearest, ties to even, and limited to 127, for the least
  // exponent that `From floats` allows. Returns 0, with nothing written, when one is not finite.
  int (*quantize)(const float *f, uint32_t count, int8_t *x, int32_t *exponent);

  // The greatest of at least one number.
  int32_t (*greatest)(const int32_t *y, uint32_t count);

  // Where the first number above `bound` is, from `from` on; `count` where there is none.
  uint32_t (*next_above)(const int32_t *y, uint32_t from, uint32_t count, int32_t bound);

  // The sum of weights = 2^(-(top - y) * scale), in units of 2^-29, for at most 65,536 numbers of
  // magnitude up to 2^30, none above `top`, and scale at least 0. `weights` may be null.
  uint64_t (*exponentials)(const int32_t *y, uint32_t count, int32_t top, float scale,
                           int32_t *LACUNA_NULLABLE weights);
} lacuna_kernels;

// The fastest table that this machine can run.
const lacuna_kernels *lacuna_kernels_best(void);

// The tables that this machine can run, the fastest first; null past the last.
uint32_t lacuna_kernels_count(void);
const lacuna_kernels *LACUNA_NULLABLE lacuna_kernels_at(uint32_t index);

// The table of that name, or null when this machine cannot run it or there is none: `known` tells
// the two apart. It is 1 for every name above, whatever the machine.
const lacuna_kernels *LACUNA_NULLABLE lacuna_kernels_named(const char *name, int *known);

// zlib's CRC-32 of `count` bytes, continued from `crc` (0 to begin), by the fastest way that the
// machine has.
uint32_t lacuna_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

// The same by tables, on any machine.
uint32_t lacuna_crc32_portable(uint32_t crc, const uint8_t *bytes, size_t count);

// Reads `count` bytes with the widest loads that the machine has, and does nothing else to speak
// of: what a product takes at the least. Returns a sum of them, so that no load can be left out.
uint64_t lacuna_read(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
