#include "CLacunaKernels.h"
