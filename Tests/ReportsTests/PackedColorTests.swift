import Heatmaps
import Testing

@testable import Reports

@Suite struct `Colours in a page` {
    @Test(arguments: ColorMap.allCases) func `every packed map is half as long and decodes whole`(map: ColorMap) {
        let packed = PackedColors.packed(map.table)
        #expect(packed.count == 3 + 383)
        var table = Array(packed.prefix(3))
        for sample in 3..<768 {
            let pair = packed[3 + (sample - 3) / 2]
            table.append(UInt8(Int(table[sample - 3]) + Int(sample % 2 == 1 ? pair >> 4 : pair & 15) - 7))
        }
        #expect(table == map.table)
    }

    @Test func `a map with large steps stays unpacked`() {
        let table = (0..<768).map { UInt8($0 % 2 == 0 ? 0 : 200) }
        #expect(PackedColors.packed(table) == table)
    }
}
