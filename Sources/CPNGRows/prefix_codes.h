// The prefix codes of deflate (RFC 1951): their lengths, their bits, and how a block states them.

#ifndef LINMIL_PREFIX_CODES_H
#define LINMIL_PREFIX_CODES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lowest bits are written first");

enum {
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

#endif
