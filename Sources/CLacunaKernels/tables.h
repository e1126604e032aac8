// The tables that the source files of this target define.
#ifndef LACUNA_TABLES_H
#define LACUNA_TABLES_H

#include "CLacunaKernels.h"
#include "compile.h"
#include "fixed_point.h"

#if defined(__x86_64__)
extern const lacuna_kernels lacuna_kernels_avx512vbmi;
extern const lacuna_kernels lacuna_kernels_avx512;
extern const lacuna_kernels lacuna_kernels_avx2;
extern const lacuna_kernels lacuna_kernels_ssse3;
#elif defined(__aarch64__)
extern const lacuna_kernels lacuna_kernels_neondot;
extern const lacuna_kernels lacuna_kernels_neon;
#endif
extern const lacuna_kernels lacuna_kernels_portable;

#endif
