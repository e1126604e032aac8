// Linux system calls, for user-mode emulation of the two microcontroller targets.
#include <stdint.h>

#include "system.h"

#if defined(__arm__)
enum { callExit = 1, callRead = 3, callWrite = 4 };

static long call(long number, long first, long second, long third) {
  register long r7 __asm__("r7") = number;
  register long r0 __asm__("r0") = first;
  register long r1 __asm__("r1") = second;
  register long r2 __asm__("r2") = third;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
  return r0;
}
#elif defined(__riscv)
enum { callExit = 93, callRead = 63, callWrite = 64 };

static long call(long number, long first, long second, long third) {
  register long a7 __asm__("a7") = number;
  register long a0 __asm__("a0") = first;
  register long a1 __asm__("a1") = second;
  register long a2 __asm__("a2") = third;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
  return a0;
}
#endif

long systemRead(void *to, size_t count) { return call(callRead, 0, (long)to, (long)count); }

long systemWrite(const void *from, size_t count) {
  return call(callWrite, 1, (long)from, (long)count);
}

void systemExit(int status) {
  call(callExit, status, 0, 0);
  for (;;) {}
}

void _start(void) { harness(); }
