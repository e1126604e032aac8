// Compiling a function for an instruction set that the rest of the program does not assume.
//
// A source file of one instruction set includes the headers of the compiler's intrinsics first,
// then LACUNA_TARGET_BEGIN("features"), the vocabulary and the bodies, then LACUNA_TARGET_END.
#ifndef LACUNA_COMPILE_H
#define LACUNA_COMPILE_H

#define LACUNA_PRAGMA(text) _Pragma(#text)

#if defined(__clang__)
#define LACUNA_TARGET_BEGIN(features) \
  LACUNA_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define LACUNA_TARGET_END LACUNA_PRAGMA(clang attribute pop)
#define LACUNA_UNROLL LACUNA_PRAGMA(clang loop unroll(full))
#else
#define LACUNA_TARGET_BEGIN(features) \
  LACUNA_PRAGMA(GCC push_options) LACUNA_PRAGMA(GCC target(features))
#define LACUNA_TARGET_END LACUNA_PRAGMA(GCC pop_options)
#define LACUNA_UNROLL LACUNA_PRAGMA(GCC unroll 32)
#endif

#define LACUNA_INLINE static inline __attribute__((always_inline, unused))

#endif
