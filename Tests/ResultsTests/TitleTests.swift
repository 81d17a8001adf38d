import LinMIL
import Testing

@testable import Results

struct TitleTests {
    static let two = Prediction(classes: ["normal", "tumor"], logits: [-1, 2])

    private func title(_ score: Score, _ prediction: Prediction? = two) -> String {
        "\(TileScore(score, depth: 4, predictedClass: prediction?.predictedClass).title(prediction))"
    }

    @Test func `a title names kind and class`() {
        #expect(title(.relevance) == "Relevance for tumor")
        #expect(title(.evidence) == "Evidence for tumor")
        #expect(title(Score(.relevance, class: 0)) == "Relevance for normal")
        #expect(title(.single) == "Log-odds of tumor for the tile alone")
        #expect(title(.gradient) == "Gradient x input for tumor")
        #expect(title(.rollout) == "Attention rollout" && title(.attn) == "lin_mil's attn")
    }

    @Test func `a title names a block that is not the last, and a head`() {
        #expect(title(.cls) == "CLS attention" && title(Score(.cls, block: 3)) == "CLS attention")
        #expect(title(Score(.cls, block: 0, head: .max)) == "CLS attention, block 0, head max")
        #expect(title(Score(.cls, block: 2)) == "CLS attention, block 2")
        #expect(title(Score(.cls, head: .number(7))) == "CLS attention, head 7")
    }

    @Test func `a class without a name is called by its number`() {
        #expect(title(Score(.relevance, class: 1), nil) == "Relevance for class 1")
        #expect(title(Score(.relevance, class: 5)) == "Relevance for class 5")
        #expect("\(TileScore.model(.relevance).title(Self.two))" == "Relevance for tumor")
        #expect("\(TileScore.model(.relevance).title(nil))" == "Relevance for the predicted class")
    }

    @Test func `one output is a value, or the class of a sigmoid`() {
        let value = Prediction(classes: ["risk"], logits: [0.5])
        #expect(title(.relevance, value) == "Relevance for the value")
        #expect(title(.single, value) == "Value for the tile alone")
        let sigmoid = Prediction(classes: ["risk"], logits: [0.5], output: .sigmoid)
        #expect(title(.single, sigmoid) == "Log-odds of risk for the tile alone")
        let subjects = [value, sigmoid].map { TileScore.model(Score(.relevance, class: 0)).subject($0) }
        #expect(subjects == [.value, .class("risk")])
        #expect(
            subjects.compactMap { $0.map { "\($0.raised), \($0.lowered)" } } == [
                "raises the value, lowers the value", "speaks for risk, speaks against risk",
            ])
    }

    @Test func `a block that is not the last is kept in files`() throws {
        let last = TileScore(.cls, depth: 2, predictedClass: 1)
        #expect(try jsonText(last) == #"{"block":1,"class":null,"head":null,"kind":"cls"}"#)
        let first = TileScore(Score(.cls, block: 0), depth: 2, predictedClass: 1)
        #expect(try jsonText(first) == #"{"block":0,"blocks":2,"class":null,"head":null,"kind":"cls"}"#)
        let result = Fixtures.result(score: first)
        try Fixtures.withPath("json") { path in
            try result.write(to: path)
            #expect(try SlideResult(readingJSONFrom: path).score == first)
        }
        try Fixtures.withPath("h5") { path in
            try result.write(to: path)
            #expect(try SlideResult(readingHDF5From: path).score == first)
        }
    }

    @Test func `only scores of a class speak for or against something`() {
        for kind in Score.Kind.allCases {
            let score = TileScore.model(Score(kind))
            #expect(score.isTwoSided == [.evidence, .relevance, .single, .gradient].contains(kind))
            #expect((score.subject(Self.two) == nil) == !score.isTwoSided)
        }
        #expect(!TileScore.named("risk", class: 1).isTwoSided)
    }

    @Test func `measurements and columns are named by score and class`() {
        func parts(_ score: Score) -> [String] {
            TileScore(score, depth: 2, predictedClass: 1).parts(Self.two)
        }
        #expect(parts(.cls) == ["cls"] && parts(.rollout) == ["rollout"])
        #expect(parts(.relevance) == ["relevance", "tumor"])
        #expect(parts(Score(.cls, block: 0, head: .number(1))) == ["cls", "block", "0", "head", "1"])
    }
}
