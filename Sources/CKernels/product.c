#include "CKernels.h"
int linmil_placeholder(void) { return 0; }
