import Testing

@testable import Rendering

@Suite struct `A figure's line about the prediction` {
    private func line(_ prediction: FigureHeader.Prediction) -> String? {
        FigureHeader(slide: "a", prediction: prediction).predictionLine?.characters
    }

    @Test func `names the predicted class`() {
        #expect(line(.init(name: "tumor", probability: 0.93)) == "Predicted class: tumor (probability 0.93)")
        #expect(line(.init(name: "tumor", probability: .nan)) == "Predicted class: tumor")
    }

    @Test(arguments: [(-3.694, "−3.69"), (0, "0"), (12.34, "12.3"), (-2e-7, "−2.00×10⁻⁷")])
    func `shows a value as it is`(value: Double, text: String) {
        #expect(line(.init(value: value)) == "Model output: value \(text)")
    }

    @Test(arguments: [(0.987, "0.99"), (0.024, "0.02"), (0.9999, "> 0.999"), (0, "< 0.001")])
    func `says that a sigmoid is assumed`(probability: Double, text: String) {
        let prediction = FigureHeader.Prediction(sigmoidOf: "tumor", probability: probability)
        #expect(line(prediction) == "Probability of tumor: \(text) (sigmoid, assumed)")
    }

    @Test func `keeps its order around a name from right to left`() {
        let name = "\u{5D2}\u{5D9}\u{5D3}"
        #expect(
            line(.init(sigmoidOf: name, probability: 0.5))
                == "Probability of \u{2068}\(name)\u{2069}: 0.50 (sigmoid, assumed)")
    }
}
