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
    private let element: FeatureElement

    @unsafe init(_ features: linmil_features) {
        unsafe values = features.values
        unsafe (width, rowBytes) = (Int(features.width), Int(features.row_bytes))
        let number = unsafe Int(features.element)
        element =
            switch number {
            case LINMIL_FLOAT32: .float32
            case LINMIL_FLOAT16: .float16
            case LINMIL_FLOAT64: .float64
            case LINMIL_BFLOAT16: .bfloat16
            default: preconditionFailure("features have no element \(number)")
            }
    }

    /// The features as the model reads them.
    ///
    /// - Parameter tiles: the number of tiles.
    func source(name: String, tiles: Int) -> FeatureSource {
        FeatureSource(name: name, tileCount: tiles, width: width, element: element) { rows, buffer in
            unsafe buffer.withUnsafeMutableBytes { unsafe read(rows, into: $0) }
        }
    }

    private func read(_ rows: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) {
        guard let values = unsafe values, let target = buffer.baseAddress else { return }
        let rowSize = width * element.size
        if rowBytes == rowSize {
            unsafe target.copyMemory(from: values + rows.lowerBound * rowBytes, byteCount: rows.count * rowSize)
            return
        }
        for (place, row) in rows.enumerated() {
            unsafe (target + place * rowSize).copyMemory(from: values + row * rowBytes, byteCount: rowSize)
        }
    }
}
