// 32-bit and 16-bit elements in vectors of 16 bytes, for Arm NEON.

typedef int32x4_t wide;
typedef int16x8_t narrow;

enum { wide_lanes = 4, narrow_lanes = 8 };

LACUNA_INLINE wide w_set(int32_t a) { return vdupq_n_s32(a); }
LACUNA_INLINE wide w_add(wide a, wide b) { return vaddq_s32(a, b); }
LACUNA_INLINE wide w_sub(wide a, wide b) { return vsubq_s32(a, b); }
LACUNA_INLINE wide w_or(wide a, wide b) { return vorrq_s32(a, b); }
LACUNA_INLINE wide w_and(wide a, wide b) { return vandq_s32(a, b); }
LACUNA_INLINE int w_any_above(wide a, wide b) { return vmaxvq_u32(vcgtq_s32(a, b)) != 0; }
LACUNA_INLINE int w_any_negative(wide a) { return vminvq_s32(a) < 0; }
LACUNA_INLINE wide w_max(wide a, wide b) { return vmaxq_s32(a, b); }
LACUNA_INLINE wide w_min(wide a, wide b) { return vminq_s32(a, b); }
LACUNA_INLINE wide w_right_all(wide a, int n) { return vshlq_s32(a, w_set(-n)); }
LACUNA_INLINE wide w_left_all(wide a, int n) { return vshlq_s32(a, w_set(n)); }
// Shifts by a number of its own for each lane, at least 0; one of 32 or more leaves signs.
LACUNA_INLINE wide w_right(wide a, wide n) {
  // The instruction looks at eight bits of the number.
  return vshlq_s32(a, vnegq_s32(vminq_s32(n, w_set(31))));
}
LACUNA_INLINE wide w_left(wide a, wide n) { return vshlq_s32(a, n); }
// The product of numbers of 16 bits.
LACUNA_INLINE wide w_multiply16(wide a, wide b) { return vmulq_s32(a, b); }

typedef float32x4_t real;
LACUNA_INLINE real r_set(float a) { return vdupq_n_f32(a); }
LACUNA_INLINE real r_add(real a, real b) { return vaddq_f32(a, b); }
LACUNA_INLINE real r_sub(real a, real b) { return vsubq_f32(a, b); }
LACUNA_INLINE real r_multiply(real a, real b) { return vmulq_f32(a, b); }
LACUNA_INLINE real r_min(real a, real b) { return vminq_f32(a, b); }
LACUNA_INLINE real r_of(wide a) { return vcvtq_f32_s32(a); }
LACUNA_INLINE wide w_truncated(real a) { return vcvtq_s32_f32(a); }

LACUNA_INLINE narrow n_add_saturated(narrow a, narrow b) { return vqaddq_s16(a, b); }
LACUNA_INLINE narrow n_add(narrow a, narrow b) { return vaddq_s16(a, b); }
LACUNA_INLINE narrow n_set(int a) { return vdupq_n_s16((int16_t)a); }
LACUNA_INLINE narrow n_max(narrow a, narrow b) { return vmaxq_s16(a, b); }
LACUNA_INLINE narrow n_right_all(narrow a, int n) { return vshlq_s16(a, n_set(-n)); }
LACUNA_INLINE narrow n_multiply15(narrow a, narrow b) { return vqrdmulhq_s16(a, b); }

LACUNA_INLINE wide w_load_all(const int32_t *p) { return vld1q_s32(p); }
LACUNA_INLINE wide w_load8_all(const int8_t *p) {
  int32_t four;
  memcpy(&four, p, sizeof four);
  const int8x8_t a = vreinterpret_s8_s32(vdup_n_s32(four));
  return vmovl_s16(vget_low_s16(vmovl_s8(a)));
}
LACUNA_INLINE wide w_load16_all(const int16_t *p) { return vmovl_s16(vld1_s16(p)); }
LACUNA_INLINE void w_store_all(int32_t *p, wide a) { vst1q_s32(p, a); }
LACUNA_INLINE void w_store16_all(int16_t *p, wide a) { vst1_s16(p, vqmovn_s32(a)); }
LACUNA_INLINE void w_store8_all(int8_t *p, wide a) {
  const int16x4_t b = vqmovn_s32(a);
  const int32_t four = vget_lane_s32(vreinterpret_s32_s8(vqmovn_s16(vcombine_s16(b, b))), 0);
  memcpy(p, &four, sizeof four);
}
LACUNA_INLINE narrow n_load_all(const int16_t *p) { return vld1q_s16(p); }
LACUNA_INLINE void n_store_all(int16_t *p, narrow a) { vst1q_s16(p, a); }
LACUNA_INLINE void n_store8_all(int8_t *p, narrow a) { vst1_s8(p, vqmovn_s16(a)); }

#include "words_by_copy.h"

// Points `i` and the one after it, for four indices, each two as one number of 32 bits.
LACUNA_INLINE narrow four_pairs(const int16_t *points, uint16x4_t i) {
  int32_t pairs[4];
  memcpy(pairs + 0, points + vget_lane_u16(i, 0), sizeof pairs[0]);
  memcpy(pairs + 1, points + vget_lane_u16(i, 1), sizeof pairs[0]);
  memcpy(pairs + 2, points + vget_lane_u16(i, 2), sizeof pairs[0]);
  memcpy(pairs + 3, points + vget_lane_u16(i, 3), sizeof pairs[0]);
  return vreinterpretq_s16_s32(vld1q_s32(pairs));
}

static void table(const int16_t *points, int16_t *values, uint32_t count) {
  for (uint32_t done = 0; done < count; done += narrow_lanes) {
    const unsigned n = count - done < narrow_lanes ? count - done : narrow_lanes;
    const uint16x8_t index =
        veorq_u16(vreinterpretq_u16_s16(n_load(values + done, n)), vdupq_n_u16(0x8000));
    const uint16x8_t i = vshrq_n_u16(index, 8);
    const narrow f = vreinterpretq_s16_u16(vandq_u16(index, vdupq_n_u16(255)));
    const narrow e = vsubq_s16(n_set(256), f);
    const narrow low = four_pairs(points, vget_low_u16(i));
    const narrow high = four_pairs(points, vget_high_u16(i));
    const narrow a = vuzp1q_s16(low, high), b = vuzp2q_s16(low, high);
    const wide y =
        vmlal_s16(vmull_s16(vget_low_s16(a), vget_low_s16(e)), vget_low_s16(b), vget_low_s16(f));
    const wide z = vmlal_high_s16(vmull_high_s16(a, e), b, f);
    n_store(values + done, vcombine_s16(vrshrn_n_s32(y, 8), vrshrn_n_s32(z, 8)), n);
  }
}
