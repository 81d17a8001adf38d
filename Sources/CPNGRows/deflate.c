#include "CPNGRows.h"
#include "prefix_codes.h"

// Every block has a prefix code of its own. It ends where its literals or its runs are enough for one.

enum {
    block_pieces = 1 << 11,
    block_literals = 1 << 15,  // so many that a code's own 100 bytes hardly count, so few that it fits them all
    least_run = 4,             // a shorter run takes as many bits as its literals
    longest_match = 258,
};

/// The symbol, the extra bits and their number for a match of each length.
typedef struct {
    uint16_t symbol;
    uint8_t extra, extra_count;
} length_code;

static length_code code_of_length(int length) {
    if (length == longest_match) return (length_code){285, 0, 0};
    unsigned rest = (unsigned)length - 3;
    if (rest < 8) return (length_code){(uint16_t)(first_length + rest), 0, 0};
    unsigned extra = 29 - (unsigned)__builtin_clz(rest);  // rest has 3 + extra bits
    unsigned step = rest >> extra;                        // 4 to 7
    return (length_code){(uint16_t)(first_length + 4 * extra + step), (uint8_t)(rest & ((1u << extra) - 1)), (uint8_t)extra};
}

/// Literals, and the repeats of the last of them that follow.
typedef struct {
    uint16_t literals, repeats;
} piece;

/// Returns where at least `least_run` repeats of a byte begin, or `end`. `start` is not the first byte.
///
/// It looks at four bytes at a time. Seven equal bytes always fill one of these places; shorter runs that fill none stay
/// literals.
INLINE size_t find_run(const uint8_t *bytes, size_t start, size_t end) {
    for (size_t i = start; i + 4 <= end; i += 4) {
        uint32_t four;
        memcpy(&four, bytes + i, 4);
        if (four != (four << 8 | four >> 24)) continue;
        size_t first = i, last = i + 4;
        while (first > start - 1 && bytes[first - 1] == bytes[i]) first--;
        while (last < end && last - first <= least_run && bytes[last] == bytes[i]) last++;
        if (last - first > least_run) return first + 1;
    }
    return end;
}

/// Returns where the bytes end that repeat the one before `start`.
INLINE size_t end_of_run(const uint8_t *bytes, size_t start, size_t end) {
    const size_t step = 128;
    while (start + step <= end && memcmp(bytes + start, bytes + start - 1, step) == 0) start += step;
    while (start < end && bytes[start] == bytes[start - 1]) start++;
    return start;
}

/// Splits the beginning of some bytes into pieces. Returns their number, and how many bytes they are.
static int split(const uint8_t *bytes, size_t count, piece pieces[block_pieces], size_t *size) {
    int number = 0;
    size_t start = 0, literals = 0;
    while (start < count && number < block_pieces && literals < block_literals) {
        size_t most = start + block_literals - literals, limit = most < count ? most : count;
        size_t run = find_run(bytes, start + 1, limit);
        size_t end = run < limit ? end_of_run(bytes, run, count - run < UINT16_MAX ? count : run + UINT16_MAX) : run;
        pieces[number++] = (piece){(uint16_t)(run - start), (uint16_t)(end - run)};
        literals += run - start;
        start = end;
    }
    *size = start;
    return number;
}

/// The next match of a run: never so long that fewer than 3 are left.
INLINE int next_match(int repeats) {
    if (repeats <= longest_match) return repeats;
    return repeats - longest_match < 3 ? longest_match - 3 : longest_match;
}

static void count_symbols(const uint8_t *bytes, const piece *pieces, int number, uint32_t frequencies[symbols]) {
    uint32_t part[4][256] = {{0}};  // so that equal neighbours do not wait for each other
    memset(frequencies, 0, symbols * sizeof *frequencies);
    for (int p = 0; p < number; p++) {
        size_t literals = pieces[p].literals, i = 0;
        for (; i + 4 <= literals; i += 4)
            for (int k = 0; k < 4; k++) part[k][bytes[i + k]]++;
        for (; i < literals; i++) part[0][bytes[i]]++;
        bytes += literals + pieces[p].repeats;
        for (int rest = pieces[p].repeats; rest > 0; rest -= next_match(rest))
            frequencies[code_of_length(next_match(rest)).symbol]++;
    }
    for (int value = 0; value < 256; value++)
        frequencies[value] = part[0][value] + part[1][value] + part[2][value] + part[3][value];
    frequencies[end_of_block] = 1;
}

/// Writes a block of some of the bytes. Returns how many. If it takes all, it is the last one if that is asked for.
static size_t put_block(bit_writer *w, const uint8_t *bytes, size_t count, bool ends_stream) {
    piece pieces[block_pieces];
    size_t size;
    int number = split(bytes, count, pieces, &size);
    uint32_t frequencies[symbols];
    count_symbols(bytes, pieces, number, frequencies);
    prefix_code code;
    find_lengths(frequencies, symbols, longest_code, code.lengths);
    number_codes(symbols, &code);
    put(w, ends_stream && size == count, 1);
    put(w, 2, 2);
    put_lengths(w, code.lengths);
    uint32_t literal[256];  // the bits, and their number in the highest byte
    for (int value = 0; value < 256; value++) literal[value] = code.bits[value] | (uint32_t)code.lengths[value] << 24;
    bit_writer local = *w;
    for (int p = 0; p < number; p++) {
        size_t literals = pieces[p].literals, i = 0;
        for (; i + 4 <= literals; i += 4) {
            for (int k = 0; k < 4; k++) put(&local, literal[bytes[i + k]] & 0xffff, literal[bytes[i + k]] >> 24);
            flush(&local);
        }
        for (; i < literals; i++) {
            put(&local, literal[bytes[i]] & 0xffff, literal[bytes[i]] >> 24);
            flush(&local);
        }
        bytes += literals + pieces[p].repeats;
        for (int rest = pieces[p].repeats; rest > 0; rest -= next_match(rest)) {
            length_code match = code_of_length(next_match(rest));
            put(&local, code.bits[match.symbol], code.lengths[match.symbol]);
            put(&local, match.extra, match.extra_count);
            put(&local, 0, 1);  // distance 1
            flush(&local);
        }
    }
    put(&local, code.bits[end_of_block], code.lengths[end_of_block]);
    flush(&local);
    *w = local;
    return size;
}

// A literal takes at most longest_code of its 8 bits, and a run less than its bytes. A block is at least block_pieces times
// least_run + 1 bytes long, except the last, and its code takes less than 512 bytes.
size_t linmil_png_deflate_bound(size_t count) { return count + count / 2 + (count / 10000 + 2) * 512; }

size_t linmil_png_deflate(size_t count, const uint8_t *bytes, bool ends_stream, uint8_t *deflated) {
    bit_writer w = {0, 0, deflated};
    for (size_t start = 0; start < count;) start += put_block(&w, bytes + start, count - start, ends_stream);
    if (!ends_stream) put(&w, 0, 3);  // a stored block: it begins on a whole byte
    w.count = (w.count + 7) & ~7u;
    flush(&w);
    if (!ends_stream) {
        memcpy(w.out, (uint8_t[]){0, 0, 0xff, 0xff}, 4);  // nothing is stored
        w.out += 4;
    }
    return (size_t)(w.out - deflated);
}
