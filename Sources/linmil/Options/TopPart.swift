internal import ArgumentParser
internal import Heatmaps

/// `20` tiles or `5%` of them.
enum TopPart: Equatable, ExpressibleByArgument, CustomStringConvertible {
    case count(Int)
    case percent(Double)

    init?(argument: String) {
        if argument.hasSuffix("%") {
            guard let percent = Double(argument.dropLast()), percent > 0, percent <= 100 else { return nil }
            self = .percent(percent)
        } else {
            guard let count = Int(argument), count > 0 else { return nil }
            self = .count(count)
        }
    }

    var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): "\(Wording.length(percent))%"
        }
    }

    /// The tiles of the highest scores.
    var selection: Selection {
        switch self {
        case .count(let count): .top(count)
        case .percent(let percent): .topPercent(percent)
        }
    }
}
