// Memory that ends, or begins, at a page that nobody may touch: one byte too far is a fault, also
// for the loads that AddressSanitizer does not see.
#ifndef LACUNA_BUFFER_H
#define LACUNA_BUFFER_H

#include <stddef.h>

typedef enum { guard_after, guard_before } guard;

// `size` zero bytes. With `guard_after` they end where the page begins.
void *buffer_new(size_t size, guard side);
void buffer_free(void *bytes, size_t size, guard side);

#endif
