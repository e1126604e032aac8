// What the harness asks of what it runs on.
#ifndef LACUNA_HARNESS_SYSTEM_H
#define LACUNA_HARNESS_SYSTEM_H

#include <stddef.h>

// Bytes read or written, 0 at the end of the input, negative for an error.
long systemRead(void *to, size_t count);
long systemWrite(const void *from, size_t count);
_Noreturn void systemExit(int status);

void harness(void);

#endif
