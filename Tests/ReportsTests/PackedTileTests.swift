import Foundation
import LinMIL
import Results
import Testing

@testable import Reports

@Suite struct `Tiles in a page` {
    @Test(arguments: [[], [0], [255], [0, 255, 13, 10], Array("<script>&\"\\".utf8), Array(0...255)])
    func `bytes survive encoding as letters`(bytes: [UInt8]) {
        #expect(Letters.bytes(of: LetterPairs.text(bytes)) == bytes)
    }

    @Test func `the letters are fewer than base64's`() {
        #expect(LetterPairs.text([UInt8](repeating: 200, count: 1000)).utf8.count == 1231)
    }

    @Test func `no letter ends an element or a string`() {
        let letters = String(decoding: LetterPairs.letters, as: UTF8.self)
        #expect(Set(letters).count == 91)
        #expect(letters.utf8.allSatisfy { (32...126).contains($0) })
        #expect(!letters.contains { "<&\"\\".contains($0) })
    }

    @Test(arguments: [
        ([], 0), ([7, 7, 7], 0), ([0, 1, 1, 0], 1), ([1024, 0, 512, 8192], 5), ([-5, 7, 1], 2),
        ([Int(Int32.min), Int(Int32.max)], 1), ([Int(Int32.min), 0, Int(Int32.max)], 32), ([3, 4, 1 << 31], 31),
    ]) func `whole numbers take as many bits as they need`(numbers: [Int], bits: Int) {
        let packed = PackedIntegers(numbers)
        #expect(packed.bits == bits)
        #expect(Letters.numbers(of: packed) == numbers)
    }

    @Test func `scores decode bit for bit`() {
        let scores: [Float] = [
            0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
            -.greatestFiniteMagnitude, 0.1, 1e-5,
        ]
        let numbers = Letters.numbers(of: PackedTiles(scores: scores, corners: []).scores)
        let bits = numbers.map { UInt32($0 >= 1 << 31 ? $0 - 1 << 31 : Int(~UInt32($0))) }
        #expect(bits == scores.map(\.bitPattern))
        #expect(zip(scores, numbers).sorted { $0.1 < $1.1 }.map(\.0) == scores.sorted())
    }

    @Test func `corners in rows are stored as runs`() {
        let corners = [(0, 0), (512, 0), (1024, 0), (0, 512), (512, 512), (2048, 512)].map { SIMD2<Double>($0, $1) }
        let packed = PackedCorners(corners)
        #expect(packed.step == [512, 0])
        #expect(Letters.numbers(of: packed.counts) == [3, 2, 1])
        #expect(Letters.corners(of: packed) == corners)
    }

    @Test func `corners may be negative, repeated or extreme`() {
        let corners = [SIMD2(-5, -7), SIMD2(-5, -7), SIMD2(Double(Int32.min), Double(Int32.max))]
        #expect(PackedCorners(corners).step == [0, 0])
        #expect(Letters.corners(of: PackedCorners(corners)) == corners)
    }

    @Test(arguments: [[0.5, 0], [3e9, 0], [0, -1e300]]) func `corners that are no whole numbers keep every digit`(
        corner: [Double]
    ) {
        let corners = [SIMD2(0, 0), SIMD2(corner[0], corner[1]), SIMD2(0.1, 0.2)]
        #expect(Letters.corners(of: PackedCorners(corners)) == corners)
    }

    @Test func `corners that are no whole numbers are listed once`() throws {
        let side = 224 / 0.2485
        let corners = (0..<400).map { tile in
            SIMD2<Double>(Double(tile % 20), Double(tile / 20)) * side
        }
        let packed = PackedCorners(corners)
        #expect(Letters.corners(of: packed) == corners)
        #expect(try jsonText(packed).utf8.count < 2000)
    }

    @Test(arguments: [
        (nil, Agreement.noLabel), ("", .noLabel), ("1.0", .agrees), ("1.", .agrees), (" 1", .agrees), ("1e0", .agrees),
        ("0.0", .differs), ("1.5", .notComparable), ("nan", .notComparable), ("1e300", .notComparable),
        ("tumor", .agrees), ("Tumor", .agrees), ("1", .agrees),
        ("normal", .differs), ("0", .differs), ("2", .notComparable), ("-1", .notComparable), ("lung", .notComparable),
    ]) func `a label matches a class by name or by number`(label: String?, expected: Agreement) {
        var record = SlideRecord(slide: "slide", file: "slide", label: label, status: .done)
        record.result = SlideRecord.Summary(
            SlideResult(
                features: FileReference("a.h5", fingerprint: nil),
                prediction: Prediction(classes: ["normal", "tumor"], logits: [0, 1]), score: .model(.cls),
                scores: [1], origins: [[0, 0]], tileSide: 1))
        #expect(Agreement(of: record) == expected)
    }
}

/// The decoder of a page's script, written again: slow and bit by bit.
enum Letters {
    static func bits(of text: String) -> [Bool] {
        let values = text.utf8.map { LetterPairs.letters.firstIndex(of: $0) ?? -1 }
        return stride(from: 0, to: values.count, by: 2).flatMap { start -> [Bool] in
            let isPair = start + 1 < values.count
            let value = values[start] + (isPair ? 91 * values[start + 1] : 0)
            return (0..<(isPair ? 13 : 6)).map { value >> $0 & 1 == 1 }
        }
    }

    private static func number(_ bits: ArraySlice<Bool>) -> Int { bits.reversed().reduce(0) { 2 * $0 + ($1 ? 1 : 0) } }

    static func bytes(of text: String) -> [UInt8] {
        let bits = bits(of: text)
        return (0..<bits.count / 8).map { UInt8(number(bits[8 * $0..<8 * $0 + 8])) }
    }

    static func numbers(of packed: PackedIntegers) -> [Int] {
        let bits = bits(of: packed.text)
        return (0..<packed.count).map {
            packed.from + packed.by * number(bits[packed.bits * $0..<packed.bits * ($0 + 1)])
        }
    }

    static func corners(of packed: PackedCorners) -> [SIMD2<Double>] {
        func places(_ places: PackedCorners.Places) -> [Double] {
            switch places {
            case .whole(let whole): numbers(of: whole).map(Double.init)
            case .listed(let list, let entries): numbers(of: entries).map { list[$0] }
            }
        }
        let starts = zip(places(packed.x), places(packed.y)).map { SIMD2($0, $1) }
        return zip(starts, numbers(of: packed.counts)).flatMap { start, count in
            (0..<count).map { start + Double($0) * SIMD2(packed.step[0], packed.step[1]) }
        }
    }
}
