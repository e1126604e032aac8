#ifndef LACUNA_KERNELS_H
#define LACUNA_KERNELS_H
#endif
