import Testing

@testable import Reports

@Suite struct `A label and the classes of a model` {
    /// pandas and spreadsheets write whole numbers in many ways: https://github.com/pandas-dev/pandas/issues/28335,
    /// https://github.com/pandas-dev/pandas/issues/20717, https://github.com/calpaterson/csvbase/issues/11
    @Test(arguments: ["1", "1.0", "1.", " 1", "1e0", "+1", "01", "1,0", "1.00", "tumor", "Tumor", "TUMOR"])
    func `agree by name or by number from 0`(label: String) {
        #expect(Agreement.place(of: label, in: ["normal", "tumor"]) == 1)
    }

    @Test(arguments: ["2", "-1", "0.5", "1.5", "nan", "inf", "0x1", "1e999", "lung", "1 1/2", "."])
    func `do not agree by anything else`(label: String) {
        #expect(Agreement.place(of: label, in: ["normal", "tumor"]) == nil)
    }

    @Test(arguments: [("1", 0), ("1.0", 0), ("2.", 1), ("0", nil), ("3", nil)] as [(String, Int?)])
    func `agree by name alone where classes are called by numbers`(label: String, place: Int?) {
        #expect(Agreement.place(of: label, in: ["1", "2"]) == place)
    }
}
