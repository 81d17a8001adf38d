import Foundation
import LinMIL
import Testing

/// Models with one output, such as https://github.com/microsoft/InnerEye-DeepLearning/pull/679 trains them.
@Suite struct `The one output of a model` {
    /// What PyTorch says.
    struct Said: Decodable {
        let logit: Double
        let sigmoid: Double
    }

    let cohort: Cohort
    private var folder: ScratchFolder { cohort.folder }
    init() throws { cohort = try Cohort() }

    private static func file(_ name: String) -> String { "\(Fixtures.folder)/one-output/\(name)" }
    private static let negative = file("negative.pt")

    private func said(_ model: String) throws -> Said {
        let bytes = try Data(contentsOf: URL(filePath: Self.file("pytorch.json")))
        return try #require(try JSONDecoder().decode([String: Said].self, from: bytes)[model])
    }

    private func score(_ options: String..., model: String = negative) async throws -> Command.Outcome {
        try await Command.run(["score", Fixtures.slide, "--model", model] + options, in: folder)
    }

    /// Draws a figure and returns its description.
    private func description(_ arguments: String...) async throws -> Substring {
        let outcome = try await Command.run(["render"] + arguments + ["-o", "f.svg"], in: folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let svg = try cohort.text("f.svg")
        return try #require(svg.firstMatch(of: /<desc>([^.]*\.[^.]*)\. Colours/)).output.1
    }

    @Test(arguments: ["positive", "negative"]) func `is a value by default`(model: String) async throws {
        let fields = try jsonObject(try await score("--json", model: Self.file(model + ".pt")).output)
        let logit = try #require((fields["logits"] as? [Double])?.first)
        #expect(abs(logit - (try said(model).logit)) < 1e-5)
        #expect(fields["probabilities"] is NSNull && fields["predictedClass"] is NSNull)
        #expect(fields["output"] as? String == "value")
    }

    @Test(arguments: ["positive", "negative"]) func `has PyTorch's sigmoid if asked for`(model: String) async throws {
        let outcome = try await score("--json", "--output-as", "sigmoid", model: Self.file(model + ".pt"))
        let fields = try jsonObject(outcome.output)
        let probability = try #require((fields["probabilities"] as? [Double])?.first)
        #expect(abs(probability - (try said(model).sigmoid)) < 1e-6)
        #expect(fields["predictedClass"] is NSNull && fields["output"] as? String == "sigmoid")
    }

    @Test func `is said to people as what it is`() async throws {
        let value = try await score()
        #expect(value.output.contains("\noutput     value -3.522\n"))
        #expect(!value.output.contains("class") && !value.output.contains("predicted"))
        let sigmoid = try await score("--output-as", "sigmoid")
        #expect(
            sigmoid.output.contains("\noutput     probability 0.03 of class 1 (sigmoid, assumed by --output-as)\n"))
        #expect(!sigmoid.output.contains("predicted"))
        let told = try await score("-o", "a.json", "--activation", "ReLU")
        #expect(told.errors == "a.json: 64 tiles, output value -3.522\n")
    }

    @Test func `changes no score of a tile`() async throws {
        for (name, options) in [("a", []), ("b", ["--output-as", "value"]), ("c", ["--output-as", "sigmoid"])] {
            let arguments = ["score", Fixtures.slide, "--model", Self.negative, "-o", name + ".csv"] + options
            #expect(try await Command.run(arguments, in: folder).succeeded)
        }
        #expect(try folder.bytes(of: "a.csv") == folder.bytes(of: "b.csv"))
        #expect(try folder.bytes(of: "a.csv") == folder.bytes(of: "c.csv"))
    }

