// What a firmware's C library and compiler runtime bring: exactly the allowed symbols, nothing more.
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  while (count-- > 0) *target++ = *source++;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (target < source) return memcpy(to, from, count);
  while (count-- > 0) target[count] = source[count];
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *target = to;
  while (count-- > 0) *target++ = (uint8_t)value;
  return to;
}

#if !defined(__wasm__)
// Shifts of 64-bit integers by parts of 32 bits, through a union: a shift of the whole would be a
// call to the function itself.
typedef union {
  uint64_t whole;
  struct {
    uint32_t low, high;
  } half;
} Wide;

static uint64_t shiftLeft(uint64_t value, uint32_t count) {
  Wide wide = {value}, result = {0};
  if (count == 0) return value;
  result.half.low = count < 32 ? wide.half.low << count : 0;
  result.half.high = count < 32 ? wide.half.high << count | wide.half.low >> (32 - count)
                                : wide.half.low << (count - 32);
  return result.whole;
}

static uint64_t shiftRight(uint64_t value, uint32_t count) {
  Wide wide = {value}, result = {0};
  if (count == 0) return value;
  result.half.high = count < 32 ? wide.half.high >> count : 0;
  result.half.low = count < 32 ? wide.half.low >> count | wide.half.high << (32 - count)
                               : wide.half.high >> (count - 32);
  return result.whole;
}

#endif

#if defined(__arm__)
void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }
uint64_t __aeabi_llsl(uint64_t value, uint32_t count) { return shiftLeft(value, count); }
uint64_t __aeabi_llsr(uint64_t value, uint32_t count) { return shiftRight(value, count); }
#elif defined(__riscv)
uint64_t __ashldi3(uint64_t value, uint32_t count) { return shiftLeft(value, count); }
uint64_t __lshrdi3(uint64_t value, uint32_t count) { return shiftRight(value, count); }
#elif defined(__wasm__)
// The 128-bit product of two 128-bit integers, for overflow checks of 64-bit products.
__int128 __multi3(__int128 left, __int128 right) {
  uint64_t a = (uint64_t)left, b = (uint64_t)right;
  uint64_t low = (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
  uint64_t middle = (a >> 32) * (b & 0xFFFFFFFF) + (low >> 32);
  uint64_t other = (a & 0xFFFFFFFF) * (b >> 32) + (middle & 0xFFFFFFFF);
  uint64_t high = (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
  high += (uint64_t)(left >> 64) * b + a * (uint64_t)(right >> 64);
  return (__int128)((unsigned __int128)high << 64 | other << 32 | (low & 0xFFFFFFFF));
}
#endif
