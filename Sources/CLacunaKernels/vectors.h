// Making activation vectors, of spec/arithmetic.md, and looking through a network's outputs. Every
// STEP handles `n` elements, a full vector but for the last.

// The bits that are set in any lane.
LACUNA_INLINE uint32_t w_bits(wide a) {
  int32_t lanes[wide_lanes];
  w_store(lanes, a, wide_lanes);
  uint32_t bits = 0;
  for (unsigned i = 0; i < wide_lanes; i++) bits |= (uint32_t)lanes[i];
  return bits;
}

// A magnitude's number of bits is that of all magnitudes together.
static uint32_t normalize(const int32_t *v, uint32_t count, int8_t *x) {
  wide all = w_set(0);
#define STEP(i, n)                                    \
  do {                                                \
    const wide a = w_load(v + i, n);                  \
    all = w_or(all, w_max(a, w_sub(w_set(0), a)));    \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
  const uint32_t shift = normal_shift(w_bits(all));
#define STEP(i, n)                                                                            \
  do {                                                                                        \
    const wide a = w_load(v + i, n);                                                          \
    const wide r =                                                                            \
        shift == 0 ? a : w_right_all(w_add(w_right_all(a, (int)shift - 1), w_set(1)), 1);     \
    w_store8(x + i, w_max(w_min(r, w_set(127)), w_set(-127)), n);                             \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
  return shift;
}

static int quantize(const float *f, uint32_t count, int8_t *x, int32_t *exponent) {
  const int32_t *patterns = (const int32_t *)(const void *)f;
  wide most = w_set(0);
#define STEP(i, n) most = w_max(most, w_and(w_load(patterns + i, n), w_set(0x7FFFFFFF)))
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
  int32_t lanes[wide_lanes], greatest = 0;
  w_store(lanes, most, wide_lanes);
  for (unsigned i = 0; i < wide_lanes; i++) greatest = lanes[i] > greatest ? lanes[i] : greatest;
  if (greatest >= 0x7F800000) return 0;
  const int32_t p = unit_exponent(greatest);
  // fixed_point.h's quantized, of many.
#define STEP(i, n)                                                                             \
  do {                                                                                         \
    const wide bits = w_load(patterns + i, n), sign = w_right_all(bits, 31), one = w_set(1);   \
    const wide field = w_right_all(w_and(bits, w_set(0x7FFFFFFF)), 23);                        \
    const wide mantissa =                                                                      \
        w_or(w_and(bits, w_set(0x7FFFFF)), w_left_all(w_min(field, one), 23));                 \
    const wide shift = w_min(w_sub(w_set(p + 143), w_max(field, one)), w_set(26));             \
    const wide odd = w_and(w_right(mantissa, shift), one);                                     \
    const wide half = w_sub(w_left(one, w_sub(shift, one)), one);                              \
    const wide r = w_min(w_right(w_add(w_add(mantissa, half), odd), shift), w_set(127));       \
    w_store8(x + i, w_sub(r, w_and(w_add(r, r), sign)), n);                                    \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
  *exponent = p - 7;
  return 1;
}

static int32_t greatest(const int32_t *y, uint32_t count) {
  const uint32_t whole = count - count % wide_lanes;
  wide most = w_set(y[0]);
  for (uint32_t i = 0; i < whole; i += wide_lanes) most = w_max(most, w_load(y + i, wide_lanes));
  int32_t lanes[wide_lanes], result = y[0];
  w_store(lanes, most, wide_lanes);
  for (unsigned i = 0; i < wide_lanes; i++) result = lanes[i] > result ? lanes[i] : result;
  for (uint32_t i = whole; i < count; i++) result = y[i] > result ? y[i] : result;
  return result;
}

static uint32_t next_above(const int32_t *y, uint32_t from, uint32_t count, int32_t bound) {
  const wide limit = w_set(bound);
  for (; count - from >= 4 * wide_lanes; from += 4 * wide_lanes) {
    const wide a = w_max(w_load(y + from, wide_lanes), w_load(y + from + wide_lanes, wide_lanes));
    const wide b = w_max(w_load(y + from + 2 * wide_lanes, wide_lanes),
                         w_load(y + from + 3 * wide_lanes, wide_lanes));
    if (w_any_above(w_max(a, b), limit)) break;
  }
  while (from < count && y[from] <= bound) from++;
  return from;
}

static uint64_t exponentials(const int32_t *y, uint32_t count, int32_t top, float scale,
                             int32_t *weights) {
  // Sums of the low and high halves, which fit 32 bits for as many numbers as may be asked for.
  wide low = w_set(0), high = w_set(0);
  const wide least = w_set(top - (1 << 30));
  const uint32_t whole = count - count % wide_lanes;
  for (uint32_t i = 0; i < whole; i += wide_lanes) {
    const wide below = w_sub(w_set(top), w_max(w_load(y + i, wide_lanes), least));
    const real z = r_min(r_multiply(r_of(below), r_set(scale)), r_set(31));
    const wide octaves = w_truncated(z);
    const real f = r_sub(z, r_of(octaves));
    real power = r_set(exponential_terms[0]);
    LACUNA_UNROLL for (int term = 1; term < 7; term++)
      power = r_add(r_multiply(power, f), r_set(exponential_terms[term]));
    const wide twice = w_truncated(r_multiply(power, r_set(0x1p30f)));
    const wide weight = w_right_all(w_add(w_right(twice, octaves), w_set(1)), 1);
    if (weights) w_store(weights + i, weight, wide_lanes);
    low = w_add(low, w_and(weight, w_set(0xFFFF)));
    high = w_add(high, w_right_all(weight, 16));
  }
  int32_t lows[wide_lanes], highs[wide_lanes];
  w_store(lows, low, wide_lanes);
  w_store(highs, high, wide_lanes);
  uint64_t sum = 0;
  for (unsigned i = 0; i < wide_lanes; i++)
    sum += (uint32_t)lows[i] + ((uint64_t)(uint32_t)highs[i] << 16);
  for (uint32_t i = whole; i < count; i++) {
    const int32_t weight = exponential(y[i], top, scale);
    if (weights) weights[i] = weight;
    sum += (uint32_t)weight;
  }
  return sum;
}
