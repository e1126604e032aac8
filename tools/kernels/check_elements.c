// The element-wise functions, on numbers of every magnitude, on unaligned arrays of every length,
// and CRC-32.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "check.h"
#include "random.h"
#include "reference.h"

enum { most = 150, shown_differences = 8 };

static unsigned shown;

static unsigned compare(const char *kernel, const char *function, const void *got,
                        const void *expected, size_t count, size_t size) {
  unsigned wrong = 0;
  for (size_t i = 0; i < count; i++) {
    if (memcmp((const char *)got + i * size, (const char *)expected + i * size, size) == 0)
      continue;
    wrong++;
    int32_t a = 0, b = 0;
    memcpy(&a, (const char *)got + i * size, size);
    memcpy(&b, (const char *)expected + i * size, size);
    if (shown++ < shown_differences)
      printf("%s %s: element %zu of %zu: %x, not %x\n", kernel, function, i, count, (unsigned)a,
             (unsigned)b);
  }
  return wrong;
}

// A sum of a random number of bits, |sum| < 2^30.
static int32_t random_sum(void) {
  const int32_t limit = (1 << random_in(0, 30)) - 1;
  return random_in(0, 15) == 0 ? (random32() & 1 ? limit : -limit) : random_in(-limit, limit);
}

static int16_t random16(int32_t low) {
  static const int32_t edges[] = {-32768, -32767, -1, 0, 1, 32766, 32767};
  const int32_t v = random_in(0, 7) == 0 ? edges[random32() % 7] : random_in(-32768, 32767);
  return (int16_t)(v < low ? low : v);
}

typedef struct {
  int32_t *a, *b, *y;
  int8_t *a_exponents, *b_exponents, *h8;
  int16_t *bias, *one, *two, *three, *four, *five;
} arrays;

// All of a round's arrays, each as long as it must be and not a byte longer.
static void each_array(arrays *s, uint32_t count, guard side,
                       void (*do_it)(void **, size_t, guard)) {
  void **const wide[] = {(void **)&s->a, (void **)&s->b, (void **)&s->y};
  void **const narrow[] = {(void **)&s->a_exponents, (void **)&s->b_exponents, (void **)&s->h8};
  void **const middle[] = {(void **)&s->bias,  (void **)&s->one,  (void **)&s->two,
                           (void **)&s->three, (void **)&s->four, (void **)&s->five};
  for (int i = 0; i < 3; i++) do_it(wide[i], count * 4, side);
  for (int i = 0; i < 3; i++) do_it(narrow[i], count, side);
  for (int i = 0; i < 6; i++) do_it(middle[i], count * 2, side);
}

static void make(void **p, size_t size, guard side) { *p = buffer_new(size, side); }
static void drop(void **p, size_t size, guard side) { buffer_free(*p, size, side); }

static void fill(arrays *s, uint32_t count, int wild) {
  for (uint32_t i = 0; i < count; i++) {
    s->a[i] = random_sum();
    s->b[i] = random_sum();
    s->a_exponents[i] = (int8_t)(wild ? random_in(-128, 127) : random_in(-14, 0));
    s->b_exponents[i] = (int8_t)(wild ? random_in(-128, 127) : random_in(-14, 0));
    s->bias[i] = random16(-32768);
  }
}

static unsigned check_sums(const lacuna_kernels *k, arrays *s, uint32_t count, int wild) {
  unsigned wrong = 0;
  int16_t expected[most];
  int32_t expected32[most];
  const int a_shift = wild ? random_in(-200, 200) : random_in(-3, 9);
  const int b_shift = wild ? random_in(-200, 200) : 5, bias_shift = random_in(0, 16);

  for (int with = 0; with < 4; with++) {
    const int b = with & 1, bias = with & 2;
    for (uint32_t i = 0; i < count; i++) {
      const int64_t other = s->b[i];
      expected[i] =
          reference_preactivation(s->a[i], s->a_exponents[i], a_shift, b ? &other : 0,
                                  s->b_exponents[i], b_shift, bias ? s->bias + i : 0, bias_shift);
    }
    k->preactivation(s->a, s->a_exponents, a_shift, b ? s->b : 0, b ? s->b_exponents : 0, b_shift,
                     bias ? s->bias : 0, bias_shift, count, s->one);
    wrong += compare(k->name, "preactivation", s->one, expected, count, 2);
  }

  for (uint32_t i = 0; i < count; i++) {
    s->two[i] = random16(-32768);
    s->three[i] = random16(-32767);
  }
  for (int bias = 0; bias < 2; bias++) {
    for (uint32_t i = 0; i < count; i++)
      expected[i] =
          reference_gru_candidate(s->a[i], s->a_exponents[i], a_shift, bias ? s->bias + i : 0,
                                  bias_shift, s->three[i], s->two[i]);
    memcpy(s->four, s->two, count * 2);
    k->gru_candidate(s->a, s->a_exponents, a_shift, bias ? s->bias : 0, bias_shift, s->three,
                     s->four, count, s->four);
    wrong += compare(k->name, "gru_candidate", s->four, expected, count, 2);
  }

  for (int bias = 0; bias < 2; bias++) {
    for (uint32_t i = 0; i < count; i++)
      expected32[i] =
          reference_linear(s->a[i], s->a_exponents[i], a_shift, bias ? s->bias + i : 0, bias_shift);
    k->linear(s->a, s->a_exponents, a_shift, bias ? s->bias : 0, bias_shift, count, s->y);
    wrong += compare(k->name, "linear", s->y, expected32, count, 4);
  }
  k->linear(s->a, s->a_exponents, a_shift, s->bias, bias_shift, count, s->a);
  return wrong + compare(k->name, "linear in place", s->a, expected32, count, 4);
}

