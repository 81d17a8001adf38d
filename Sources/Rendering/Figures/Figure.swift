package import Images

/// One slide's pictures as a figure: the slide's name and prediction above, pictures side by side, and below them the
/// colour bar and the scale bar.
///
/// It takes plain values: what a score is called and how it was normalised is the caller's to say.
package struct Figure: Sendable {
    package var header: FigureHeader?
    /// From left to right; two and more are lettered a, b, c ...
    package var panels: [Panel]
    package var legend: Legend?
    /// The width of a picture's pixel on the slide, for a scale bar; nil, and there is none, where it is not known.
    ///
    /// It holds for every panel: where panels differ in size there is no scale bar.
    package var micrometresPerPixel: Double?
    /// What it is printed on; nil for a figure that is as large as its pictures make it.
    package var page: PrintPage?

    /// Gathers a figure.
    package init(
        header: FigureHeader? = nil, panels: [Panel], legend: Legend? = nil, micrometresPerPixel: Double? = nil,
        page: PrintPage? = nil
    ) {
        (self.header, self.panels, self.legend) = (header, panels, legend)
        (self.micrometresPerPixel, self.page) = (micrometresPerPixel, page)
    }

    /// A picture and what it is, such as `Thumbnail`.
    package struct Panel: Sendable {
        package var title: String?
        package var image: Image

        /// Gathers a panel.
        package init(title: String? = nil, image: Image) {
            (self.title, self.image) = (title, image)
        }
    }

    /// What the colours stand for.
    package struct Legend: Sendable {
        /// The score, such as `CLS attention` or `Evidence for tumor`.
        package var title: String
        /// How it was normalised, such as `rank in this slide`.
        package var normalization: String?
        /// The colours from low to high. [256, 3]
        package var colors: [UInt8]
        package var ticks: Ticks
        /// What else a reader must know, below the bar.
        package var notes: [String]

        /// Gathers a legend.
        package init(title: String, normalization: String? = nil, colors: [UInt8], ticks: Ticks, notes: [String] = []) {
            precondition(colors.count == 768, "a colour table has 256 x 3 bytes, not \(colors.count)")
            (self.title, self.normalization, self.colors) = (title, normalization, colors)
            (self.ticks, self.notes) = (ticks, notes)
        }
    }
}

/// The slide that a page is about.
package struct FigureHeader: Sendable {
    package var slide: String
    package var prediction: Prediction?

    /// The class that a model chose.
    package struct Prediction: Sendable {
        package var name: String
        /// Between 0 and 1.
        package var probability: Double

        /// Gathers a prediction.
        package init(name: String, probability: Double) {
            (self.name, self.probability) = (name, probability)
        }
    }

    /// Gathers a header.
    package init(slide: String, prediction: Prediction? = nil) {
        (self.slide, self.prediction) = (slide, prediction)
    }

    /// `Predicted class: tumor (probability 0.93)`; without the number where it is none.
    var predictionLine: FigureText? {
        prediction.map { prediction in
            let number = prediction.probability
            return FigureText(
                "Predicted class: ", name: prediction.name,
                number.isFinite ? " (probability \(NumberText.probability(number)))" : "")
        }
    }
}
