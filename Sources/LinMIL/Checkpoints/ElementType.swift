extension Checkpoint {
    /// A number format that tensors are stored in. Its raw value is PyTorch's name of the type.
    public enum ElementType: String, CaseIterable, Sendable {
        /// Floating point.
        case float64, float32, float16, bfloat16
        /// Integers, and truth values as 0 and 1.
        case int64, int32, int16, int8, uint64, uint32, uint16, uint8, bool

        /// The size of one element in bytes.
        public var size: Int {
            switch self {
            case .float64, .int64, .uint64: 8
            case .float32, .int32, .uint32: 4
            case .float16, .bfloat16, .int16, .uint16: 2
            case .int8, .uint8, .bool: 1
            }
        }
    }
}

extension Checkpoint.ElementType {
    /// Decodes one element to float32, rounded to nearest where it does not fit.
    ///
    /// The corresponding PyTorch line is `tensor.float()`.
    @inline(__always)
    func decode(_ source: UnsafeRawBufferPointer, at offset: Int) -> Float {
        switch self {
        case .float64: unsafe Float(Double(bitPattern: load(source, offset)))
        case .float32: unsafe Float(bitPattern: load(source, offset))
        case .float16: unsafe float(fromHalf: load(source, offset))
        case .bfloat16: unsafe Float(bitPattern: UInt32(load(source, offset) as UInt16) << 16)
        case .int64: unsafe Float(load(source, offset) as Int64)
        case .int32: unsafe Float(load(source, offset) as Int32)
        case .int16: unsafe Float(load(source, offset) as Int16)
        case .int8: unsafe Float(load(source, offset) as Int8)
        case .uint64: unsafe Float(load(source, offset) as UInt64)
        case .uint32: unsafe Float(load(source, offset) as UInt32)
        case .uint16: unsafe Float(load(source, offset) as UInt16)
        case .uint8: unsafe Float(load(source, offset) as UInt8)
        case .bool: unsafe source[offset] == 0 ? 0 : 1
        }
    }

    /// Tensors of a file are not aligned, so every load is an unaligned one.
    @inline(__always)
    private func load<T: FixedWidthInteger & BitwiseCopyable>(_ source: UnsafeRawBufferPointer, _ offset: Int) -> T {
        unsafe T(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// Widens a float16 by its bits: `Float16` calls a library function for each element on x86-64 without F16C.
    @inline(__always)
    private func float(fromHalf bits: UInt16) -> Float {
        let magnitude = UInt32(bits & 0x7FFF) << 13
        let sign = UInt32(bits & 0x8000) << 16
        // Moving the exponent's bias from 15 to 127 is a product with 2^112, which is exact and normalises subnormals.
        let widened = Float(bitPattern: magnitude) * Float(bitPattern: (127 + 112) << 23)
        let isFinite = bits & 0x7C00 != 0x7C00
        return Float(bitPattern: (isFinite ? widened.bitPattern : magnitude | 0x7F80_0000) | sign)
    }
}
