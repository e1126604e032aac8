#define _GNU_SOURCE
#include "buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t body(size_t size, size_t page) { return (size + page) / page * page; }

void *buffer_new(size_t size, guard side) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), inner = body(size, page);
  uint8_t *base = mmap(0, inner + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED || mprotect(side == guard_after ? base + inner : base, page, PROT_NONE)) {
    perror("mmap");
    exit(3);
  }
  return side == guard_after ? base + inner - size : base + page;
}

void buffer_free(void *bytes, size_t size, guard side) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), inner = body(size, page);
  uint8_t *base = side == guard_after ? (uint8_t *)bytes + size - inner : (uint8_t *)bytes - page;
  munmap(base, inner + page);
}
