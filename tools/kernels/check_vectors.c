// Making activation vectors and looking through outputs, on unaligned arrays of every length.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "check.h"
#include "random.h"
#include "reference.h"

enum { most = 150 };

static unsigned differs(const char *kernel, const char *function, int wrong) {
  static unsigned shown;
  if (wrong && shown++ < 8) printf("%s %s differs\n", kernel, function);
  return wrong != 0;
}

static unsigned check_normalize(const lacuna_kernels *k, uint32_t count, guard side) {
  int32_t *v = buffer_new(count * 4, side);
  int8_t *x = buffer_new(count, side), expected[most];
  const int bits = random_in(0, 31);
  for (uint32_t i = 0; i < count; i++) {
    v[i] = (int32_t)random32() >> bits;
    if (random_in(0, 63) == 0) v[i] = INT32_MIN >> bits;
  }
  const int shift = reference_normalize(v, count, expected);
  unsigned wrong = differs(k->name, "normalize shift", (int)k->normalize(v, count, x) != shift);
  wrong += differs(k->name, "normalize", memcmp(x, expected, count));
  buffer_free(v, count * 4, side);
  buffer_free(x, count, side);
  return wrong;
}

// Numbers of one magnitude, or of all, subnormal and infinite ones among them.
static float random_float(int kind, int exponent) {
  static const float edges[] = {0, -0.0f, 1, -1, 0.5f, 0x1p-149f, 0x1.fffffep127f, 0x1p-126f};
  if (random_in(0, 15) == 0) return edges[random32() % (kind ? 8 : 5)];
  if (kind == 2) {
    const uint32_t bits = random32() & 0xFF7FFFFF;
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
  }
  // Few bits, so that many lie halfway between two integers.
  return ldexpf((float)random_in(-1024, 1024), exponent);
}

static unsigned check_quantize(const lacuna_kernels *k, uint32_t count, guard side, int kind) {
  float *f = buffer_new(count * 4, side);
  int8_t *x = buffer_new(count, side), expected[most];
  const int exponent = random_in(-150, 110);
  for (uint32_t i = 0; i < count; i++) f[i] = random_float(kind, kind ? exponent : -10);
  int32_t found = 0, wanted = reference_quantize(f, count, expected);
  unsigned wrong = differs(k->name, "quantize refuses", !k->quantize(f, count, x, &found));
  wrong += differs(k->name, "quantize exponent", found != wanted);
  wrong += differs(k->name, "quantize", memcmp(x, expected, count));
  if (count > 0) {
    f[random_in(0, (int32_t)count - 1)] = random32() & 1 ? INFINITY : -NAN;
    wrong += differs(k->name, "quantize takes", k->quantize(f, count, x, &found));
  }
  buffer_free(f, count * 4, side);
  buffer_free(x, count, side);
  return wrong;
}

static unsigned check_outputs(const lacuna_kernels *k, uint32_t count, guard side) {
  static const float scales[] = {0, 0x1.715476p-16f, 0x1.715476p-14f, 0x1p-20f, 1e30f};
  int32_t *y = buffer_new(count * 4, side), *weights = buffer_new(count * 4, side);
  int32_t expected[most], top = -(1 << 30);
  const int bits = random_in(0, 30);
  for (uint32_t i = 0; i < count; i++) {
    y[i] = ((int32_t)random32() >> 1) >> bits;
    if (random_in(0, 63) == 0) y[i] = (random32() & 1 ? 1 : -1) * (1 << 30) >> bits;
    top = y[i] > top ? y[i] : top;
  }
  unsigned wrong = differs(k->name, "greatest", k->greatest(y, count) != top);
  for (uint32_t from = 0, next; from <= count; from = next + 1) {
    const int32_t bound = random32() & 1 ? top - 1 : y[random_in(0, (int32_t)count - 1)];
    for (next = from; next < count && y[next] <= bound;) next++;
    wrong += differs(k->name, "next_above", k->next_above(y, from, count, bound) != next);
  }
  const float scale = scales[random32() % 5];
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += (uint32_t)(expected[i] = reference_exponential(y[i], top, scale));
  wrong += differs(k->name, "exponentials", k->exponentials(y, count, top, scale, weights) != sum);
  wrong += differs(k->name, "exponentials weights", memcmp(weights, expected, count * 4));
  wrong += differs(k->name, "exponentials alone", k->exponentials(y, count, top, scale, 0) != sum);
  buffer_free(y, count * 4, side);
  buffer_free(weights, count * 4, side);
  return wrong;
}

// As many as may be asked for, all at their largest.
static unsigned check_greatest_sum(const lacuna_kernels *k) {
  static int32_t y[65536];
  return differs(k->name, "exponentials of many",
                 k->exponentials(y, 65536, 0, 1, 0) != (uint64_t)65536 << 29);
}

unsigned check_vectors(const lacuna_kernels *kernels, uint64_t seed, unsigned rounds) {
  random_state = seed | 1;
  unsigned wrong = check_greatest_sum(kernels);
  for (unsigned round = 0; round < rounds * 100; round++) {
    const uint32_t count = round % 8 ? (uint32_t)random_in(0, most) : round / 8 % most;
    const guard side = round & 1 ? guard_before : guard_after;
    wrong += check_normalize(kernels, count, side);
    wrong += check_quantize(kernels, count, side, (int)(round / 2 % 3));
    if (count > 0) wrong += check_outputs(kernels, count, side);
  }
  return wrong;
}
