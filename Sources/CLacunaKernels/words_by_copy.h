// Loads and stores of fewer elements than fill a vector, through memory. `n` is how many; where it
// is the full number it is a constant, and nothing is left of these but one instruction.

LACUNA_INLINE wide w_load(const int32_t *p, unsigned n) {
  if (n == wide_lanes) return w_load_all(p);
  int32_t all[wide_lanes] = {0};
  memcpy(all, p, n * sizeof *p);
  return w_load_all(all);
}

LACUNA_INLINE wide w_load8(const int8_t *p, unsigned n) {
  if (n == wide_lanes) return w_load8_all(p);
  int8_t all[wide_lanes] = {0};
  memcpy(all, p, n);
  return w_load8_all(all);
}

LACUNA_INLINE wide w_load16(const int16_t *p, unsigned n) {
  if (n == wide_lanes) return w_load16_all(p);
  int16_t all[wide_lanes] = {0};
  memcpy(all, p, n * sizeof *p);
  return w_load16_all(all);
}

LACUNA_INLINE void w_store(int32_t *p, wide a, unsigned n) {
  int32_t all[wide_lanes];
  w_store_all(n == wide_lanes ? p : all, a);
  if (n != wide_lanes) memcpy(p, all, n * sizeof *p);
}

LACUNA_INLINE void w_store16(int16_t *p, wide a, unsigned n) {
  int16_t all[wide_lanes];
  w_store16_all(n == wide_lanes ? p : all, a);
  if (n != wide_lanes) memcpy(p, all, n * sizeof *p);
}

LACUNA_INLINE void w_store8(int8_t *p, wide a, unsigned n) {
  int8_t all[wide_lanes];
  w_store8_all(n == wide_lanes ? p : all, a);
  if (n != wide_lanes) memcpy(p, all, n);
}

LACUNA_INLINE narrow n_load(const int16_t *p, unsigned n) {
  if (n == narrow_lanes) return n_load_all(p);
  int16_t all[narrow_lanes] = {0};
  memcpy(all, p, n * sizeof *p);
  return n_load_all(all);
}

LACUNA_INLINE void n_store(int16_t *p, narrow a, unsigned n) {
  int16_t all[narrow_lanes];
  n_store_all(n == narrow_lanes ? p : all, a);
  if (n != narrow_lanes) memcpy(p, all, n * sizeof *p);
}

LACUNA_INLINE void n_store8(int8_t *p, narrow a, unsigned n) {
  int8_t all[narrow_lanes];
  n_store8_all(n == narrow_lanes ? p : all, a);
  if (n != narrow_lanes) memcpy(p, all, n);
}
