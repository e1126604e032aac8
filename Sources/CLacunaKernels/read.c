// The time that it takes merely to read bytes: the limit that kernels are measured against.
#include "CLacunaKernels.h"

#include <string.h>

// Adds up the 64-bit words of `bytes` with loads of `width` bytes, so that no load can be left out.
#define LACUNA_READ(name, width, attributes)                                                       \
  attributes static uint64_t name(const uint8_t *bytes, size_t count) {                            \
    typedef uint64_t words __attribute__((vector_size(width)));                                    \
    words sums[4] = {{0}};                                                                         \
    size_t offset = 0;                                                                             \
    for (; count - offset >= 4 * (width); offset += 4 * (width)) {                                 \
      for (int part = 0; part < 4; part++) {                                                       \
        words loaded;                                                                              \
        memcpy(&loaded, bytes + offset + (size_t)part * (width), (width));                         \
        sums[part] += loaded;                                                                      \
      }                                                                                            \
    }                                                                                              \
    words sum = sums[0] + sums[1] + sums[2] + sums[3];                                             \
    uint64_t total = 0;                                                                            \
    for (size_t word = 0; word < (width) / 8; word++) total += sum[word];                          \
    for (; offset < count; offset++) total += bytes[offset];                                       \
    return total;                                                                                  \
  }

LACUNA_READ(read_16, 16, )
#if defined(__x86_64__)
LACUNA_READ(read_32, 32, __attribute__((target("avx2"))))
LACUNA_READ(read_64, 64, __attribute__((target("avx512f"))))
#endif

uint64_t lacuna_read(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return read_64(bytes, count);
  if (__builtin_cpu_supports("avx2")) return read_32(bytes, count);
#endif
  return read_16(bytes, count);
}
