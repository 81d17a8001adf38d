package import Images
package import Results

/// One slide's pictures as a figure. The slide's name and prediction are above the pictures, the colour bar and the
/// scale bar below.
///
/// A figure only holds plain values. The caller names the score and its normalisation.
package struct Figure: Sendable {
    package var header: FigureHeader?
    /// From left to right. Two or more panels are lettered a, b, c, ...
    package var panels: [Panel]
    package var legend: Legend?
    /// The width of one pixel of the pictures on the slide, for the scale bar. If nil, there is no scale bar.
    ///
    /// The width holds for every panel, so panels of different sizes have no scale bar.
    package var micrometresPerPixel: Double?
    /// The page that the figure is printed on. If nil, the figure is as large as its pictures make it.
    package var page: PrintPage?

    /// Creates a figure.
    package init(
        header: FigureHeader? = nil, panels: [Panel], legend: Legend? = nil, micrometresPerPixel: Double? = nil,
        page: PrintPage? = nil
    ) {
        (self.header, self.panels, self.legend) = (header, panels, legend)
        (self.micrometresPerPixel, self.page) = (micrometresPerPixel, page)
    }

    /// A picture with its title, such as `Thumbnail`.
    package struct Panel: Sendable {
        package var title: String?
        package var image: Image

        /// Creates a panel.
        package init(title: String? = nil, image: Image) {
            (self.title, self.image) = (title, image)
        }
    }

    /// Explains the colours.
    package struct Legend: Sendable {
        /// The score, such as `CLS attention` or `Evidence for tumor`.
        package var title: Phrase
        /// How the score was normalised, such as `rank in this slide`.
        package var normalization: String?
        /// The colours from low to high, as in the picture. [256, 3]
        package var colors: [UInt8]
        /// The colours of the map without the slide, for the lower half of the bar; nil if the figure does not show it.
        package var mapColors: [UInt8]?
        package var ticks: Ticks
        /// What the bar's ends mean, such as `speaks against tumor` and `speaks for tumor`; nil for an end without a meaning.
        package var ends: (low: Phrase?, high: Phrase?)
        /// Further sentences below the bar.
        package var notes: [Phrase]

        /// Creates a legend.
        package init(
            title: Phrase, normalization: String? = nil, colors: [UInt8], mapColors: [UInt8]? = nil, ticks: Ticks,
            ends: (low: Phrase?, high: Phrase?) = (nil, nil), notes: [Phrase] = []
        ) {
            self.mapColors = mapColors
            precondition(colors.count == 768, "a colour table has 256 x 3 bytes, not \(colors.count)")
            (self.title, self.normalization, self.colors) = (title, normalization, colors)
            (self.ticks, self.ends, self.notes) = (ticks, ends, notes)
        }
    }
}

/// The slide that a page shows.
package struct FigureHeader: Sendable {
    package var slide: String
    package var prediction: Prediction?

    /// What the model says of the slide: a name between words that need no care.
    package struct Prediction: Sendable {
        private let (before, name, after): (String, String, String)

        /// `Predicted class: tumor (probability 0.93)`, without the parentheses if the probability is not finite.
        ///
        /// - Parameter probability: between 0 and 1.
        package init(name: String, probability: Double) {
            let number = NumberText.probability(probability)
            (before, self.name) = ("Predicted class: ", name)
            after = probability.isFinite ? " (probability \(number))" : ""
        }

        /// `Model output: value −3.69`.
        package init(value: Double) {
            (before, name, after) = ("Model output: value ", "", NumberText.short(value, digits: 3))
        }

        /// `Probability of tumor: 0.93 (sigmoid, assumed)`.
        package init(sigmoidOf name: String, probability: Double) {
            (before, self.name) = ("Probability of ", name)
            after = ": \(NumberText.probability(probability)) (sigmoid, assumed)"
        }

        fileprivate var line: FigureText { FigureText(before, name: name, after) }
    }

    /// Creates a header.
    package init(slide: String, prediction: Prediction? = nil) {
        (self.slide, self.prediction) = (slide, prediction)
    }

    /// The prediction in one line.
    var predictionLine: FigureText? { prediction?.line }
}
