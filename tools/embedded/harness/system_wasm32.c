// WASI preview 1: standard input and output, and nothing else.
#include <stdint.h>

#include "system.h"

typedef struct {
  void *bytes;
  size_t count;
} Vector;

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
WASI("fd_read") int32_t wasiRead(int32_t file, const Vector *vectors, size_t count, size_t *done);
WASI("fd_write") int32_t wasiWrite(int32_t file, const Vector *vectors, size_t count, size_t *done);
WASI("proc_exit") _Noreturn void wasiExit(int32_t status);

long systemRead(void *to, size_t count) {
  Vector vector = {to, count};
  size_t done = 0;
  return wasiRead(0, &vector, 1, &done) == 0 ? (long)done : -1;
}

long systemWrite(const void *from, size_t count) {
  Vector vector = {(void *)from, count};
  size_t done = 0;
  return wasiWrite(1, &vector, 1, &done) == 0 ? (long)done : -1;
}

void systemExit(int status) { wasiExit(status); }

__attribute__((export_name("_start"))) void start(void) { harness(); }
