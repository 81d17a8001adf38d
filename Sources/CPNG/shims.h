#ifndef LINMIL_CPNG_SHIMS_H
#define LINMIL_CPNG_SHIMS_H

// libpng reports an error by longjmp, which must not cross a Swift frame, and Swift cannot call setjmp. So each
// function below that calls it sets its own jump target and returns false with a message instead. It reads memory: no
// function here opens a file, prints, or calls back into Swift. Files are written without libpng.

#include <errno.h>
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

// libpng's handles and the last error.
typedef struct {
    png_structp png;
    png_infop info;
    char message[160];
} linmil_png_handle;

static inline void linmil_png_on_error(png_structp png, png_const_charp message) {
    linmil_png_handle *handle = (linmil_png_handle *)png_get_error_ptr(png);
    strncpy(handle->message, message, sizeof handle->message - 1);
    png_longjmp(png, 1);
}

// libpng prints warnings to standard error unless it is given a function that does not.
static inline void linmil_png_on_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

// MARK: Reading

typedef struct {
    linmil_png_handle handle;
    // The bytes at hand, and how many of them are read.
    const uint8_t *bytes;
    size_t count;
    size_t offset;
    // The file that the bytes come from, a buffer for them, and where the next ones stand; -1 for bytes in memory.
    int descriptor;
    uint8_t *buffer;
    off_t position;
} linmil_png_reader;

enum { LINMIL_PNG_BUFFER = 1 << 18 };

// Takes the next bytes from the file.
static inline void linmil_png_refill(png_structp png, linmil_png_reader *reader) {
    if (reader->descriptor < 0) png_error(png, "the file ends too early");
    ssize_t count;
    do {
        count = pread(reader->descriptor, reader->buffer, LINMIL_PNG_BUFFER, reader->position);
    } while (count < 0 && errno == EINTR);
    if (count < 0) png_error(png, "the system cannot read it");
    if (count == 0) png_error(png, "the file ends too early");
    reader->bytes = reader->buffer;
    reader->count = (size_t)count;
    reader->offset = 0;
    reader->position += count;
}

static inline void linmil_png_on_read(png_structp png, png_bytep into, size_t count) {
    linmil_png_reader *reader = (linmil_png_reader *)png_get_io_ptr(png);
    while (count > 0) {
        if (reader->offset == reader->count) linmil_png_refill(png, reader);
        size_t rest = reader->count - reader->offset;
        size_t step = count < rest ? count : rest;
        memcpy(into, reader->bytes + reader->offset, step);
        reader->offset += step;
        into += step;
        count -= step;
    }
}

static inline void linmil_png_reader_destroy(linmil_png_reader *reader) {
    png_destroy_read_struct(&reader->handle.png, &reader->handle.info, NULL);
    free(reader->buffer);
    free(reader);
}

// A reader of `bytes`, or, where `descriptor` is not -1, of an open file, through a buffer; the one that is read must
// outlive it. NULL when there is no memory.
static inline linmil_png_reader *linmil_png_reader_create(const uint8_t *bytes, size_t count, int descriptor) {
    linmil_png_reader *reader = (linmil_png_reader *)calloc(1, sizeof *reader);
    if (!reader) return NULL;
    linmil_png_handle *handle = &reader->handle;
    reader->bytes = bytes;
    reader->count = count;
    reader->descriptor = descriptor;
    if (descriptor >= 0) reader->buffer = (uint8_t *)malloc(LINMIL_PNG_BUFFER);
    handle->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, handle, linmil_png_on_error, linmil_png_on_warning);
    if (handle->png) handle->info = png_create_info_struct(handle->png);
    if (!handle->info || (descriptor >= 0 && !reader->buffer)) {
        linmil_png_reader_destroy(reader);
        return NULL;
    }
    png_set_read_fn(handle->png, reader, linmil_png_on_read);
    // libpng's own limit of a million pixels a side comes with a message that names no size; ours is checked by the
    // caller.
    png_set_user_limits(handle->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    // Text, profiles and gamma do not change the pixels. Without them only the image is inflated.
    png_set_keep_unknown_chunks(handle->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    return reader;
}

static inline const char *linmil_png_reader_message(const linmil_png_reader *reader) {
    return reader->handle.message;
}

// Reads up to the pixels and asks for 8-bit RGB, or RGBA where the file has transparency.
static inline bool linmil_png_reader_begin(linmil_png_reader *reader) {
    png_structp png = reader->handle.png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_read_info(png, reader->handle.info);
    png_set_scale_16(png);
    png_set_expand(png);
    png_set_gray_to_rgb(png);
    png_set_interlace_handling(png);
    return true;
}

static inline uint32_t linmil_png_reader_width(const linmil_png_reader *reader) {
    return png_get_image_width(reader->handle.png, reader->handle.info);
}

static inline uint32_t linmil_png_reader_height(const linmil_png_reader *reader) {
    return png_get_image_height(reader->handle.png, reader->handle.info);
}

// Bits of one pixel as the file stores it, before any conversion.
static inline uint32_t linmil_png_reader_stored_bits(const linmil_png_reader *reader) {
    return (uint32_t)png_get_bit_depth(reader->handle.png, reader->handle.info)
        * png_get_channels(reader->handle.png, reader->handle.info);
}

static inline bool linmil_png_reader_has_alpha(const linmil_png_reader *reader) {
    return (png_get_color_type(reader->handle.png, reader->handle.info) & PNG_COLOR_MASK_ALPHA)
        || png_get_valid(reader->handle.png, reader->handle.info, PNG_INFO_tRNS);
}

static inline bool linmil_png_reader_is_interlaced(const linmil_png_reader *reader) {
    return png_get_interlace_type(reader->handle.png, reader->handle.info) != PNG_INTERLACE_NONE;
}

// Whether the file stores the very samples that are asked for, row by row.
static inline bool linmil_png_reader_is_plain(const linmil_png_reader *reader) {
    png_byte type = png_get_color_type(reader->handle.png, reader->handle.info);
    return png_get_bit_depth(reader->handle.png, reader->handle.info) == 8 && !linmil_png_reader_is_interlaced(reader)
        && (type == PNG_COLOR_TYPE_RGB_ALPHA
            || (type == PNG_COLOR_TYPE_RGB && !png_get_valid(reader->handle.png, reader->handle.info, PNG_INFO_tRNS)));
}

// Begins the rows, `stride` bytes each.
static inline bool linmil_png_reader_start(linmil_png_reader *reader, size_t stride) {
    png_structp png = reader->handle.png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_read_update_info(png, reader->handle.info);
    if (png_get_rowbytes(png, reader->handle.info) != stride) png_error(png, "a row has an unexpected length");
    return true;
}

// Decodes the next `count` rows into `pixels`, `stride` bytes a row. An interlaced picture comes in seven passes, each
// with all rows, into the same `pixels`.
static inline bool linmil_png_reader_read(linmil_png_reader *reader, uint8_t *pixels, size_t stride, uint32_t count) {
    png_structp png = reader->handle.png;
    if (setjmp(png_jmpbuf(png))) return false;
    for (uint32_t row = 0; row < count; row++) png_read_row(png, pixels + (size_t)row * stride, NULL);
    return true;
}

// Checks the file to its end, after all rows.
static inline bool linmil_png_reader_finish(linmil_png_reader *reader) {
    png_structp png = reader->handle.png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_read_end(png, NULL);
    return true;
}

#endif
