import Reports
import Testing

@Suite struct `A cell of a table` {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("-1+1", "'-1+1"), ("@SUM(1)", "'@SUM(1)"), ("＝1", "'＝1"),
        ("\t=1", "'\t'=1"), ("\r=1", "\"'\r'=1\""), (" =1", "' =1"), ("-inf", "'-inf"), ("-nan(1)", "'-nan(1)"),
    ]) func `is never a formula`(text: String, cell: String) {
        #expect(CSVCell.text(text) == cell)
    }

    /// Programs that split at semicolons or tabs see no quotation mark that does not begin what they take for a cell.
    @Test(arguments: [
        ("a;=1+1", "\"a;'=1+1\""), (";=1", "\";'=1\""), ("a; =1", "\"a;' =1\""), ("a;\"=1", "\"a;'\"\"=1\""),
        ("a\t@b", "a\t'@b"), ("a\n-b", "\"a\n'-b\""), ("a\r\n+b", "\"a\r\n'+b\""), ("1;-2", "\"1;'-2\""),
        ("a;b=c", "\"a;b=c\""), ("a;;=c", "\"a;;'=c\""), ("a;'=c", "\"a;'=c\""),
    ]) func `holds no formula for a program that splits it`(text: String, cell: String) {
        #expect(CSVCell.text(text) == cell)
    }

    @Test(arguments: ["-0.5", "+3", "1e-9", "-1E+10", "12", "a-b", "5 %", "Übergröße", "'quoted'", "", " "])
    func `stays as it is if it is a number or plain text`(text: String) {
        #expect(CSVCell.text(text) == text)
    }

    @Test func `is quoted if it has a separator or a quotation mark`() {
        #expect(CSVCell.text("a, b") == "\"a, b\"" && CSVCell.text("5\" core") == "\"5\"\" core\"")
        #expect(CSVCell.text("a;b") == "\"a;b\"")
        // Swift sees one character in the quotation mark and its accent.
        #expect(CSVCell.text("\"\u{301}").unicodeScalars.elementsEqual("\"\"\"\u{301}\"".unicodeScalars))
    }
}
