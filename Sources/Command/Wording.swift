internal import Files
internal import LinMIL
internal import Rendering
internal import Results

/// Numbers and names in messages. Files keep every digit.
enum Wording {
    /// A length or coordinate, without a fraction if it is whole: `512`, `20.5`.
    static func length(_ length: Double) -> String {
        Int(exactly: length).map { "\($0)" } ?? "\(length)"
    }

    /// A number with at most four decimals and no trailing zeros: `512`, `0.2485`.
    static func short(_ number: Double) -> String {
        abs(number) < 1e9 ? length((number * 10_000).rounded() / 10_000) : "\(number)"
    }

    /// A number with at most three decimals.
    static func rounded(_ number: Float) -> String {
        "\((Double(number) * 1000).rounded() / 1000)"
    }

    /// An amount of memory in the units of `--memory`: `11.5G`, `300M`.
    static func bytes(_ count: Int) -> String {
        count < 1 << 30 ? "\(count >> 20)M" : "\((Double(count) / Double(1 << 30) * 10).rounded() / 10)G"
    }

    /// A small number, rounded up to one digit: `4e-7`.
    static func small(_ number: Double) -> String {
        guard number > 1e-12, number < 1 else { return number > 0 ? "\(Float(number))" : "0" }
        var (digit, exponent) = (number, 0)
        while digit < 1 { (digit, exponent) = (digit * 10, exponent - 1) }
        digit.round(.up)
        return digit < 10 ? "\(Int(digit))e\(exponent)" : "1e\(exponent + 1)"
    }

    /// What the model says, as a heading and its words: `predicted` `tumor (0.97)`, `output` `value -3.694`.
    static func answer(_ prediction: Prediction) -> (heading: String, words: String) {
        switch prediction.answer {
        case .predicted(let className, let number):
            ("predicted", "\(name(className)) (\(probability(number)))")
        case .value(let value): ("output", "value \(rounded(value))")
        case .sigmoid(let className, let number):
            ("output", "probability \(probability(number)) of \(name(className)) (sigmoid, assumed by --output-as)")
        }
    }

    /// The same in few words: the predicted class alone, or the one output.
    static func brief(_ prediction: Prediction) -> String {
        prediction.name.map { name($0) } ?? answer(prediction).words
    }

    /// The same at the end of a line: `, predicted tumor (0.97)`; nothing if there is no prediction.
    static func andAnswer(_ prediction: Prediction?) -> String {
        guard let said = prediction.map(answer) else { return "" }
        return ", \(said.heading) \(said.words)"
    }

    /// What the model says of the whole slide, beside what it says of a part of it: `, on the whole slide predicted tumor
    /// (0.98)`; nothing for a result of the whole slide.
    static func andWhole(_ part: SlidePart?) -> String {
        guard let part, part.scored == .part, let said = part.wholeSlide.map(answer) else { return "" }
        return ", on the whole slide \(said.heading) \(said.words)"
    }

    /// Which tiles a part has: `12 of the slide's 64 tiles (only a.geojson)`.
    static func tiles(of part: SlidePart) -> String {
        "\(part.tiles.count) of the slide's \(part.slideTileCount) tiles (\(line(part.words)))"
    }

    /// A score with what it speaks of: `cls score`, `relevance score for tumor`, `cls score of block 1`.
    ///
    /// - Parameter block: the block, if the user named one.
    static func score(_ score: TileScore, of prediction: Prediction?, block: Int?) -> String {
        var words = name(score.name) + " score"
        guard let known = score.score else { return words }
        if known.kind.hasBlocks {
            if let block { words += " of block \(block)" }
            if let head = known.head.number { words += ", head \(head)" }
            if known.head == .max { words += ", largest over heads" }
        }
        if known.kind.speaksOfClass, let number = known.class { words += " for " + className(number, of: prediction) }
        return words
    }

    /// How far several models agree, a line for the prediction and each score; nothing for one model.
    static func models(of result: SlideResult) -> [String] {
        guard let ensemble = result.ensemble else { return [] }
        var lines = [name("\(ensemble.summary(result.prediction))")]
        let several = Set(result.maps.map(\.score.score)).count > 1
        for (map, name) in zip(result.maps, result.names) {
            // A mean and a disagreement of one score have one correlation.
            let isKnown =
                map.score.isDisagreement
                && result.maps.contains { !$0.score.isDisagreement && $0.score.score == map.score.score }
            guard let words = map.rankAgreement?.words, !isKnown else { continue }
            lines.append("rank correlation of the models' maps\(several ? " of \(name)" : ""): \(words)")
        }
        return lines
    }

    /// A note on models whose activation nothing tells; nil if there are none.
    ///
    /// - Parameters:
    ///   - models: the models' names.
    ///   - remedy: where to give the right activation.
    static func assumedActivation(of models: [String], remedy: String = "give it with --activation") -> String? {
        guard !models.isEmpty else { return nil }
        let whose = models.count == 1 ? "does not record its activation" : "do not record their activation"
        return "\(models.joined(separator: ", ")): \(whose), so \(Activation.relu.rawValue) is assumed; if it was "
            + "another, \(remedy)"
    }

    /// The name of a class by its number.
    static func className(_ number: Int, of prediction: Prediction?) -> String {
        let classes = prediction?.classes ?? []
        return classes.indices.contains(number) ? name(classes[number]) : "class \(number)"
    }

    /// A probability that never claims certainty.
    static func probability(_ number: Float) -> String { NumberText.probability(Double(number)) }

    /// A word for a shell, quoted if necessary.
    static func shellWord(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_./=:,+@".utf8.contains(byte)
                }
            }
        if isPlain { return word }
        let isText = PathText.stored(PathText.shown(word)) == PathText.stored(word)
        guard !isText else { return "'" + word.replacing("'", with: "'\\''") + "'" }
        // Bytes that are not UTF-8, as bash and zsh read them.
        let bytes = PathText.bytes(of: word).map { byte in
            byte < 0x20 || byte >= 0x7F || "'\\".utf8.contains(byte)
                ? "\\x" + String(byte, radix: 16) : String(Unicode.Scalar(byte))
        }
        return "$'" + bytes.joined() + "'"
    }

    /// Several words in a sentence: `render, score and cohort`.
    static func list(_ words: [String], _ conjunction: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
    }

    /// A text with spaces behind it up to a width.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// A text from a file, on one line, without control characters (a terminal obeys them), cut at 120 characters.
    static func name(_ text: String) -> String { line(text, longest: 120) }

    /// The same for a sentence or a command, which is useless if it is cut.
    static func line(_ text: String, longest: Int = 10_000) -> String {
        let line = ShownText.line(String(PathText.shown(text).unicodeScalars.prefix(longest)))
        return text.unicodeScalars.count > longest ? line + "..." : line
    }
}