    @Test(arguments: ["json", "h5"]) func `is the same in a figure of features and of scores`(ending: String)
        async throws
    {
        let value = "Model output: value \u{2212}3.52"
        let sigmoid = "Probability of class 1: 0.03 (sigmoid, assumed)"
        #expect(try await description(Fixtures.slide, "--model", Self.negative) == value)
        #expect(try await score("-o", "v." + ending).succeeded)
        #expect(try await description("v." + ending) == value)
        #expect(
            try await description(Fixtures.slide, "--model", Self.negative, "--output-as", "sigmoid") == sigmoid)
        #expect(try await score("--output-as", "sigmoid", "-o", "s." + ending).succeeded)
        #expect(try await description("s." + ending) == sigmoid)
        let inspected = try await Command.run(["inspect", "s." + ending], in: folder).output
        #expect(inspected.contains("probability 0.03 of class 1 (sigmoid, assumed by --output-as)"))
    }

    @Test(arguments: ["0.3.0.json", "0.3.0.h5"])
    func `is a value in files of version 0.3.0, which say class 0`(name: String) async throws {
        #expect(try await description(Self.file(name)) == "Model output: value \u{2212}3.52")
        let inspected = try await Command.run(["inspect", Self.file(name)], in: folder)
        #expect(inspected.succeeded && inspected.output.contains("value -3.522"))
        #expect(!inspected.output.contains("(> 0.999)"))
    }

    @Test func `has the name that the checkpoint records`() async throws {
        let checkpoint = try Checkpoint(readingFrom: Self.negative)
        let bytes = try checkpoint.safetensors(metadata: ["classes": "[\"tumor\"]"])
        try Data(bytes).write(to: URL(filePath: folder.path + "/named.safetensors"))
        let outcome = try await score("--output-as", "sigmoid", model: "named.safetensors")
        #expect(outcome.output.contains("output     probability 0.03 of tumor (sigmoid, assumed by --output-as)"))
    }

    @Test func `is drawn again by the recorded command`() async throws {
        let arguments = [Fixtures.slide, "--model", Self.negative, "--output-as", "sigmoid", "--legend", "-o", "a.png"]
        let outcome = try await Command.run(["render", "--json"] + arguments, in: folder)
        let fields = try jsonObject(outcome.output)
        let command = try #require(fields["command"] as? String)
        #expect(command.contains(" --model negative.pt --output-as sigmoid "))
        let prediction = try #require(fields["prediction"] as? [String: Any])
        #expect(prediction["output"] as? String == "sigmoid" && prediction["predictedClass"] is NSNull)
        #expect((fields["given"] as? [String: Any])?["output"] as? String == "sigmoid")
        #expect(outcome.errors.contains("probability 0.03 of class 1 (sigmoid, assumed by --output-as)"))
        let first = try folder.bytes(of: "a.png")
        try cohort.copy(Fixtures.slide, to: "contiguous-f4.h5")
        try cohort.copy(Self.negative, to: "negative.pt")
        let again = try await Command.shell("\"$linmil\"" + command.dropFirst("linmil".count), in: folder)
        #expect(again.succeeded)
        #expect(try folder.bytes(of: "a.png") == first)
    }

    @Test(arguments: ["value", "sigmoid"]) func `is refused if a model has several`(kind: String) async throws {
        let outcome = try await score("--output-as", kind, "-o", "a.json", model: Fixtures.model)
        #expect(outcome.failed)
        #expect(
            outcome.errors == "linmil: \(Fixtures.model): this model has 3 outputs, one for each class, expected 1 to "
                + "read as a \(kind); leave out --output-as\n")
        #expect(try folder.names.isEmpty)
        #expect(try await cohort.run("--output-as", kind, of: Fixtures.folder + "/small").failed)
        #expect(try folder.names.isEmpty)
    }

    @Test func `is not said of scores, which have it already`() async throws {
        let outcome = try await Command.run(
            ["render", Self.file("0.3.0.json"), "--output-as", "sigmoid", "-o", "a.png"], in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains("scores have that already"))
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: ["score", "render", "cohort"]) func `is not what --output says`(command: String) async throws {
        let outcome = try await Command.run(
            [command, Fixtures.slide, "--model", Self.negative, "--output", "sigmoid"], in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains("give '--output-as sigmoid'"))
        #expect(try folder.names.isEmpty)
    }
}
