// xorshift64*, so that a seed gives the same test everywhere.
#ifndef LACUNA_RANDOM_H
#define LACUNA_RANDOM_H

#include <stdint.h>

static uint64_t random_state;

static inline uint32_t random32(void) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (uint32_t)(random_state * 0x2545F4914F6CDD1Dull >> 32);
}

// Uniform from low to high, both included.
static inline int32_t random_in(int32_t low, int32_t high) {
  return (int32_t)(low +
                   (int64_t)((uint64_t)random32() * ((uint64_t)((int64_t)high - low) + 1) >> 32));
}

#endif
