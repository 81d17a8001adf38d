#include "CPNGRows.h"

#include <stdbool.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// Every block has a prefix code of its own. It ends where its literals or its runs are enough for one.

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lowest bits are written first");

enum {
    block_pieces = 1 << 11,
    block_literals = 1 << 15,  // so many that a code's own 100 bytes hardly count, so few that it fits them all
    least_run = 4,             // a shorter run takes as many bits as its literals
    longest_match = 258,
    end_of_block = 256,
    first_length = 257,  // the symbol of a match of 3
    symbols = 286,
    longest_code = 12,  // of 15, so that four codes and the rest of a byte fit into 64 bits
    length_symbols = 19,
    longest_length_code = 7,
};

/// Bits that are not yet whole bytes, the first in the lowest place.
typedef struct {
    uint64_t bits;
    unsigned count;
    uint8_t *out;
} bit_writer;

INLINE void put(bit_writer *w, uint32_t value, unsigned count) {
    w->bits |= (uint64_t)value << w->count;
    w->count += count;
}

/// Writes whole bytes. Up to 7 bits stay behind.
INLINE void flush(bit_writer *w) {
    memcpy(w->out, &w->bits, 8);
    w->out += w->count >> 3;
    w->bits >>= w->count & ~7u;
    w->count &= 7;
}

/// Prefix codes of some symbols: the bits as they are written, and how many.
typedef struct {
    uint16_t bits[symbols];
    uint8_t lengths[symbols];
} prefix_code;

/// Finds the lengths of an optimal prefix code, then shortens those above a limit (RFC 1951, 3.2.2 gives the rest).
static void find_lengths(const uint32_t *frequencies, int count, int limit, uint8_t *lengths) {
    uint16_t order[symbols];  // used symbols, rarest first
    int used = 0;
    memset(lengths, 0, count);
    for (int symbol = 0; symbol < count; symbol++) {
        if (frequencies[symbol] == 0) continue;
        int place = used++;
        for (; place > 0 && frequencies[order[place - 1]] > frequencies[symbol]; place--) order[place] = order[place - 1];
        order[place] = (uint16_t)symbol;
    }
    if (used < 2) {
        if (used == 1) lengths[order[0]] = 1;
        return;
    }
    // Joins the two rarest nodes again and again. Joined nodes arise in ascending order, so two queues are enough.
    uint32_t weight[2 * symbols];
    uint16_t parent[2 * symbols];
    for (int leaf = 0; leaf < used; leaf++) weight[leaf] = frequencies[order[leaf]];
    int leaf = 0, joined = used;
    for (int node = used; node < 2 * used - 1; node++) {
        uint32_t sum = 0;
        for (int child = 0; child < 2; child++) {
            bool takes_leaf = leaf < used && (joined >= node || weight[leaf] <= weight[joined]);
            int taken = takes_leaf ? leaf++ : joined++;
            sum += weight[taken];
            parent[taken] = (uint16_t)node;
        }
        weight[node] = sum;
    }
    // The depth of each node, from the root down.
    uint8_t depth[2 * symbols];
    int with_length[symbols] = {0};
    depth[2 * used - 2] = 0;
    for (int node = 2 * used - 3; node >= 0; node--) {
        depth[node] = depth[parent[node]] + 1;
        if (node < used) with_length[depth[node] < limit ? depth[node] : limit]++;
    }
    // Codes that were cut to the limit leave too little room: each step makes room for one by making another longer.
    int64_t room = (int64_t)1 << limit;
    for (int length = 1; length <= limit; length++) room -= (int64_t)with_length[length] << (limit - length);
    for (; room < 0; room++) {
        int length = limit - 1;
        while (with_length[length] == 0) length--;
        with_length[length]--;
        with_length[length + 1] += 2;
        with_length[limit]--;
    }
    for (int length = limit, place = 0; length > 0; length--)
        for (int number = 0; number < with_length[length]; number++) lengths[order[place++]] = (uint8_t)length;
}

/// Numbers the codes by their lengths (RFC 1951, 3.2.2), in the order of bits in which they are written.
static void number_codes(int count, prefix_code *code) {
    uint32_t next[16] = {0}, with_length[16] = {0};
    for (int symbol = 0; symbol < count; symbol++) with_length[code->lengths[symbol]]++;
    with_length[0] = 0;
    for (int length = 1; length < 16; length++) next[length] = (next[length - 1] + with_length[length - 1]) << 1;
    for (int symbol = 0; symbol < count; symbol++) {
        unsigned length = code->lengths[symbol];
        uint32_t bits = next[length]++, reversed = 0;
        for (unsigned bit = 0; bit < length; bit++) reversed |= (bits >> bit & 1) << (length - 1 - bit);
        code->bits[symbol] = length == 0 ? 0 : (uint16_t)reversed;
    }
}

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
/// It looks at four bytes at a time. A run that does not fill four of these places, which none of seven equal bytes can, stays
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

/// Writes the code lengths of a block (RFC 1951, 3.2.7): those of the symbols, then one for distance 1.
static void put_lengths(bit_writer *w, const uint8_t lengths[symbols]) {
    static const uint8_t order[length_symbols] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t all[symbols + 1];
    int count = symbols;
    while (count > first_length && lengths[count - 1] == 0) count--;
    memcpy(all, lengths, (size_t)count);
    all[count] = 1;
    // [symbol, extra bits] of each length or run of lengths
    uint8_t coded[symbols + 1][2];
    uint32_t frequencies[length_symbols] = {0};
    int number = 0;
    for (int i = 0; i < count + 1;) {
        int run = 1;
        while (i + run < count + 1 && all[i + run] == all[i]) run++;
        if (all[i] == 0 && run >= 3) {
            run = run < 138 ? run : 138;
            coded[number][0] = run < 11 ? 17 : 18;
            coded[number][1] = (uint8_t)(run < 11 ? run - 3 : run - 11);
        } else if (i > 0 && all[i] == all[i - 1] && run >= 3) {
            run = run < 6 ? run : 6;
            coded[number][0] = 16;
            coded[number][1] = (uint8_t)(run - 3);
        } else {
            run = 1;
            coded[number][0] = all[i];
            coded[number][1] = 0;
        }
        frequencies[coded[number++][0]]++;
        i += run;
    }
    prefix_code code;
    find_lengths(frequencies, length_symbols, longest_length_code, code.lengths);
    number_codes(length_symbols, &code);
    int sent = length_symbols;
    while (sent > 4 && code.lengths[order[sent - 1]] == 0) sent--;
    put(w, (uint32_t)count - 257, 5);
    put(w, 0, 5);
    put(w, (uint32_t)sent - 4, 4);
    flush(w);
    for (int i = 0; i < sent; i++) {
        put(w, code.lengths[order[i]], 3);
        flush(w);
    }
    for (int i = 0; i < number; i++) {
        int symbol = coded[i][0];
        put(w, code.bits[symbol], code.lengths[symbol]);
        put(w, coded[i][1], symbol == 16 ? 2 : symbol == 17 ? 3 : symbol == 18 ? 7 : 0);
        flush(w);
    }
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
