import Files
import Testing

@Suite struct `A number as text` {
    @Test(arguments: [
        (0.125, 2, "0.12"), (-0.001, 2, "-0.00"), (2.5, 0, "2"), (-0.7, 3, "-0.700"), (.infinity, 3, "inf"),
    ]) func `has a fixed count of decimals, as C writes it`(number: Double, decimals: Int, text: String) {
        #expect(DecimalText.fixed(number, decimals: decimals) == text)
    }

    @Test func `has room for the largest number`() {
        #expect(DecimalText.fixed(-Double.greatestFiniteMagnitude, decimals: 15).count == 1 + 309 + 1 + 15)
    }

    @Test(arguments: [(0.012345, "0.0123"), (-1.5, "-1.5"), (2.1e-5, "2.1e-05"), (1234.5, "1.23e+03"), (0, "0")])
    func `has a count of significant digits, as C writes it`(number: Double, text: String) {
        #expect(DecimalText.significant(number, digits: 3) == text)
    }
}
