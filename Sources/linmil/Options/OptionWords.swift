internal import ArgumentParser
internal import Heatmaps
internal import LinMIL
internal import Slides

/// Options as the words that give them again, in one order; what was not given is left out.
struct OptionWords {
    private(set) var words: [String] = []

    mutating func add(_ option: String, _ value: (some CustomStringConvertible)?) {
        if let value { words += [option, "\(value)"] }
    }

    /// A text of any kind: as one word with its option it is never taken for another option.
    mutating func add(_ option: String, text: String?) {
        if let text { words.append("\(option)=\(text)") }
    }

    mutating func add(_ flag: String, if isSet: Bool) {
        if isSet { words.append(flag) }
    }

    mutating func add(_ option: String, _ range: ScoreRange?) {
        if let range { words += [option, "\(range.low)", "\(range.high)"] }
    }
}

extension ModelOptions {
    /// Without the threads, on which no result depends.
    func add(to words: inout OptionWords) {
        words.add("--model", model)
        words.add("--score", score?.rawValue)
        words.add("--activation", activation?.rawValue)
    }
}

extension GeometryOptions {
    func add(to words: inout OptionWords) {
        words.add("--coords", coords)
        words.add("--slide", slide)
        words.add("--tile-size", tileSize.map(Wording.length))
        words.add("--slide-size", slideSize)
        words.add("--mpp", mpp)
    }
}

extension ColorOptions {
    func add(to words: inout OptionWords) {
        words.add("--normalize", normalize.rawValue)
        words.add("--range", range)
        words.add("--colormap", colormap.rawValue)
        words.add("--alpha", alpha)
    }
}

extension DrawingOptions {
    func add(to words: inout OptionWords) {
        words.add("--style", style.rawValue)
        words.add("--threshold", threshold)
        words.add("--top", top)
        words.add("--outline", outline)
        words.add("--outline-width", outlineWidth)
        words.add("--compatible", compatible?.rawValue)
    }
}

extension PictureOptions {
    func add(to words: inout OptionWords) {
        words.add("--background", background?.rawValue)
        words.add("--max-side", maxSide)
        words.add("--legend", if: legend)
        words.add("--panels", if: panels)
        words.add("--top-tiles", topTiles)
    }
}

extension PrintOptions {
    func add(to words: inout OptionWords) {
        words.add("--width", width.map(Wording.length))
        words.add("--max-height", maxHeight.map(Wording.length))
        words.add("--dpi", dpi.map(Wording.length))
        words.add("--no-header", if: !header)
    }
}
