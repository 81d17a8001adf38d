internal import CHDF5

/// Where a slide's scores come from, and what the model said of the slide, as `linmil score` writes it beside the scores.
package struct ScoreProvenance: Equatable, Sendable {
    /// linmil's version.
    package var version: String
    /// The scores' kind: `cls` or `attn`.
    package var score: String
    /// The transformer block that they were read from, counted from 0.
    package var block: Int
    /// The features file's path.
    package var slide: String
    /// The checkpoint's path, and `sha256:` with the hash of its bytes.
    package var model: String
    package var fingerprint: String
    /// How tiles exchange information, and how one vector is made of all tokens.
    package var attention: String
    package var pooling: String
    /// The classes' names, logits and probabilities, in one order. [classes]
    package var classes: [String]
    package var logits: [Float]
    package var probabilities: [Float]
    /// The index of the largest logit.
    package var predictedClass: Int

    /// Gathers what is known of scores.
    package init(
        version: String, score: String, block: Int, slide: String, model: String, fingerprint: String,
        attention: String, pooling: String, classes: [String], logits: [Float], probabilities: [Float],
        predictedClass: Int
    ) {
        (self.version, self.score, self.block, self.slide) = (version, score, block, slide)
        (self.model, self.fingerprint, self.attention, self.pooling) = (model, fingerprint, attention, pooling)
        (self.classes, self.logits, self.probabilities) = (classes, logits, probabilities)
        self.predictedClass = predictedClass
    }

    /// The slide's name, as that of its features file.
    package var slideName: String { FilePath.slideName(of: slide) }

    /// More classes than any model of slides has.
    static let mostClasses = 4096
}

extension ScoreProvenance {
    private typealias Name = SlideSchema.Provenance

    /// Reads the attributes of an open file; nil where another program wrote it.
    ///
    /// - Throws: `SlideError.badProvenance` where they do not belong together.
    init?(of file: borrowing HDF5File) throws(SlideError) {
        guard let version = AttributeValue.read(Name.version, of: file.handle.id) else { return nil }
        let reader = Reader(file: file.handle.id, path: file.path)
        guard case .text(let version) = version else { throw reader.bad(Name.version, version, expected: "a text") }
        let classes = try reader.texts(Name.classes)
        let finite = -Double(Float.greatestFiniteMagnitude)...Double(Float.greatestFiniteMagnitude)
        self.init(
            version: version, score: try reader.text(Name.score),
            block: Int(try reader.numbers(Name.block, count: 1, in: 0...1000)[0]), slide: try reader.text(Name.slide),
            model: try reader.text(Name.model), fingerprint: try reader.text(Name.fingerprint),
            attention: try reader.text(Name.attention), pooling: try reader.text(Name.pooling), classes: classes,
            logits: try reader.numbers(Name.logits, count: classes.count, in: finite).map { Float($0) },
            probabilities: try reader.numbers(Name.probabilities, count: classes.count, in: 0...1).map { Float($0) },
            predictedClass: Int(
                try reader.numbers(Name.predictedClass, count: 1, in: 0...Double(classes.count - 1))[0]))
    }

    /// Reads attributes that must be there.
    private struct Reader {
        let file: hid_t
        let path: String

        func bad(_ name: String, _ found: AttributeValue?, expected: String) -> SlideError {
            .badProvenance(path: path, attribute: name, found: found.map { "\($0)" } ?? "missing", expected: expected)
        }

        private func value(_ name: String) -> AttributeValue? {
            AttributeValue.read(name, of: file, longestList: mostClasses)
        }

        func text(_ name: String) throws(SlideError) -> String {
            let value = value(name)
            guard case .text(let text) = value else { throw bad(name, value, expected: "a text") }
            return text
        }

        func texts(_ name: String) throws(SlideError) -> [String] {
            switch value(name) {
            case .text(let text): return [text]
            case .texts(let texts): return texts
            case let value: throw bad(name, value, expected: "texts")
            }
        }

        func numbers(_ name: String, count: Int, in range: ClosedRange<Double>) throws(SlideError) -> [Double] {
            let value = value(name)
            guard case .numbers(let numbers) = value, numbers.count == count, numbers.allSatisfy(range.contains) else {
                let (low, high) = (plainNumber(range.lowerBound), plainNumber(range.upperBound))
                let words = count == 1 ? "a number" : "\(count) numbers"
                throw bad(name, value, expected: "\(words) from \(low) to \(high)")
            }
            return numbers
        }
    }
}
