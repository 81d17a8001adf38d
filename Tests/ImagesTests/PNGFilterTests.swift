import CPNGRows
import Testing

struct PNGFilterTests {
    /// Returns left, above or above left, whichever is nearest to left + above - above left.
    private func paeth(_ a: Int, _ b: Int, _ c: Int) -> Int {
        let p = a + b - c
        return abs(p - a) <= abs(p - b) && abs(p - a) <= abs(p - c) ? a : abs(p - b) <= abs(p - c) ? b : c
    }

    /// Filters a row by the definition, one byte at a time. row, above: [count] -> [1 + count]
    private func reference(_ row: [UInt8], below above: [UInt8], pixel: Int) -> [UInt8] {
        func filtered(_ type: UInt8) -> [UInt8] {
            row.indices.map { index in
                let a = index < pixel ? 0 : Int(row[index - pixel])
                let b = Int(above[index])
                let c = index < pixel ? 0 : Int(above[index - pixel])
                let prediction = [0, a, b, (a + b) / 2, paeth(a, b, c)][Int(type)]
                return UInt8(truncatingIfNeeded: Int(row[index]) - prediction)
            }
        }
        func magnitude(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 + abs(Int(Int8(bitPattern: $1))) } }
        let all = (0...4).map { (type: UInt8) in [type] + filtered(type) }
        let sums = all.map { magnitude(Array($0.dropFirst())) }
        return all[sums.firstIndex(of: sums.min() ?? 0) ?? 0]
    }

    private func check(_ row: [UInt8], below above: [UInt8], pixel: Int) -> UInt8 {
        var filtered = [UInt8](repeating: 0xAA, count: row.count + 2)
        unsafe linmil_png_filter(row.count, pixel, row, above, &filtered)
        #expect(filtered.removeLast() == 0xAA)
        #expect(filtered == reference(row, below: above, pixel: pixel))
        return filtered[0]
    }

    @Test(arguments: [3, 4])
    func `rows of any length are filtered as PNG defines, with the filter of the least sum`(pixel: Int) {
        var generator = LinearCongruence(state: 5)
        for width in Array(0...24) + [60] {
            let above = generator.bytes(width * pixel)
            _ = check(generator.bytes(width * pixel), below: above, pixel: pixel)
        }
    }

    @Test func `each filter is chosen if it is best`() {
        var generator = LinearCongruence(state: 9)
        let noise = generator.bytes(300)
        let zero = [UInt8](repeating: 0, count: 300)
        let ramp = (0..<300).map { UInt8(truncatingIfNeeded: 7 * $0) }
        let small = noise.map { $0 % 3 &- 1 }
        #expect(check(small, below: noise, pixel: 3) == 0)
        #expect(check(ramp, below: noise, pixel: 3) == 1)
        #expect(check(noise, below: noise, pixel: 3) == 2)
        #expect(check(zero, below: zero, pixel: 3) == 0)
        var mean = noise
        for index in 3..<300 { mean[index] = UInt8((Int(mean[index - 3]) + Int(noise[index])) / 2) }
        #expect(check(mean, below: noise, pixel: 3) == 3)
    }

    @Test(arguments: [1, 2, 3, 4, 60])
    func `a row like the one above leaves nothing, and zeros are not filtered`(width: Int) {
        var generator = LinearCongruence(state: 7)
        let noise = generator.bytes(width * 3)
        let even = [UInt8](repeating: 255, count: width * 3), zero = [UInt8](repeating: 0, count: width * 3)
        #expect(check(noise, below: noise, pixel: 3) == 2)
        #expect(check(even, below: even, pixel: 3) == 2)
        #expect(check(zero, below: zero, pixel: 3) == 0)
        #expect(check([0, 0, 1], below: [0, 0, 1], pixel: 3) == 2)
    }

    @Test func `Paeth predicts the nearest of any three bytes`() {
        let values: [UInt8] = [0, 1, 2, 100, 127, 128, 129, 200, 254, 255]
        var generator = LinearCongruence(state: 3)
        let above = generator.bytes(6000).map { values[Int($0) % values.count] }
        // Paeth predicts these rows almost exactly. Every other filter leaves more.
        let errors = generator.bytes(6000).map { $0 % 8 == 0 ? $0 / 64 : 0 }
        var row = [UInt8](repeating: 0, count: 6000)
        for index in 3..<6000 {
            let prediction = paeth(Int(row[index - 3]), Int(above[index]), Int(above[index - 3]))
            row[index] = UInt8(prediction) &+ errors[index]
        }
        #expect(check(row, below: above, pixel: 3) == 4)
    }

    @Test func `sums do not overflow on a wide row with the largest differences`() {
        let row = (0..<40_000).map { UInt8($0 % 2 == 0 ? 128 : 0) }
        _ = check(row, below: [UInt8](repeating: 0, count: row.count), pixel: 3)
    }
}
