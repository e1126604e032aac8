// Looking up codebook and activations with a shuffle that knows tables of 16 bytes, on any width.

// A codebook, ready for lookups.
typedef struct {
  vec low, high;
} book;

LACUNA_INLINE book book_of(const int8_t *codebook, unsigned log2_group) {
  const book b = {v_repeat16(codebook), log2_group == 3 ? v_repeat16(codebook + 16) : v_zero()};
  return b;
}

// The values of terms.
LACUNA_INLINE vec book_values(book b, vec terms, unsigned log2_group) {
  if (log2_group == 3) return v_shuffle32(b.low, b.high, v_right16(terms, 3));
  if (log2_group == 4) return v_shuffle(b.low, v_and(v_right16(terms, 4), v_set8(15)));
  return v_shuffle(b.low, v_and(v_right16(terms, 5), v_set8(7)));
}

// The values of 4-bit codes, the low four bits of each byte, or the high four.
LACUNA_INLINE vec book_low_codes(book b, vec codes) {
  return v_shuffle(b.low, v_and(codes, v_set8(15)));
}
LACUNA_INLINE vec book_high_codes(book b, vec codes) { return book_values(b, codes, 4); }

// The activations that the terms of one unit can mean: those of `reach` groups from `x` on.
typedef struct {
  vec table[8];
} window;

LACUNA_INLINE window window_of(const int8_t *x, unsigned log2_group, unsigned reach) {
  window w;
  const unsigned tables = ((reach << log2_group) + 15) / 16;
  LACUNA_UNROLL for (unsigned i = 0; i < tables; i++) w.table[i] = v_repeat16(x + 16 * i);
  return w;
}

// Which bytes of a lane are past the first `split`: in the window's second group.
LACUNA_INLINE vec window_split(unsigned split, unsigned log2_group) {
  (void)log2_group;
  return v_set32((uint32_t)(UINT64_C(0xFFFFFFFF) << 8 * split));
}

// One group's activations: the group is of 16 or 32, tables are where it starts.
LACUNA_INLINE vec one_group(const vec *table, vec terms, vec positions, unsigned log2_group) {
  return log2_group == 4 ? v_shuffle(table[0], positions)
                         : v_shuffle32(table[0], table[1], terms);
}

// The activations that the terms meet. `second` is window_split's, for a reach of 2 groups; `even`
// says that it splits lanes in halves.
LACUNA_INLINE vec window_values(const window *w, vec terms, vec second, unsigned log2_group,
                                unsigned reach, int even) {
  const vec positions = v_and(terms, v_set8((1 << log2_group) - 1));
  const unsigned step = log2_group == 5 ? 2 : 1;
  if (log2_group == 3) {
    // A table holds two groups.
    if (reach == 1) return v_shuffle(w->table[0], positions);
    if (reach == 2)
      return v_shuffle(w->table[0], v_or(positions, v_and(second, v_set8(8))));
    const vec index = v_or(positions, v_set32(0x08000800));
    return v_select_high_half(v_shuffle(w->table[0], index), v_shuffle(w->table[1], index));
  }
  const vec first = one_group(w->table, terms, positions, log2_group);
  if (reach == 1) return first;
  const vec next = one_group(w->table + step, terms, positions, log2_group);
  if (reach == 2) return even ? v_select_high_half(first, next) : v_select(second, first, next);
  const vec odd = v_set32(0xFF00FF00);
  return v_select_high_half(
      v_select(odd, first, next),
      v_select(odd, one_group(w->table + 2 * step, terms, positions, log2_group),
               one_group(w->table + 3 * step, terms, positions, log2_group)));
}
