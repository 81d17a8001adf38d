import Foundation
import Reports
import Testing

/// Cohorts whose models have one output, alone and among models of classes.
@Suite struct `The one output of a cohort's models` {
    let cohort: Cohort
    private var folder: ScratchFolder { cohort.folder }
    init() throws { cohort = try Cohort() }

    private static let negative = "\(Fixtures.folder)/one-output/negative.pt"
    private static let positive = "\(Fixtures.folder)/one-output/positive.pt"

    /// Runs a cohort on the lines of a list, and makes its report.
    private func run(_ lines: [String], _ options: String...) async throws -> Command.Outcome {
        let head = "slide_id,features,label,model,output-as"
        try folder.write(([head] + lines).map { $0 + "\n" }.joined(), to: "list.csv")
        let outcome = try await Command.run(
            ["cohort", "list.csv", "--model", Self.negative, "-o", "out", "--jobs", "1"] + options, in: folder)
        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: folder).succeeded)
        return outcome
    }

    /// The columns of a table between the tiles and the eleven of statistics, scores and pictures, by slide.
    private func outputs() throws -> [[String]] {
        try cohort.table().map { line in [line[0]] + line[3..<(line.count - 11)] }
    }

    @Test func `is a value that agrees with no label`() async throws {
        let outcome = try await run(["a,\(Fixtures.slide),1,,", "b,\(Fixtures.slide),0,,"])
        #expect(outcome.succeeded && outcome.errors.contains(" b: done, 64 tiles, value -3.522\n"))
        #expect(!outcome.errors.contains("warning"))
        #expect(
            try outputs() == [
                ["slide_id", "predicted_class", "label", "value"], ["a", "", "1", "-3.521667"],
                ["b", "", "0", "-3.521667"],
            ])
        let page = try Page(cohort)
        #expect(page.has("Value</button>") && page.has("data-key=\"-3.521667"))
        for words in [
            "Probability</button>", "Sigmoid (assumed)</button>", "agrees with label", "class=\"agreement\">agrees",
        ] {
            #expect(!page.has(words))
        }
        #expect(page.has("\"output\":\"value\"") && page.has("\"probability\":null"))
    }

    @Test func `is an assumed sigmoid that agrees with labels 0 and 1`() async throws {
        let lines = ["a,\(Fixtures.slide),1,,", "b,\(Fixtures.slide),0,,"]
        let outcome = try await run(lines, "--output-as", "sigmoid")
        #expect(outcome.succeeded)
        #expect(try outputs()[0] == ["slide_id", "predicted_class", "label", "value", "sigmoid_probability"])
        #expect(abs(try #require(Double(outputs()[1].last ?? "")) - 0.0287020) < 1e-7)
        let page = try Page(cohort)
        #expect(page.has("<dt>Prediction agrees with label</dt><dd>1 of 2</dd>"))
        #expect(page.has("Sigmoid (assumed)</button>") && !page.has("Probability</button>"))
        let again = try await run(lines, "--output-as", "sigmoid")
        #expect(again.errors.contains("2 of 2 slides are done already"))
        let value = try await run(lines)
        #expect(value.errors.contains("2 slides done, 0 failed, 0 kept"))
    }

    @Test func `stands beside the classes of other models`() async throws {
        let outcome = try await run([
            "classes,\(Fixtures.slide),1,\(Fixtures.model),", "sigmoid,\(Fixtures.slide),1,\(Self.positive),sigmoid",
            "value,\(Fixtures.slide),1,,", "wrong,\(Fixtures.slide),1,\(Fixtures.model),sigmoid",
        ])
        #expect(outcome.status == 1 && outcome.errors.contains("1 of 4 slides failed"))
        let table = try outputs()
        #expect(table[0].suffix(2) == ["value", "sigmoid_probability"] && table[0].count == 11)
        #expect(table[1][1].hasPrefix("class ") && table[1].suffix(2) == ["", ""])
        #expect(table[2][1] == "" && table[2][3..<9].allSatisfy { $0.isEmpty } && table[2][9].hasPrefix("4.47"))
        #expect(table[3].suffix(2) == ["-3.521667", ""])
        #expect(
            try cohort.record("wrong").reason?.contains(
                "has 3 outputs, one for each class, expected 1 to read as a sigmoid")
                == true)
        let page = try Page(cohort)
        for head in ["Prediction", "Probability", "Value", "Sigmoid (assumed)"] {
            #expect(page.has("\(head)</button>"))
        }
    }

    @Test func `is told to programs`() async throws {
        try cohort.makeSlides("a")
        let outcome = try await Command.run(
            [
                "cohort", "features", "--model", Self.negative, "-o", "out", "--json", "--quiet", "--output-as",
                "sigmoid",
            ],
            in: folder)
        let line = try jsonObject(outcome.output)
        #expect(line["predictedClass"] == nil)
        #expect(line["value"] as? Double == -3.521667)
        #expect(abs(try #require(line["sigmoidProbability"] as? Double) - 0.0287020) < 1e-7)
    }
}

/// The text of a report. A failed expectation does not print it.
private struct Page: CustomTestStringConvertible {
    private let text: String
    var testDescription: String { "the page" }
    init(_ cohort: Cohort) throws { text = try cohort.text("page.html") }
    func has(_ words: String) -> Bool { text.contains(words) }
}
