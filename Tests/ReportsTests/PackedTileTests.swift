import Foundation
import Testing

@testable import Reports

@Suite struct `Tiles in a page` {
    private func numbers(_ text: String) throws -> [Int32] {
        let bytes = [UInt8](try #require(Data(base64Encoded: text)))
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            (0..<4).reduce(0) { $0 | Int32(bytes[start + $1]) << (8 * $1) }
        }
    }

    @Test func `corners in rows are runs`() throws {
        let corners = [[0, 0], [512, 0], [1024, 0], [0, 512], [512, 512], [2048, 512]]
            .map { SIMD2(Double($0[0]), Double($0[1])) }
        let packed = PackedTiles(scores: [0, 1, 2, 3, 4, 5], corners: corners)
        #expect(packed.step == [512, 0])
        #expect(try numbers(packed.corners) == [0, 0, 3, 0, 512, 2, 2048, 512, 1])
        #expect(try numbers(packed.scores).map { Float(bitPattern: UInt32(bitPattern: $0)) } == [0, 1, 2, 3, 4, 5])
    }

    @Test func `corners may be negative, repeated, or the ends of what there is`() throws {
        let ends = SIMD2(Double(Int32.min), Double(Int32.max))
        let packed = PackedTiles(scores: [1, 1, 1], corners: [SIMD2(-5, -7), SIMD2(-5, -7), ends])
        #expect(packed.step == [0, 0])
        #expect(try numbers(packed.corners) == [-5, -7, 2, .min, .max, 1])
    }

    @Test(arguments: [[0.5, 0], [3e9, 0], [0, -1e300]]) func `other corners keep every digit`(corner: [Double]) throws {
        let packed = PackedTiles(scores: [1, 2], corners: [SIMD2(0, 0), SIMD2(corner[0], corner[1])])
        #expect(packed.step == nil)
        let bytes = [UInt8](try #require(Data(base64Encoded: packed.corners)))
        let doubles = stride(from: 0, to: bytes.count, by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * $1) })
        }
        #expect(doubles == [0, 0] + corner)
    }

    @Test(arguments: [
        (nil, Agreement.noLabel), ("", .noLabel), ("tumor", .agrees), ("Tumor", .agrees), ("1", .agrees),
        ("normal", .differs), ("0", .differs), ("2", .notComparable), ("-1", .notComparable), ("lung", .notComparable),
    ]) func `a label is a class by name or by number`(label: String?, expected: Agreement) {
        var record = SlideRecord(slide: "slide", file: "slide", label: label, status: .done)
        record.classes = ["normal", "tumor"]
        record.predictedClass = "tumor"
        #expect(Agreement(of: record) == expected)
    }
}
