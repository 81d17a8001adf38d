internal import Reports
internal import Results

extension ReportError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .noPictureFolder:
            subcommand.name(of: .linked).map { "choose another output or leave \($0) out" }
        case .notACohort:
            nil
        }
    }
}

extension ResultError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .notScores: "write them again with 'linmil score -o X.json'"
        case .inconsistent, .badAttribute: "write the scores again with 'linmil score'"
        }
    }
}

extension ScoreError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .notNormalizable(_, let error): error.remedy(in: subcommand)
        }
    }
}
