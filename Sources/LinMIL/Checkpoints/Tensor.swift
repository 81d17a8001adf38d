package import Files

extension Checkpoint {
    /// One named tensor: a view of the file's bytes, which are read and converted when its values are asked for.
    public struct Tensor: Sendable {
        /// The sizes of the dimensions; empty for a scalar.
        public let shape: [Int]
        /// The format that the file stores the elements in.
        public let elementType: ElementType

        /// The number of elements.
        public let count: Int

        private let file: CheckpointFile
        /// The first element's position in the file.
        private let start: Int
        /// The distances of neighbours along each dimension, in elements; 0 where the size is 1.
        private let strides: [Int]
        private let isRowMajor: Bool
    }
}

extension Checkpoint.Tensor {
    /// Makes a view of the elements in a part of a file, or returns nil where the view would leave it.
    ///
    /// - Parameters:
    ///   - offset: The first element's index in the storage.
    ///   - strides: The distances of neighbours along each dimension, in elements; row-major if nil.
    init?(
        shape: [Int], strides: [Int]? = nil, offset: Int = 0, elementType: Checkpoint.ElementType,
        storage: Range<Int>, of file: CheckpointFile
    ) {
        precondition(
            storage.lowerBound >= 0 && storage.upperBound <= file.count,
            "storage \(storage) lies outside of \(file.count) bytes")
        guard offset >= 0, let count = Self.count(of: shape) else { return nil }
        guard count > 0 else {
            self.init(
                shape: shape, elementType: elementType, count: 0, file: file, start: 0, strides: shape,
                isRowMajor: true)
            return
        }
        var strides = strides ?? Self.rowMajorStrides(of: shape)
        guard strides.count == shape.count, strides.allSatisfy({ $0 >= 0 }) else { return nil }
        // The stride of a single element is never taken, and PyTorch lets it be anything.
        for axis in shape.indices where shape[axis] == 1 { strides[axis] = 0 }
        // The view's last element is its furthest, for no stride is negative.
        let capacity = storage.count / elementType.size
        var last = offset
        for (size, stride) in zip(shape, strides) {
            let (distance, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
            guard !overflow, distance < capacity, last < capacity - distance else { return nil }
            last += distance
        }
        guard last < capacity else { return nil }
        self.init(
            shape: shape, elementType: elementType, count: count, file: file,
            start: storage.lowerBound + offset * elementType.size, strides: strides,
            isRowMajor: Self.isRowMajor(shape, strides))
    }

    /// The values as float32, row-major, strides resolved. [shape...] -> [count]
    ///
    /// Each access reads and converts anew. The corresponding PyTorch line is `tensor.float().flatten()`.
    ///
    /// - Throws: `FileError` where the file can no longer be read.
    public var floats: [Float] {
        get throws(FileError) {
            var values = [Float](repeating: 0, count: count)
            try unsafe values.withUnsafeMutableBufferPointer { values throws(FileError) in try unsafe read(into: values)
            }
            return values
        }
    }

    /// Reads the values as ``floats`` has them. target: [count]
    func read(into target: UnsafeMutableBufferPointer<Float>) throws(FileError) {
        precondition(target.count == count, "\(count) values into room for \(target.count)")
        #if _endian(little)
            if elementType == .float32, isRowMajor {
                return try unsafe file.read(into: UnsafeMutableRawBufferPointer(target), from: start)
            }
        #endif
        let bytes = try file.bytes(extent)
        unsafe bytes.withUnsafeBytes { source in
            if isRowMajor {
                unsafe convertRow(source, from: 0, by: 1, into: target)
            } else {
                unsafe convertView(source, into: target)
            }
        }
    }

    /// The part of the file from the first element to the end of the last.
    private var extent: Range<Int> {
        guard count > 0 else { return start..<start }
        let last = zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        return start..<start + (last + 1) * elementType.size
    }

    /// Returns the product of the sizes, or nil where one is negative or it does not fit.
    static func count(of shape: [Int]) -> Int? {
        var count = 1
        for size in shape {
            // A zero further on does not excuse an overflow here: PyTorch writes no such shape.
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }

    /// Returns the strides of a contiguous tensor, in elements. The tensor has elements, so no product exceeds its count.
    private static func rowMajorStrides(of shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        return strides
    }

    /// Whether the elements lie in row-major order without gaps.
    private static func isRowMajor(_ shape: [Int], _ strides: [Int]) -> Bool {
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            if stride != expected { return false }
            expected *= size
        }
        return true
    }

    /// The elements as they are stored, row-major, strides resolved, little-endian. [count * elementType.size]
    var rowMajorBytes: [UInt8] {
        get throws(FileError) {
            let bytes = try file.bytes(extent)
            if isRowMajor { return bytes }
            let size = elementType.size
            var copy: [UInt8] = []
            copy.reserveCapacity(count * size)
            forEachElement { position in copy += bytes[position..<position + size] }
            return copy
        }
    }

    /// The elements' bytes where they lie in the file in row-major order; nil where they lie otherwise. What is read of them is
    /// little-endian. [count * elementType.size]
    package var bytesInOrder: (file: InputBytes, range: Range<Int>)? { isRowMajor ? (file, extent) : nil }

    /// Calls `body` with the byte of the tensor's extent at which each element begins, row-major.
    private func forEachElement(_ body: (_ position: Int) -> Void) {
        guard let width = shape.last else { return body(0) }
        let step = (strides.last ?? 0) * elementType.size
        forEachRow { _, position in
            for index in 0..<width { body(position + index * step) }
        }
    }

    /// Returns the tensor with the bytes of each element in the other order, in memory of its own.
    func byteSwapped() throws(FileError) -> Self {
        guard elementType.size > 1, count > 0 else { return self }
        let bytes = try file.bytes(extent)
        var swapped: [UInt8] = []
        swapped.reserveCapacity(count * elementType.size)
        forEachElement { position in swapped += bytes[position..<position + elementType.size].reversed() }
        return Self(
            shape: shape, elementType: elementType, count: count, file: CheckpointFile(path: file.path, bytes: swapped),
            start: 0, strides: Self.rowMajorStrides(of: shape), isRowMajor: true)
    }

    /// Whether both tensors have the same shape, type and elements.
    func isEqual(to other: Self) throws(FileError) -> Bool {
        guard shape == other.shape, elementType == other.elementType else { return false }
        return try rowMajorBytes == other.rowMajorBytes
    }

    /// Converts a view row by row along its last dimension.
    private func convertView(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        guard let width = shape.last, let step = strides.last else { return }
        forEachRow { row, position in
            unsafe convertRow(
                source, from: position, by: step,
                into: UnsafeMutableBufferPointer(rebasing: target[row * width..<(row + 1) * width]))
        }
    }

    /// Calls `body` for each row along the last dimension, with its number and the byte of the extent at which it begins.
    private func forEachRow(_ body: (_ row: Int, _ position: Int) -> Void) {
        guard let width = shape.last, width > 0 else { return }
        var index = [Int](repeating: 0, count: shape.count - 1)
        var position = 0
        for row in 0..<count / width {
            body(row, position)
            // Counts the index up like an odometer, last dimension first.
            for axis in index.indices.reversed() {
                index[axis] += 1
                position += strides[axis] * elementType.size
                if index[axis] < shape[axis] { break }
                position -= strides[axis] * elementType.size * shape[axis]
                index[axis] = 0
            }
        }
    }

    /// Converts elements that are `step` apart, the first at byte `position`, until `target` is full.
    private func convertRow(
        _ source: UnsafeRawBufferPointer, from position: Int, by step: Int,
        into target: UnsafeMutableBufferPointer<Float>
    ) {
        #if _endian(little)
            if elementType == .float32, step == 1 {
                let row = unsafe UnsafeRawBufferPointer(rebasing: source[position..<position + target.count * 4])
                unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: row)
                return
            }
        #endif
        let distance = step * elementType.size
        for index in 0..<target.count {
            unsafe target[index] = elementType.decode(source, at: position + index * distance)
        }
    }
}
