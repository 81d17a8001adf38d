internal import Reports

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

extension ScoreError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .notNormalizable(_, let error): error.remedy(in: subcommand)
        }
    }
}
