import Files
import Testing

@Suite struct `Rows of a CSV file` {
    private func rows(_ text: String, _ delimiter: Character = ",") throws -> [[String]] {
        try DelimitedText(Array(text.utf8), delimiter: #require(delimiter.asciiValue)).rows
    }

    /// The expected cells are what Python's `csv.reader` gives, whose rules pandas follows.
    @Test(arguments: [
        ("a,5\" core", ["a", "5\" core"]), ("\"a\"\"b\",c", ["a\"b", "c"]), ("\"a, b\",\"c\nd\"", ["a, b", "c\nd"]),
        ("\"a\"b,c", ["ab", "c"]), ("\"a\"b\"c,d", ["ab\"c", "d"]), ("a\"\"b,\"\"", ["a\"\"b", ""]),
        ("a, \"b\"", ["a", " \"b\""]), ("\"\"\"\",x", ["\"", "x"]), ("é\u{1F52C},", ["é\u{1F52C}", ""]),
    ]) func `quotation marks are read as pandas reads them`(text: String, cells: [String]) throws {
        for end in ["", "\n", "\r\n", "\r"] { #expect(try rows(text + end) == [cells]) }
    }

    @Test func `semicolons and tabs separate cells where they are the delimiter`() throws {
        #expect(try rows("a;\"b;c\";d,e", ";") == [["a", "b;c", "d,e"]])
        #expect(try rows("a\t\tb\n", "\t") == [["a", "", "b"]])
    }

    @Test func `a row's place is the number that a spreadsheet shows`() throws {
        #expect(try rows("a\r\n\r\n\"b\nc\"\r\nd") == [["a"], [""], ["b\nc"], ["d"]])
        #expect(try rows("a\r\rb\n") == [["a"], [""], ["b"]])
        #expect(try rows("") == [] && rows("\n") == [[""]])
    }

    @Test func `a quotation mark without a partner is an error with its row`() throws {
        #expect(throws: DelimitedText.OpenQuote(row: 3)) { try rows("a\nb\nc,\"d\ne\n") }
        #expect(throws: DelimitedText.OpenQuote(row: 1)) { try rows("\"") }
    }

    @Test func `only the first rows are read where that is enough`() throws {
        let table = try DelimitedText(Array("a,b\nc,\"".utf8), delimiter: UInt8(ascii: ","), limit: 1)
        #expect(table.rows == [["a", "b"]])
    }
}
