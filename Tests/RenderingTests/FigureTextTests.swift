import Testing

@testable import Rendering

@Suite struct `Text from input files` {
    @Test(arguments: [
        ("<script>alert(\"1\")</script>", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"),
        ("a & b's ]]> &amp;", "a &amp; b&#39;s ]]&gt; &amp;amp;"),
        ("bell\u{7}, nought\u{0}, \u{FFFE}\u{85}", "bell\u{FFFD}, nought\u{FFFD}, \u{FFFD}"),
        ("  two\n lines\t and \u{2028} more ", "two lines and more"),
        ("evil\u{202E}gnp.svs\u{2066}", "evilgnp.svs"),
        ("😀 👨‍👩‍👧 é שלום", "😀 👨‍👩‍👧 é שלום"),
        ("a" + String(repeating: "\u{301}", count: 1000), "a\u{301}\u{301}\u{301}"),
        ("", ""),
    ])
    func `becomes one harmless line`(text: String, line: String) {
        #expect(FigureText(text).escaped.unicodeScalars.elementsEqual(line.unicodeScalars))
    }

    @Test func `that runs from right to left does not reorder the text around it`() {
        #expect(FigureText("Class: ", name: "שלום", " (0.9)").characters == "Class: \u{2068}שלום\u{2069} (0.9)")
        #expect(FigureText("Class: ", name: "tumor", " (0.9)").characters == "Class: tumor (0.9)")
    }

    @Test(arguments: [0.0, 5, 40, 100, 250, 400, 100_000])
    func `loses its middle if it is too long`(room: Double) {
        let lettering = Lettering(size: 10)
        let text = FigureText("TCGA-A8-A07Z-01Z-00-DX1.1A5E8D9B-49D6-4FDB-8B2C-A2F2F5B1E9A7.svs")
        let short = lettering.shortened(text, to: room)
        #expect(lettering.width(short) <= max(room, 10.5))
        if room < 400 {
            let halves = short.characters.split(separator: "…", omittingEmptySubsequences: false)
            #expect(halves.count == 2)
            #expect(text.characters.hasPrefix(halves[0]) && text.characters.hasSuffix(halves[1]))
        }
        #expect(lettering.shortened(text, to: 100_000) == text)
    }

    @Test func `is broken at spaces into at most so many lines`() {
        let lettering = Lettering(size: 10)
        let text = FigureText("robust range −0.8 to 0.8 of the cohort of two hundred slides of one hospital")
        for room in [30.0, 90, 150, 1000] {
            let lines = lettering.lines(text, width: room, limit: 3)
            #expect((1...3).contains(lines.count))
            #expect(lines.allSatisfy { lettering.width($0) <= room })
        }
        #expect(lettering.lines(text, width: 1000, limit: 3) == [text])
        #expect(lettering.lines(FigureText(""), width: 10, limit: 3) == [])
    }
}
