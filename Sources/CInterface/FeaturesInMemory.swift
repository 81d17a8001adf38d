internal import CLinmil
internal import Command
internal import LinMIL

/// Features in memory of the caller, who keeps them as they are until the work is done.
///
/// Sendable, because they are only read.
@safe struct FeaturesInMemory: @unchecked Sendable {
    private let values: UnsafeRawPointer?
    private let width: Int
    private let rowBytes: Int
    /// How the caller stores a feature; nil for bfloat16, which is widened block by block.
    private let stored: FeatureElement?

    @unsafe init(_ features: linmil_features) {
        unsafe values = features.values
        unsafe (width, rowBytes) = (Int(features.width), Int(features.row_bytes))
        let element = unsafe Int(features.element)
        stored =
            switch element {
            case LINMIL_FLOAT32: .float32
            case LINMIL_FLOAT16: .float16
            case LINMIL_FLOAT64: .float64
            case LINMIL_BFLOAT16: nil
            default: preconditionFailure("features have no element \(element)")
            }
    }

    /// The features as the model reads them.
    ///
    /// - Parameter tiles: the number of tiles.
    func source(name: String, tiles: Int) -> FeatureSource {
        FeatureSource(name: name, tileCount: tiles, width: width, element: stored ?? .float32) { rows, buffer in
            unsafe buffer.withUnsafeMutableBytes { unsafe read(rows, into: $0) }
        }
    }

    private func read(_ rows: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) {
        guard let values = unsafe values, let target = buffer.baseAddress else { return }
        guard let stored else { return unsafe widen(rows, of: values, into: target) }
        let rowSize = width * stored.size
        if rowBytes == rowSize {
            unsafe target.copyMemory(from: values + rows.lowerBound * rowBytes, byteCount: rows.count * rowSize)
            return
        }
        for (place, row) in rows.enumerated() {
            unsafe (target + place * rowSize).copyMemory(from: values + row * rowBytes, byteCount: rowSize)
        }
    }

    /// A bfloat16 is the upper half of a float32.
    private func widen(_ rows: Range<Int>, of values: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
        let floats = unsafe target.assumingMemoryBound(to: UInt32.self)
        for (place, row) in rows.enumerated() {
            let source = unsafe values + row * rowBytes
            let line = unsafe floats + place * width
            for column in 0..<width {
                unsafe line[column] = UInt32(source.loadUnaligned(fromByteOffset: 2 * column, as: UInt16.self)) << 16
            }
        }
    }
}
