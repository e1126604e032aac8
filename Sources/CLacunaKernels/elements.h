// What is done element by element, of spec/arithmetic.md. Every function is a step that handles `n`
// elements, a full vector but for the last.

// fix, given s - 1 for each lane, where every s is at least 1: then |sum| < 2^30 gives |fix| <=
// 2^29, and there is nothing to clamp.
LACUNA_INLINE wide fix_right(wide sum, wide less_one) {
  return w_right_all(w_add(w_right(sum, less_one), w_set(1)), 1);
}

// fix for any s.
LACUNA_INLINE wide fix_any(wide sum, wide less_one) {
  const wide s = w_add(less_one, w_set(1)), zero = w_set(0);
  const wide right = w_min(w_max(s, zero), w_set(31));
  const wide left = w_min(w_max(w_sub(zero, s), zero), w_set(29));
  // One bit more than asked for, so that right = 0 needs no case of its own.
  const wide rounded = w_right_all(w_add(w_right(w_add(sum, sum), right), w_set(1)), 1);
  const wide limit = w_right(w_set(1 << 29), left);
  return w_left(w_min(w_max(rounded, w_sub(zero, limit)), limit), left);
}

// s - 1 for each row, from the row's exponent and what is added to it.
LACUNA_INLINE wide shift_less_one(const int8_t *exponents, int32_t shift, unsigned n) {
  return w_sub(w_set(-shift - 1), w_load8(exponents, n));
}

LACUNA_INLINE wide fixed_sums(const int32_t *a, const int8_t *exponents, int32_t shift,
                              unsigned n) {
  const wide less_one = shift_less_one(exponents, shift, n), sum = w_load(a, n);
  return w_any_negative(less_one) ? fix_any(sum, less_one) : fix_right(sum, less_one);
}

// Two of them, added up.
LACUNA_INLINE wide added_sums(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                              const int32_t *b, const int8_t *b_exponents, int32_t b_shift,
                              unsigned n) {
  const wide a_less = shift_less_one(a_exponents, a_shift, n), a_sum = w_load(a, n);
  const wide b_less = shift_less_one(b_exponents, b_shift, n), b_sum = w_load(b, n);
  return w_any_negative(w_or(a_less, b_less))
             ? w_add(fix_any(a_sum, a_less), fix_any(b_sum, b_less))
             : w_add(fix_right(a_sum, a_less), fix_right(b_sum, b_less));
}

LACUNA_INLINE wide biases(const int16_t *bias, int32_t shift, unsigned n) {
  const wide moved = w_left_all(w_load16(bias, n), shift);
  return shift <= 14 ? moved : w_min(w_max(moved, w_set(-(1 << 29))), w_set(1 << 29));
}

#define LACUNA_EACH(lanes, step)                           \
  do {                                                     \
    uint32_t i = 0;                                        \
    for (; count - i >= lanes; i += lanes) step(i, lanes); \
    if (i < count) step(i, count - i);                     \
  } while (0)

