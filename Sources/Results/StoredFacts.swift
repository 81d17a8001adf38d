internal import LinMIL
internal import Slides

/// Reads the attributes of a file, which may have any values.
struct StoredFacts {
    let file: ScoreFile

    init(_ file: ScoreFile) { self.file = file }

    func bad(_ name: String, expected: String) -> ResultError {
        .badAttribute(
            path: file.path, attribute: name, found: file.attributes[name].map { "\($0)" } ?? "missing",
            expected: expected)
    }

    /// Returns nil if there is no such attribute.
    func text(_ name: String) throws(ResultError) -> String? {
        guard let value = file.attributes[name] else { return nil }
        guard case .text(let text) = value else { throw bad(name, expected: "a text") }
        return text
    }

    func required(_ name: String) throws(ResultError) -> String {
        guard let text = try text(name) else { throw bad(name, expected: "a text") }
        return text
    }

    func texts(_ name: String) throws(ResultError) -> [String] {
        switch file.attributes[name] {
        case .text(let text): return [text]
        case .texts(let texts): return texts
        default: throw bad(name, expected: "a list of texts")
        }
    }

    /// Returns nil if there is no such attribute.
    func number(
        _ name: String, in range: ClosedRange<Int> = 0...SlideResult.largestNumber
    ) throws(ResultError) -> Int? {
        guard file.attributes[name] != nil else { return nil }
        let number = try numbers(name, count: 1, in: Double(range.lowerBound)...Double(range.upperBound))[0]
        guard let whole = Int(exactly: number) else { throw bad(name, expected: "a whole number") }
        return whole
    }

    /// Returns nil if a fact that this kind of output has is missing. Older versions named no kind.
    func prediction() throws(ResultError) -> Prediction? {
        let classes = try texts(ScoreAttribute.classes)
        let finite = Double(Float.greatestFiniteMagnitude)
        let logits = try numbers(ScoreAttribute.logits, count: classes.count, in: -finite...finite)
        var output = OutputKind.standard(outputs: classes.count)
        if let name = try text(ScoreAttribute.output) {
            guard let kind = OutputKind(rawValue: name) else {
                throw bad(
                    ScoreAttribute.output, expected: OutputKind.allCases.map(\.rawValue).joined(separator: " or "))
            }
            output = kind
        }
        var (probabilities, predicted): ([Double]?, Int?)
        if output != .value {
            probabilities = try numbers(ScoreAttribute.probabilities, count: classes.count, in: 0...1)
        }
        if output == .classes {
            predicted = Int(
                try numbers(ScoreAttribute.predictedClass, count: 1, in: 0...Double(classes.count - 1))[0])
        }
        return Prediction(
            classes: classes, logits: logits.map { Float($0) }, output: output,
            probabilities: probabilities?.map { Float($0) }, predictedClass: predicted)
    }

    /// Returns the precision; float32 if there is no such attribute.
    func precision() throws(ResultError) -> Precision {
        guard let name = try text(ScoreAttribute.precision) else { return .float32 }
        guard let precision = Precision(rawValue: name) else {
            throw bad(ScoreAttribute.precision, expected: Precision.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return precision
    }

    /// Returns the head; the mean over heads if there is no such attribute.
    func head() throws(ResultError) -> Score.Head {
        let head: Score.Head? =
            if case .text(let name) = file.attributes[ScoreAttribute.head] { Score.Head(name: name) } else {
                try number(ScoreAttribute.head).map { .number($0) } ?? .mean
            }
        guard let head else { throw bad(ScoreAttribute.head, expected: "a number or max") }
        return head
    }

    /// Returns nil if there is no such attribute.
    func float(_ name: String) throws(ResultError) -> Float? {
        guard file.attributes[name] != nil else { return nil }
        let finite = Double(Float.greatestFiniteMagnitude)
        return Float(try numbers(name, count: 1, in: -finite...finite)[0])
    }

    func mpp() throws(ResultError) -> Double? {
        guard file.attributes[ScoreAttribute.mpp] != nil else { return nil }
        return try numbers(ScoreAttribute.mpp, count: 1, in: 0.001...1000)[0]
    }

    func coordinatesScale() throws(ResultError) -> Double? {
        guard file.attributes[ScoreAttribute.coordinatesScale] != nil else { return nil }
        let scales = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
        return try numbers(ScoreAttribute.coordinatesScale, count: 1, in: scales)[0]
    }

    func numbers(_ name: String, count: Int, in range: ClosedRange<Double>) throws(ResultError) -> [Double] {
        guard case .numbers(let numbers) = file.attributes[name], numbers.count == count,
            numbers.allSatisfy(range.contains)
        else {
            let (low, high) = (plainNumber(range.lowerBound), plainNumber(range.upperBound))
            throw bad(name, expected: "\(count == 1 ? "a number" : "\(count) numbers") from \(low) to \(high)")
        }
        return numbers
    }
}
