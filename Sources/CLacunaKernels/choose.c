// Which of the tables this machine can run.
#include <string.h>

#include "tables.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_ASIMDDP
#define HWCAP_ASIMDDP (1UL << 20)
#endif
#endif

#if defined(__x86_64__)
static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl");
}

static int has_avx512vbmi(void) {
  return has_avx512() && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vnni");
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

static int has_ssse3(void) { return __builtin_cpu_supports("ssse3"); }
#elif defined(__aarch64__)
static int has_neondot(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#elif defined(__APPLE__)
  return 1;
#else
  return 0;
#endif
}

static int always(void) { return 1; }
#endif

static const struct {
  const lacuna_kernels *kernels;
  int (*supported)(void);  // null: always
} tables[] = {
#if defined(__x86_64__)
    {&lacuna_kernels_avx512vbmi, has_avx512vbmi},
    {&lacuna_kernels_avx512, has_avx512},
    {&lacuna_kernels_avx2, has_avx2},
    {&lacuna_kernels_ssse3, has_ssse3},
#elif defined(__aarch64__)
    {&lacuna_kernels_neondot, has_neondot},
    {&lacuna_kernels_neon, always},
#endif
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
