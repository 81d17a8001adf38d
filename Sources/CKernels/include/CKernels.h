#ifndef LINMIL_CKERNELS_H
#define LINMIL_CKERNELS_H

int linmil_placeholder(void);

#endif
