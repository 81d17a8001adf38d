import Glibc
import Testing

@testable import Slides

/// Damaged files are read in a separate process, so that a crash in the HDF5 library fails the test and does not end
/// the run.
@Suite struct `Damaged files` {
    static let names = ["contiguous-f2", "rows-f4", "gzip-f2", "latest-format", "leading-one-gzip", "stamp"]

    @Test func `a file truncated anywhere is read or refused`() async {
        await #expect(processExitsWith: .success) {
            for name in `Damaged files`.names {
                let bytes = Fixtures.bytes(of: Fixtures.whole(name))
                for length in stride(from: 0, to: bytes.count, by: 97) {
                    `Damaged files`.read(Array(bytes.prefix(length)), as: name)
                }
            }
        }
    }

    @Test func `a file with flipped bytes is read or refused`() async {
        await #expect(processExitsWith: .success) {
            for name in `Damaged files`.names {
                for seed in UInt64(0)..<150 { `Damaged files`.readFlipped(name, seed: seed) }
            }
        }
    }

    static func readFlipped(_ name: String, seed: UInt64) {
        var random = SplitMix(state: seed)
        var bytes = Fixtures.bytes(of: Fixtures.whole(name))
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        read(bytes, as: name)
    }

    /// Does everything that can be done with a slide's file. Errors must be sentences.
    static func read(_ bytes: [UInt8], as name: String) {
        let path = "/tmp/linmil-damaged-\(getpid()).h5"
        Fixtures.write(bytes, to: path)
        defer { unsafe unlink(path) }
        _ = try? FileSummary(path: path)
        do {
            let features = try FeatureFile(path: path)
            _ = try TileGrid(of: features, given: GivenGeometry(mpp: 0.25))
            _ = try features.values(0..<min(features.tileCount, 100))
        } catch {
            precondition("\(error)".hasPrefix(path) && !"\(error)".contains("\n"), "\(name): \(error)")
        }
    }
}

/// A small seeded generator, so that every run damages the same bytes.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
