/// What a model says of a slide.
struct Prediction: CustomStringConvertible {
    /// The classes' names.
    let classes: [String]
    /// The index of the likeliest.
    let predicted: Int
    /// One for each class.
    let probabilities: [Float]

    /// The predicted class and its probability: `tumor (0.97)`.
    var description: String {
        "\(Wording.name(classes[predicted])) (\(Wording.probability(probabilities[predicted])))"
    }
}
