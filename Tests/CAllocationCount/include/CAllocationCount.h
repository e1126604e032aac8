// How often the calling thread has asked for memory: malloc and its kin, counted by functions that
// stand before those of the C library. For tests only.
#pragma once
#include <stdint.h>

// Nonzero where allocations are counted: with glibc, and without a sanitizer that has an allocator of
// its own.
int allocation_count_works(void);

// Calls of this thread to malloc, calloc, realloc and the aligned ones, since it began.
uint64_t allocation_count(void);
