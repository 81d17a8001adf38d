#ifndef LINMIL_CHDF5_SHIMS_H
#define LINMIL_CHDF5_SHIMS_H

// Debian keeps the serial build's headers in a folder of their own; naming it here avoids pkg-config.
#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

#include <stdio.h>

// HDF5 spells its constants as macros that call H5open() first. Swift imports no such macro, so each one that Slides uses
// has a function here.
static inline hid_t linmil_hdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t linmil_hdf5_file_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t linmil_hdf5_dataset_access_class(void) { return H5P_DATASET_ACCESS; }
static inline hid_t linmil_hdf5_dataset_creation_class(void) { return H5P_DATASET_CREATE; }
static inline unsigned linmil_hdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned linmil_hdf5_new_file(void) { return H5F_ACC_EXCL; }

/// Makes the type of an IEEE float of 16, 32 or 64 bits in this machine's byte order; the caller closes it. HDF5 1.10 has no
/// name for a half.
static inline hid_t linmil_hdf5_make_float(int bits)
{
    hid_t half;
    if (bits == 64)
        return H5Tcopy(H5T_NATIVE_DOUBLE);
    if (bits == 32)
        return H5Tcopy(H5T_NATIVE_FLOAT);
    if (bits != 16 || (half = H5Tcopy(H5T_NATIVE_FLOAT)) < 0)
        return H5I_INVALID_HID;
    // Fields first, size second: the fields must fit inside the type at every step.
    if (H5Tset_fields(half, 15, 10, 5, 0, 10) < 0 || H5Tset_size(half, 2) < 0 || H5Tset_ebias(half, 15) < 0) {
        H5Tclose(half);
        return H5I_INVALID_HID;
    }
    return half;
}

/// Makes the type of an integer of 8, 16, 32 or 64 bits in this machine's byte order; the caller closes it.
static inline hid_t linmil_hdf5_make_integer(int bits, _Bool is_signed)
{
    switch (bits) {
    case 8: return H5Tcopy(is_signed ? H5T_NATIVE_INT8 : H5T_NATIVE_UINT8);
    case 16: return H5Tcopy(is_signed ? H5T_NATIVE_INT16 : H5T_NATIVE_UINT16);
    case 32: return H5Tcopy(is_signed ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT32);
    case 64: return H5Tcopy(is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64);
    default: return H5I_INVALID_HID;
    }
}

/// Makes the type of a UTF-8 text of `size` bytes, filled up with zeros; the caller closes it. H5T_C_S1 is a macro.
static inline hid_t linmil_hdf5_make_text(size_t size)
{
    hid_t text = H5Tcopy(H5T_C_S1);
    if (text >= 0 && (H5Tset_size(text, size) < 0 || H5Tset_cset(text, H5T_CSET_UTF8) < 0 ||
                      H5Tset_strpad(text, H5T_STR_NULLPAD) < 0)) {
        H5Tclose(text);
        return H5I_INVALID_HID;
    }
    return text;
}

/// The other byte order of a float type, as a new type; the caller closes it.
static inline hid_t linmil_hdf5_make_byte_swapped(hid_t type)
{
    hid_t swapped = H5Tcopy(type);
    if (swapped >= 0)
        H5Tset_order(swapped, H5Tget_order(type) == H5T_ORDER_LE ? H5T_ORDER_BE : H5T_ORDER_LE);
    return swapped;
}

/// How a link is made: 0 hard (the object is in this file), positive for soft, external and others, negative where there
/// is none. `H5Lget_info` is a function in HDF5 1.10 and a macro from 1.12 on: a macro would not import.
static inline int linmil_hdf5_link_kind(hid_t group, const char *name)
{
    H5L_info_t info;
    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0)
        return -1;
    return (int)info.type;
}

/// The same for the nth link of a group by name.
static inline int linmil_hdf5_nth_link_kind(hid_t group, hsize_t n)
{
    H5L_info_t info;
    if (H5Lget_info_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, n, &info, H5P_DEFAULT) < 0)
        return -1;
    return (int)info.type;
}

/// Where the header of an open object begins in its file, in bytes; false where the library cannot say. HDF5 1.12 hides the
/// address in a token.
static inline _Bool linmil_hdf5_object_address(hid_t object, unsigned long long *address)
{
#if H5_VERSION_GE(1, 12, 1)
    H5O_info2_t info;
    haddr_t found;
    if (H5Oget_info3(object, &info, H5O_INFO_BASIC) < 0 || H5VLnative_token_to_addr(object, info.token, &found) < 0)
        return 0;
    *address = found;
    return 1;
#elif H5_VERSION_GE(1, 12, 0)
    (void)object;
    (void)address;
    return 0;
#else
    H5O_info_t info;
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0)
        return 0;
    *address = info.addr;
    return 1;
#endif
}

typedef struct {
    char text[200];
} linmil_hdf5_cause;

static inline herr_t linmil_hdf5_take_cause(unsigned n, const H5E_error2_t *error, void *cause)
{
    (void)n;
    snprintf(((linmil_hdf5_cause *)cause)->text, sizeof(linmil_hdf5_cause), "%s", error->desc ? error->desc : "");
    return 1;
}

/// Copies the innermost message of the last failed call, and returns its length. Here and not in Swift, because the
/// message lives only as long as the walk over the error stack.
static inline ssize_t linmil_hdf5_last_cause(char *text, size_t capacity)
{
    linmil_hdf5_cause cause = {{0}};
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, linmil_hdf5_take_cause, &cause);
    return snprintf(text, capacity, "%s", cause.text);
}

#endif
