#include "SharedHDF5.h"
