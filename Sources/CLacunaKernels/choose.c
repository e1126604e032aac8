// Which of the tables this machine can run.
#include <string.h>

#include "tables.h"

static const struct {
  const lacuna_kernels *kernels;
  int (*supported)(void);  // null: always
} tables[] = {
    {&lacuna_kernels_portable, 0},
};

static const char *const names[] = {"avx512vbmi", "avx512", "avx2",    "ssse3",
                                    "neondot",    "neon",   "portable"};

const lacuna_kernels *lacuna_kernels_at(uint32_t index) {
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    if ((tables[i].supported == 0 || tables[i].supported()) && index-- == 0)
      return tables[i].kernels;
  return 0;
}

uint32_t lacuna_kernels_count(void) {
  uint32_t count = 0;
  while (lacuna_kernels_at(count)) count++;
  return count;
}

const lacuna_kernels *lacuna_kernels_best(void) { return lacuna_kernels_at(0); }

const lacuna_kernels *lacuna_kernels_named(const char *name, int *known) {
  *known = 0;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(name, names[i]) == 0) *known = 1;
  const lacuna_kernels *kernels;
  for (uint32_t i = 0; (kernels = lacuna_kernels_at(i)) != 0; i++)
    if (strcmp(name, kernels->name) == 0) return kernels;
  return 0;
}
