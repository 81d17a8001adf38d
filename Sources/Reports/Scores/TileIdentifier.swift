internal import Files
internal import Crypto
internal import Results

/// Identifies the tiles of a slide by UUIDs that are the same in every run.
///
/// So a program that reads two files of one slide recognises the tiles.
///
/// They are version 5 of RFC 9562: the SHA-1 of a namespace and `SLIDE/TILE/X/Y`, with the tile's index from 0 and its
/// corner in level-0 pixels. The corresponding Python line is
/// `uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "linmil:tile"), name)`.
struct TileIdentifier {
    private static let namespace: [UInt8] = [
        0x25, 0xE4, 0xEB, 0xE0, 0xAE, 0x81, 0x50, 0xF1, 0x90, 0x67, 0xA3, 0x34, 0x61, 0x82, 0x18, 0x9E,
    ]
    private static let digits = Array("0123456789abcdef".utf8)

    let slide: String

    /// Returns a tile's identifier, such as `e525bd88-7b0d-53c1-a0b0-8277268df2ac`.
    func text(tile: Int, origin: SIMD2<Double>) -> String {
        var name = TextPortions(capacity: 128)
        name.append("\(PathText.stored(slide))/\(tile)/")
        name.append(origin.x)
        name.append("/")
        name.append(origin.y)
        var bytes = Array(Insecure.SHA1.hash(data: Self.namespace + name.bytes).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
