import Testing

@testable import Reports

@Suite struct `A page template` {
    private struct Slide {
        var name = "<b>"
        var number = Number()
        var tags: [String] = []
    }

    private struct Number {
        var text = "1.5"
        var key = 0.25
    }

    private struct Page {
        var title = "a & b"
        var isNamed = true
        var slides = [Slide(tags: ["x", "y"]), Slide(name: "two")]
        var none: [Slide] = []
    }

    private func filled(_ template: String, _ page: Page = Page()) -> String { PageTemplate(template).render(page) }

    @Test func `escapes a value, unless it has three braces`() {
        #expect(filled("{{title}}|{{{title}}}") == "a &amp; b|a & b")
    }

    @Test func `takes a value out of a value`() {
        #expect(filled("{{#slides}}{{number.text}}:{{number.key}} {{/slides}}") == "1.5:0.25 1.5:0.25 ")
    }

    @Test func `repeats a section for each value, and looks for names further out`() {
        #expect(
            filled("{{#slides}}{{name}}{{#isNamed}} of {{title}}{{/isNamed}};{{/slides}}")
                == "&lt;b&gt; of a &amp; b;two of a &amp; b;")
        #expect(filled("{{#slides}}({{#tags}}{{.}}{{/tags}}){{/slides}}") == "(xy)()")
    }

    @Test func `has a section only if its value is true or not empty, and an inverted one only if not`() {
        let template =
            "{{#isNamed}}named{{/isNamed}}{{^isNamed}}unnamed{{/isNamed}}"
            + "{{^none}}, empty{{/none}}{{#none}}!{{/none}}"
        #expect(filled(template) == "named, empty")
        #expect(filled(template, Page(isNamed: false)) == "unnamed, empty")
        #expect(filled("{{^slides}}no slides{{/slides}}") == "")
    }

    @Test func `leaves no empty line where a mark has a line of its own`() {
        #expect(filled("{{#slides}}\n<i>{{name}}</i>\n{{/slides}}\nend\n") == "<i>&lt;b&gt;</i>\n<i>two</i>\nend\n")
        #expect(filled("a\n  {{#isNamed}}\nb\n  {{/isNamed}}\nc") == "a\nb\nc")
        #expect(filled("a {{#isNamed}}\nb{{/isNamed}}\n") == "a \nb\n")
    }

    @Test func `with an unknown name ends the program, because it is a part of it`() async {
        await #expect(processExitsWith: .failure) { _ = PageTemplate("{{missing}}").render(Page()) }
    }

    @Test func `with a section that does not end as it began ends the program`() async {
        await #expect(processExitsWith: .failure) { _ = PageTemplate("{{#isNamed}}{{/title}}") }
        await #expect(processExitsWith: .failure) { _ = PageTemplate("{{#isNamed}}") }
        await #expect(processExitsWith: .failure) { _ = PageTemplate("{{isNamed") }
    }
}
