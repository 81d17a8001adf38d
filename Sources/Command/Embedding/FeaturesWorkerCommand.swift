internal import ArgumentParser
internal import Machine
internal import Rendering
internal import Results
internal import Slides
internal import Synchronization

/// Reads a file of features for a program in another language, so that a damaged one cannot end it.
///
/// The tiles' corners and then their features go into memory that both have open. What they are is printed as JSON.
struct FeaturesWorkerCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "features-worker", abstract: "Read features for a program in another language.",
        shouldDisplay: false)

    @OptionGroup var slide: SlideOptions
    @OptionGroup var geometry: GeometryOptions
    @OptionGroup var lengths: TileOptions
    @OptionGroup var stall: StallOption

    @Option(help: "The descriptor of the memory for the answer.")
    var answer: Int32

    /// What was read, beside the numbers.
    private struct Facts: Encodable {
        let tiles: Int
        let width: Int
        /// NumPy's name of the number format.
        let element: String
        /// Where the features begin, in bytes. The corners begin at 0.
        let features: Int
        let warnings: [String]
    }

    func run() throws {
        var sources = SlideSources(features: try slide.requiredFeatures())
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
        let file = try FeatureFile(anyFormatAt: sources.features)
        let tiles = try TileGrid(of: file, given: sources.given(sources.openSlide()))
        let memory = SharedMemory(answer)
        try memory.clear()
        let corners = tiles.origins.flatMap { [$0.x, $0.y] }
        try unsafe corners.withUnsafeBytes { try unsafe memory.write($0, at: 0) }
        let start = (corners.count * MemoryLayout<Double>.size + 63) / 64 * 64
        try Self.copy(file, to: memory, at: start)
        let facts = Facts(
            tiles: file.tileCount, width: file.width, element: "\(file.element)", features: start,
            warnings: tiles.warnings.map { $0.advised(in: .score) })
        try Terminal.print(json: jsonText(facts))
    }

    /// Copies all features, several blocks at a time, as the model reads them: a file may be compressed.
    private static func copy(_ file: FeatureFile, to memory: SharedMemory, at start: Int) throws {
        let blockRows = max(1, blockBytes / max(1, file.rowSize))
        let failure = Mutex<(any Error)?>(nil)
        Parallel.perform((file.tileCount + blockRows - 1) / blockRows) { block in
            guard failure.withLock({ $0 == nil }) else { return }
            let rows = block * blockRows..<min((block + 1) * blockRows, file.tileCount)
            let buffer = UnsafeMutableRawBufferPointer.allocate(
                byteCount: rows.count * file.rowSize, alignment: MemoryLayout<Double>.alignment)
            defer { unsafe buffer.deallocate() }
            do {
                var bytes = unsafe buffer.mutableBytes
                try file.readRows(rows, into: &bytes)
                try unsafe memory.write(UnsafeRawBufferPointer(buffer), at: start + rows.lowerBound * file.rowSize)
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private static let blockBytes = 4 << 20
}
