public import ArgumentParser
public import Rendering

extension LineColor: ExpressibleByArgument {
    /// Reads `#rrggbb` or a name.
    public init?(argument: String) { self.init(argument) }
}

/// The argument of `--outline`: a level such as `0.9`, or `tiles` for the border of all drawn tiles.
struct OutlineLevel: ExpressibleByArgument {
    /// The level, 0 to 1; nil for all drawn tiles.
    let level: Double?

    init?(argument: String) {
        if argument == "tiles" {
            level = nil
        } else {
            guard let level = Double(argument), (0...1).contains(level) else { return nil }
            self.level = level
        }
    }
}
