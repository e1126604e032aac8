// What the parts of the check share.
#ifndef LACUNA_CHECK_H
#define LACUNA_CHECK_H

#include "CLacunaKernels.h"

// Each compares one table with the reference and returns the number of differences.
unsigned check_products(const lacuna_kernels *kernels, uint64_t seed, unsigned rounds);
unsigned check_elements(const lacuna_kernels *kernels, uint64_t seed, unsigned rounds);
unsigned check_vectors(const lacuna_kernels *kernels, uint64_t seed, unsigned rounds);
unsigned check_crc32(uint64_t seed, unsigned rounds);

#endif
