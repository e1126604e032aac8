// zlib's CRC-32: by tables, by carry-less multiplication (x86-64), by its own instruction (Arm).
//
// Folding: V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
// Instruction", Intel, 2009.
#include <string.h>

#include "CLacunaKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_acle.h>
#if defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_CRC32
#define HWCAP_CRC32 (1UL << 7)
#endif
#endif
#endif

// A checksum is linear: an entry of a table is the exclusive-or of the entries of its bits.
#define BIT(n, b, c) ((n) >> (b) & 1 ? (c) : 0u)
#define ENTRY(n, c0, c1, c2, c3, c4, c5, c6, c7)                                                   \
  (BIT(n, 0, c0) ^ BIT(n, 1, c1) ^ BIT(n, 2, c2) ^ BIT(n, 3, c3) ^ BIT(n, 4, c4) ^ BIT(n, 5, c5) ^ \
   BIT(n, 6, c6) ^ BIT(n, 7, c7))
#define FOUR(n, ...)                                                               \
  ENTRY(n, __VA_ARGS__), ENTRY((n) + 1, __VA_ARGS__), ENTRY((n) + 2, __VA_ARGS__), \
      ENTRY((n) + 3, __VA_ARGS__)
#define SIXTEEN(n, ...)                                                         \
  FOUR(n, __VA_ARGS__), FOUR((n) + 4, __VA_ARGS__), FOUR((n) + 8, __VA_ARGS__), \
      FOUR((n) + 12, __VA_ARGS__)
#define SIXTY_FOUR(n, ...)                                                                 \
  SIXTEEN(n, __VA_ARGS__), SIXTEEN((n) + 16, __VA_ARGS__), SIXTEEN((n) + 32, __VA_ARGS__), \
      SIXTEEN((n) + 48, __VA_ARGS__)
#define SLICE(...)                                                                        \
  {SIXTY_FOUR(0, __VA_ARGS__), SIXTY_FOUR(64, __VA_ARGS__), SIXTY_FOUR(128, __VA_ARGS__), \
   SIXTY_FOUR(192, __VA_ARGS__)}

// slices[k][n]: the register after byte n and then k zero bytes.
static const uint32_t slices[8][256] = {
    SLICE(0x77073096, 0xEE0E612C, 0x076DC419, 0x0EDB8832, 0x1DB71064, 0x3B6E20C8, 0x76DC4190,
          0xEDB88320),
    SLICE(0x191B3141, 0x32366282, 0x646CC504, 0xC8D98A08, 0x4AC21251, 0x958424A2, 0xF0794F05,
          0x3B83984B),
    SLICE(0x01C26A37, 0x0384D46E, 0x0709A8DC, 0x0E1351B8, 0x1C26A370, 0x384D46E0, 0x709A8DC0,
          0xE1351B80),
    SLICE(0xB8BC6765, 0xAA09C88B, 0x8F629757, 0xC5B428EF, 0x5019579F, 0xA032AF3E, 0x9B14583D,
          0xED59B63B),
    SLICE(0x3D6029B0, 0x7AC05360, 0xF580A6C0, 0x30704BC1, 0x60E09782, 0xC1C12F04, 0x58F35849,
          0xB1E6B092),
    SLICE(0xCB5CD3A5, 0x4DC8A10B, 0x9B914216, 0xEC53826D, 0x03D6029B, 0x07AC0536, 0x0F580A6C,
          0x1EB014D8),
    SLICE(0xA6770BB4, 0x979F1129, 0xF44F2413, 0x33EF4E67, 0x67DE9CCE, 0xCFBD399C, 0x440B7579,
          0x8816EAF2),
    SLICE(0xCCAA009E, 0x4225077D, 0x844A0EFA, 0xD3E51BB5, 0x7CBB312B, 0xF9766256, 0x299DC2ED,
          0x533B85DA),
};

// The functions below continue the bare register, without the exclusive-or at start and end.

static uint32_t by_tables(uint32_t r, const uint8_t *bytes, size_t count) {
  for (; count >= 8; bytes += 8, count -= 8) {
    r ^= bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    r = slices[7][r & 255] ^ slices[6][r >> 8 & 255] ^ slices[5][r >> 16 & 255] ^
        slices[4][r >> 24] ^ slices[3][bytes[4]] ^ slices[2][bytes[5]] ^ slices[1][bytes[6]] ^
        slices[0][bytes[7]];
  }
  for (; count > 0; bytes++, count--) r = r >> 8 ^ slices[0][(r ^ *bytes) & 255];
  return r;
}

#if defined(__x86_64__)

#define TARGET __attribute__((target("pclmul,sse2")))

// The 16 bytes of `a`, moved on by the distance that `powers` stand for, and those of `b`.
TARGET static inline __m128i folded(__m128i a, __m128i powers, __m128i b) {
  return _mm_xor_si128(b, _mm_xor_si128(_mm_clmulepi64_si128(a, powers, 0x00),
                                        _mm_clmulepi64_si128(a, powers, 0x11)));
}

TARGET static inline __m128i sixteen(const uint8_t *bytes) {
  return _mm_loadu_si128((const __m128i *)bytes);
}

TARGET static uint32_t by_folding(uint32_t r, const uint8_t *bytes, size_t count) {
  if (count < 64) return by_tables(r, bytes, count);
  // x^(n + 32) and x^(n - 32) modulo the polynomial, reflected, for n = 512 and 128 bits.
  const __m128i four = _mm_set_epi64x(0x1C6E41596, 0x154442BD4);
  const __m128i one = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);
  __m128i a = _mm_xor_si128(sixteen(bytes), _mm_cvtsi32_si128((int)r));
  __m128i b = sixteen(bytes + 16), c = sixteen(bytes + 32), d = sixteen(bytes + 48);
  for (bytes += 64, count -= 64; count >= 64; bytes += 64, count -= 64) {
    a = folded(a, four, sixteen(bytes));
    b = folded(b, four, sixteen(bytes + 16));
    c = folded(c, four, sixteen(bytes + 32));
    d = folded(d, four, sixteen(bytes + 48));
  }
  a = folded(folded(folded(a, one, b), one, c), one, d);
  for (; count >= 16; bytes += 16, count -= 16) a = folded(a, one, sixteen(bytes));
  uint8_t rest[16];
  _mm_storeu_si128((__m128i *)rest, a);
  return by_tables(by_tables(0, rest, sizeof rest), bytes, count);
}

static int has_folding(void) { return __builtin_cpu_supports("pclmul"); }

#elif defined(__aarch64__)

#if defined(__clang__)
#define TARGET __attribute__((target("crc")))
#else
#define TARGET __attribute__((target("+crc")))
#endif

TARGET static uint32_t by_instruction(uint32_t r, const uint8_t *bytes, size_t count) {
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    r = __crc32d(r, eight);
  }
  for (; count > 0; bytes++, count--) r = __crc32b(r, *bytes);
  return r;
}

static int has_instruction(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
#elif defined(__APPLE__)
  return 1;
#else
  return 0;
#endif
}

#endif

uint32_t lacuna_crc32_portable(uint32_t crc, const uint8_t *bytes, size_t count) {
  return ~by_tables(~crc, bytes, count);
}

uint32_t lacuna_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (has_folding()) return ~by_folding(~crc, bytes, count);
#elif defined(__aarch64__)
  if (has_instruction()) return ~by_instruction(~crc, bytes, count);
#endif
  return ~by_tables(~crc, bytes, count);
}
