// Compares every table that this machine can run with the reference, on random and on extreme
// inputs. `check [--kernel NAME] [--rounds N] [--seed S]`; 1 when something differs.
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned check_names(void) {
  static const char *const all[] = {"avx512vbmi", "avx512", "avx2",    "ssse3",
                                    "neondot",    "neon",   "portable"};
  unsigned wrong = 0;
  int known;
  for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
    const lacuna_kernels *found = lacuna_kernels_named(all[i], &known);
    wrong += !known || (found && strcmp(found->name, all[i]) != 0);
  }
  wrong += lacuna_kernels_named("sse9", &known) != 0 || known;
  wrong += lacuna_kernels_at(lacuna_kernels_count()) != 0;
  wrong += lacuna_kernels_best() != lacuna_kernels_at(0);
  if (wrong) printf("names: %u differences\n", wrong);
  return wrong;
}

int main(int count, char **arguments) {
  const char *only = 0;
  unsigned rounds = 4;
  uint64_t seed = 20180419;
  for (int i = 1; i + 1 < count; i += 2) {
    if (strcmp(arguments[i], "--kernel") == 0) only = arguments[i + 1];
    if (strcmp(arguments[i], "--rounds") == 0) rounds = (unsigned)atoi(arguments[i + 1]);
    if (strcmp(arguments[i], "--seed") == 0) seed = strtoull(arguments[i + 1], 0, 10);
  }
  printf("seed %llu, rounds %u\n", (unsigned long long)seed, rounds);

  unsigned wrong = check_names() + check_crc32(seed, rounds), checked = 0;
  const lacuna_kernels *kernels;
  for (uint32_t i = 0; (kernels = lacuna_kernels_at(i)) != 0; i++) {
    if (only && strcmp(only, kernels->name) != 0) continue;
    const unsigned differences =
        check_products(kernels, seed, rounds) + check_elements(kernels, seed, rounds) +
        check_vectors(kernels, seed, rounds);
    printf("%-10s %s\n", kernels->name, differences ? "DIFFERS" : "same as the reference");
    fflush(stdout);
    wrong += differences;
    checked++;
  }
  if (checked == 0) printf("no such kernel on this machine\n");
  return wrong != 0 || checked == 0;
}