static unsigned check_activations(const lacuna_kernels *k, arrays *s, uint32_t count, guard side) {
  unsigned wrong = 0;
  int16_t expected[most], *points = buffer_new(257 * 2, side);
  for (int i = 0; i < 257; i++) points[i] = random16(-32767);
  for (uint32_t i = 0; i < count; i++) s->one[i] = random16(-32768);
  for (uint32_t i = 0; i < count; i++) expected[i] = reference_table(points, s->one[i]);
  k->table(points, s->one, count);
  wrong += compare(k->name, "table", s->one, expected, count, 2);
  buffer_free(points, 257 * 2, side);

  const int shift = random_in(0, 7);
  const int32_t offset = random16(-32768), one = random16(-32767), two = random16(-32767);
  const int32_t low = one < two ? one : two, high = one < two ? two : one;
  for (uint32_t i = 0; i < count; i++) s->one[i] = random16(-32768);
  for (uint32_t i = 0; i < count; i++)
    expected[i] = reference_clipped(shift, offset, low, high, s->one[i]);
  k->clipped((uint32_t)shift, offset, low, high, s->one, count);
  return wrong + compare(k->name, "clipped", s->one, expected, count, 2);
}

static unsigned check_states(const lacuna_kernels *k, arrays *s, uint32_t count) {
  unsigned wrong = 0;
  int16_t expected[most], doubled[most];
  int8_t expected8[most];
  for (uint32_t i = 0; i < count; i++) {
    s->one[i] = random16(-32767);
    s->two[i] = random16(-32767);
    s->three[i] = random16(-32767);
    s->four[i] = random16(-32768);
    expected[i] = reference_cell(s->one[i], s->two[i], s->three[i], s->four[i]);
    doubled[i] = reference_doubled(expected[i]);
  }
  k->lstm_cell(s->one, s->two, s->three, s->four, s->five, count);
  wrong += compare(k->name, "lstm_cell cell", s->four, expected, count, 2);
  wrong += compare(k->name, "lstm_cell doubled", s->five, doubled, count, 2);

  for (uint32_t i = 0; i < count; i++) expected8[i] = reference_gated_output(s->one[i], s->two[i]);
  k->gated_output(s->one, s->two, s->h8, count);
  wrong += compare(k->name, "gated_output", s->h8, expected8, count, 1);

  for (uint32_t i = 0; i < count; i++) {
    s->one[i] = random16(0);
    expected[i] = reference_gru_update(s->one[i], s->two[i], s->three[i]);
    expected8[i] = reference_to8(expected[i]);
  }
  k->gru_update(s->one, s->two, s->three, s->h8, count);
  wrong += compare(k->name, "gru_update h", s->three, expected, count, 2);
  return wrong + compare(k->name, "gru_update h8", s->h8, expected8, count, 1);
}

unsigned check_elements(const lacuna_kernels *kernels, uint64_t seed, unsigned rounds) {
  random_state = seed | 1;
  unsigned wrong = 0;
  for (unsigned round = 0; round < rounds * 100; round++) {
    const uint32_t count = round % 8 ? (uint32_t)random_in(0, most) : round / 8 % most;
    const guard side = round & 1 ? guard_before : guard_after;
    arrays s;
    each_array(&s, count, side, make);
    fill(&s, count, round & 2);
    wrong += check_sums(kernels, &s, count, round & 2);
    wrong += check_activations(kernels, &s, count, side);
    wrong += check_states(kernels, &s, count);
    each_array(&s, count, side, drop);
  }
  return wrong;
}

unsigned check_crc32(uint64_t seed, unsigned rounds) {
  random_state = seed | 1;
  const uint8_t *known = (const uint8_t *)"123456789";
  unsigned wrong = reference_crc32(0, known, 9) != 0xCBF43926u;
  for (unsigned round = 0; round < rounds * 100; round++) {
    const guard side = round & 1 ? guard_before : guard_after;
    const size_t size = (size_t)random_in(0, round % 4 ? 300 : 5000);
    const uint32_t start = round & 2 ? random32() : 0;
    uint8_t *bytes = buffer_new(size, side);
    for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)random32();
    const uint32_t expected = reference_crc32(start, bytes, size);
    const size_t first = size / 3;
    wrong += lacuna_crc32(start, bytes, size) != expected;
    wrong += lacuna_crc32_portable(start, bytes, size) != expected;
    wrong +=
        lacuna_crc32(lacuna_crc32(start, bytes, first), bytes + first, size - first) != expected;
    buffer_free(bytes, size, side);
  }
  if (wrong) printf("crc32: %u differences\n", wrong);
  return wrong;
}