static void preactivation(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                          const int32_t *b, const int8_t *b_exponents, int32_t b_shift,
                          const int16_t *bias, int32_t bias_shift, uint32_t count, int16_t *p) {
#define STEP(i, n)                                                       \
  do {                                                                   \
    wide v = b ? added_sums(a + i, a_exponents + i, a_shift, b + i,      \
                            b_exponents + i, b_shift, n)                 \
               : fixed_sums(a + i, a_exponents + i, a_shift, n);         \
    if (bias) v = w_add(v, biases(bias + i, bias_shift, n));             \
    w_store16(p + i, v, n);                                              \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
}

static void linear(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                   const int16_t *bias, int32_t bias_shift, uint32_t count, int32_t *y) {
#define STEP(i, n)                                           \
  do {                                                       \
    wide v = fixed_sums(a + i, a_exponents + i, a_shift, n); \
    if (bias) v = w_add(v, biases(bias + i, bias_shift, n)); \
    w_store(y + i, v, n);                                    \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
}

static void clipped(uint32_t shift, int32_t offset, int32_t low, int32_t high, int16_t *values,
                    uint32_t count) {
#define STEP(i, n)                                                                  \
  do {                                                                              \
    const wide p = w_right_all(w_left_all(w_load16(values + i, n), 4), (int)shift); \
    const wide v = w_add(w_right_all(w_add(p, w_set(1)), 1), w_set(offset));        \
    w_store16(values + i, w_min(w_max(v, w_set(low)), w_set(high)), n);             \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
}

static void lstm_cell(const int16_t *input, const int16_t *forget, const int16_t *candidate,
                      int16_t *cell, int16_t *doubled, uint32_t count) {
  // (v + 8) >> 4 in two steps, because v + 8 need not fit.
#define STEP(i, n)                                                                   \
  do {                                                                               \
    const narrow kept = n_multiply15(n_load(forget + i, n), n_load(cell + i, n));    \
    const narrow new = n_multiply15(n_load(input + i, n), n_load(candidate + i, n)); \
    const narrow rounded = n_right_all(n_add(n_right_all(new, 3), n_set(1)), 1);     \
    const narrow c = n_add_saturated(kept, rounded);                                 \
    n_store(cell + i, c, n);                                                         \
    n_store(doubled + i, n_add_saturated(c, c), n);                                  \
  } while (0)
  LACUNA_EACH(narrow_lanes, STEP);
#undef STEP
}

static void gated_output(const int16_t *gate, const int16_t *activated, int8_t *h, uint32_t count) {
  // (v + 128) >> 8 likewise; the store saturates at 127.
#define STEP(i, n)                                                                \
  do {                                                                            \
    const narrow v = n_multiply15(n_load(gate + i, n), n_load(activated + i, n)); \
    const narrow rounded = n_right_all(n_add(n_right_all(v, 7), n_set(1)), 1);    \
    n_store8(h + i, n_max(rounded, n_set(-127)), n);                              \
  } while (0)
  LACUNA_EACH(narrow_lanes, STEP);
#undef STEP
}

static void gru_candidate(const int32_t *a, const int8_t *a_exponents, int32_t a_shift,
                          const int16_t *bias, int32_t bias_shift, const int16_t *reset,
                          const int16_t *recurrent, uint32_t count, int16_t *p) {
#define STEP(i, n)                                                                         \
  do {                                                                                     \
    wide v = fixed_sums(a + i, a_exponents + i, a_shift, n);                               \
    if (bias) v = w_add(v, biases(bias + i, bias_shift, n));                               \
    const wide product = w_multiply16(w_load16(reset + i, n), w_load16(recurrent + i, n)); \
    v = w_add(v, w_right_all(w_add(product, w_set(1 << 14)), 15));                         \
    w_store16(p + i, v, n);                                                                \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
}

static void gru_update(const int16_t *update, const int16_t *candidate, int16_t *h, int8_t *h8,
                       uint32_t count) {
  // z·h + (2^15 - z)·n = z·h - z·n + 2^15·n, and no part needs more than 32 bits.
#define STEP(i, n)                                                                    \
  do {                                                                                \
    const wide z = w_load16(update + i, n), c = w_load16(candidate + i, n);           \
    const wide step = w_sub(w_multiply16(z, w_load16(h + i, n)), w_multiply16(z, c)); \
    const wide v = w_add(c, w_right_all(w_add(step, w_set(1 << 14)), 15));            \
    const wide next = w_min(w_max(v, w_set(-32767)), w_set(32767));                   \
    w_store16(h + i, next, n);                                                        \
    const wide rounded = w_right_all(w_add(next, w_set(128)), 8);                     \
    w_store8(h8 + i, w_max(rounded, w_set(-127)), n);                                 \
  } while (0)
  LACUNA_EACH(wide_lanes, STEP);
#undef STEP
}
