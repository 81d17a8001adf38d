import LinMIL
import Results
import Testing

@testable import Reports

@Suite struct `A cohort with models of one output` {
    private static func record(_ prediction: Prediction?, slide: String = "slide", label: String? = nil)
        -> SlideRecord
    {
        var record = SlideRecord(slide: slide, file: slide, label: label, status: .done)
        record.result = SlideRecord.Summary(
            SlideResult(
                features: FileReference("a.h5", fingerprint: nil), prediction: prediction, score: .model(.cls),
                scores: [1], origins: [[0, 0]], tileSide: 1))
        return record
    }

    private static let classes = Prediction(classes: ["normal", "tumor"], logits: [0, 0])
    private static let value = Prediction(classes: ["class 1"], logits: [-3.5])
    private static let sigmoid = Prediction(classes: ["tumor"], logits: [0], output: .sigmoid)

    /// The table's lines, up to the statistics of the scores.
    private static func table(_ predictions: Prediction?...) -> [String] {
        let records = predictions.enumerated().map { record($0.element, slide: "\($0.offset)") }
        return CohortTable(records).csv.split(separator: "\r\n").map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return cells.dropLast(12).joined(separator: ",")
        }
    }

    @Test func `has columns for what its models say`() {
        let start = "slide_id,status,tiles,predicted_class,label"
        #expect(Self.table(Self.value) == [start + ",value", "0,done,1,,,-3.5"])
        #expect(Self.table(Self.sigmoid) == [start + ",value,sigmoid_probability", "0,done,1,,,0.0,0.5"])
        #expect(
            Self.table(Self.classes, Self.value, Self.sigmoid, nil) == [
                start + ",probability_normal,probability_tumor,logit_normal,logit_tumor,value,sigmoid_probability",
                "0,done,1,normal,,0.5,0.5,0.0,0.0,,", "1,done,1,,,,,,,-3.5,", "2,done,1,,,,,,,0.0,0.5",
                "3,done,1,,,,,,,,",
            ])
        #expect(
            Self.table(Self.classes)[0]
                == start + ",probability_normal,probability_tumor,logit_normal,logit_tumor")
    }

    @Test(
        arguments: [
            (0.1, "1", Agreement.agrees), (0.1, "1.0", .agrees), (0.1, "Tumor", .agrees), (0.1, "0", .differs),
            (0, "1", .agrees), (-0.1, "1", .differs), (-0.1, "tumor", .differs), (-0.1, "0", .agrees),
            (-0.1, "2", .notComparable), (-0.1, "normal", .notComparable), (-0.1, "", .noLabel),
        ] as [(Float, String, Agreement)])
    func `compares a sigmoid with labels from one half on`(logit: Float, label: String, expected: Agreement) {
        let prediction = Prediction(classes: ["tumor"], logits: [logit], output: .sigmoid)
        #expect(Agreement(of: Self.record(prediction, label: label)) == expected)
    }

    @Test(arguments: ["0", "1", "class 1", "-3.5"]) func `compares a value with no label`(label: String) {
        let record = Self.record(Self.value, label: label)
        #expect(Agreement(of: record) == .notComparable)
        #expect(CohortLabels.warning(of: [record]) == nil)
    }

    @Test func `names slides whose output another run took for something else`() {
        let records = [Self.record(Self.value, slide: "a"), Self.record(Self.value, slide: "b")]
        let other = Self.record(Self.sigmoid, slide: "c")
        #expect(MixedRuns.warnings(about: records + [Self.record(Self.classes, slide: "d")]) == [])
        #expect(
            MixedRuns.warnings(about: records + [other]) == [
                "1 of 3 slides was given another kind of output (sigmoid) than the rest (value): c"
            ])
    }

    @Test func `says what the labels of a sigmoid are`() throws {
        let warning = try #require(CohortLabels.warning(of: [Self.record(Self.sigmoid, label: "yes")]))
        #expect(warning.contains("the labels are 'yes', the classes 'tumor'"))
        #expect(warning.hasSuffix("give 1 for the class of a sigmoid and 0 for its absence"))
    }
}
