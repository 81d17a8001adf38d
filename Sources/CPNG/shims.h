#ifndef LINMIL_CPNG_SHIMS_H
#define LINMIL_CPNG_SHIMS_H

// libpng reports an error by longjmp, which must not cross a Swift frame, and Swift cannot call setjmp. So each
// function below sets its own jump target and returns false with a message instead. Reading and writing are between
// libpng and memory: no function here opens a file, prints, or calls back into Swift.

#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// libpng's handles and the last error, shared by reader and writer.
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
    const uint8_t *bytes;
    size_t count;
    size_t offset;
} linmil_png_reader;

static inline void linmil_png_on_read(png_structp png, png_bytep into, size_t count) {
    linmil_png_reader *reader = (linmil_png_reader *)png_get_io_ptr(png);
    if (count > reader->count - reader->offset) png_error(png, "the file ends too early");
    memcpy(into, reader->bytes + reader->offset, count);
    reader->offset += count;
}

// A reader of `bytes`, which must outlive it; NULL when there is no memory.
static inline linmil_png_reader *linmil_png_reader_create(const uint8_t *bytes, size_t count) {
    linmil_png_reader *reader = (linmil_png_reader *)calloc(1, sizeof *reader);
    if (!reader) return NULL;
    linmil_png_handle *handle = &reader->handle;
    reader->bytes = bytes;
    reader->count = count;
    handle->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, handle, linmil_png_on_error, linmil_png_on_warning);
    if (handle->png) handle->info = png_create_info_struct(handle->png);
    if (!handle->info) {
        png_destroy_read_struct(&handle->png, NULL, NULL);
        free(reader);
        return NULL;
    }
    png_set_read_fn(handle->png, reader, linmil_png_on_read);
    // libpng's own limit of a million pixels a side comes with a message that names no size; ours is checked by the
    // caller.
    png_set_user_limits(handle->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    // Text, profiles and gamma do not change the pixels we read: skipping them leaves nothing to inflate but the image.
    png_set_keep_unknown_chunks(handle->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    return reader;
}

static inline void linmil_png_reader_destroy(linmil_png_reader *reader) {
    png_destroy_read_struct(&reader->handle.png, &reader->handle.info, NULL);
    free(reader);
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

// Decodes all rows into `pixels`, `stride` bytes a row, and checks the file to its end.
static inline bool linmil_png_reader_decode(linmil_png_reader *reader, uint8_t *pixels, size_t stride) {
    png_structp png = reader->handle.png;
    png_infop info = reader->handle.info;
    if (setjmp(png_jmpbuf(png))) return false;
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != stride) png_error(png, "a row has an unexpected length");
    uint32_t height = png_get_image_height(png, info);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t row = 0; row < height; row++) png_read_row(png, pixels + (size_t)row * stride, NULL);
    png_read_end(png, NULL);
    return true;
}

// MARK: Writing

typedef struct {
    linmil_png_handle handle;
    uint8_t *bytes;  // encoded and not yet taken
    size_t count;
    size_t capacity;
} linmil_png_writer;

static inline void linmil_png_on_write(png_structp png, png_bytep from, size_t count) {
    linmil_png_writer *writer = (linmil_png_writer *)png_get_io_ptr(png);
    if (count > writer->capacity - writer->count) {
        size_t capacity = 2 * (writer->count + count);
        uint8_t *bytes = (uint8_t *)realloc(writer->bytes, capacity);
        if (!bytes) png_error(png, "out of memory");
        writer->bytes = bytes;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->count, from, count);
    writer->count += count;
}

static inline void linmil_png_on_flush(png_structp png) { (void)png; }

// A writer into memory; NULL when there is none left.
static inline linmil_png_writer *linmil_png_writer_create(void) {
    linmil_png_writer *writer = (linmil_png_writer *)calloc(1, sizeof *writer);
    if (!writer) return NULL;
    linmil_png_handle *handle = &writer->handle;
    handle->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, handle, linmil_png_on_error, linmil_png_on_warning);
    if (handle->png) handle->info = png_create_info_struct(handle->png);
    if (!handle->info) {
        png_destroy_write_struct(&handle->png, NULL);
        free(writer);
        return NULL;
    }
    png_set_write_fn(handle->png, writer, linmil_png_on_write, linmil_png_on_flush);
    return writer;
}

static inline void linmil_png_writer_destroy(linmil_png_writer *writer) {
    png_destroy_write_struct(&writer->handle.png, &writer->handle.info);
    free(writer->bytes);
    free(writer);
}

static inline const char *linmil_png_writer_message(const linmil_png_writer *writer) {
    return writer->handle.message;
}

// Adds one text chunk: tEXt for ASCII, iTXt for other UTF-8.
static inline bool linmil_png_writer_text(
    linmil_png_writer *writer, const char *keyword, const char *text, bool is_ascii
) {
    png_structp png = writer->handle.png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_text chunk;
    memset(&chunk, 0, sizeof chunk);
    chunk.compression = is_ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    chunk.key = (png_charp)keyword;
    chunk.text = (png_charp)text;
    png_set_text(png, writer->handle.info, &chunk, 1);
    return true;
}

// Writes all that stands before the pixels. Run-length matching after filtering is several times faster than zlib's
// default and no larger for photographs under a heatmap.
static inline bool linmil_png_writer_begin(linmil_png_writer *writer, uint32_t width, uint32_t height, bool has_alpha) {
    png_structp png = writer->handle.png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(
        png, writer->handle.info, width, height, 8, has_alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    png_set_compression_strategy(png, Z_RLE);
    png_set_compression_level(png, 1);
    png_set_compression_buffer_size(png, 1 << 16);
    png_write_info(png, writer->handle.info);
    return true;
}

static inline bool linmil_png_writer_row(linmil_png_writer *writer, const uint8_t *row) {
    if (setjmp(png_jmpbuf(writer->handle.png))) return false;
    png_write_row(writer->handle.png, row);
    return true;
}

// Ends the file; an error if rows are missing.
static inline bool linmil_png_writer_end(linmil_png_writer *writer) {
    if (setjmp(png_jmpbuf(writer->handle.png))) return false;
    png_write_end(writer->handle.png, writer->handle.info);
    return true;
}

#endif
