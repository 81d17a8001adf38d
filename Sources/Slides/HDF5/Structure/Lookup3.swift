/// The checksum of HDF5's newer structures: Bob Jenkins' `hashlittle`, begun with 0 (format specification 3.0, VIII).
func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var a = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
    var (b, c) = (a, a)
    var rest = bytes
    func word(_ offset: Int) -> UInt32 {
        var word: UInt32 = 0
        for place in 0..<min(4, max(0, rest.count - offset)) {
            word |= UInt32(rest[rest.startIndex + offset + place]) << (8 * UInt32(place))
        }
        return word
    }
    func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }
    if rest.isEmpty { return c }
    while rest.count > 12 {
        a &+= word(0)
        b &+= word(4)
        c &+= word(8)
        a = (a &- c) ^ rotated(c, 4)
        c &+= b
        b = (b &- a) ^ rotated(a, 6)
        a &+= c
        c = (c &- b) ^ rotated(b, 8)
        b &+= a
        a = (a &- c) ^ rotated(c, 16)
        c &+= b
        b = (b &- a) ^ rotated(a, 19)
        a &+= c
        c = (c &- b) ^ rotated(b, 4)
        b &+= a
        rest = rest.dropFirst(12)
    }
    a &+= word(0)
    b &+= word(4)
    c &+= word(8)
    c = (c ^ b) &- rotated(b, 14)
    a = (a ^ c) &- rotated(c, 11)
    b = (b ^ a) &- rotated(a, 25)
    c = (c ^ b) &- rotated(b, 16)
    a = (a ^ c) &- rotated(c, 4)
    b = (b ^ a) &- rotated(a, 14)
    c = (c ^ b) &- rotated(b, 24)
    return c
}

/// Whether some bytes end with the checksum of those before it.
func endsWithChecksum(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4 else { return false }
    let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return lookup3(bytes.dropLast(4)) == stored
}
