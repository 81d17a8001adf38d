internal import CKernels

/// Puts into a tile's vector where the tile lies: after the projection, before the class token is put in front.
///
/// It gets one tile at a time, since tiles pass through the model in blocks. An encoding that mixes tiles, as TransMIL's
/// convolutions do, cannot be written this way.
///
/// The corresponding PyTorch line is `Lin_MIL(..., pos_enc=encoding)`, whose forward calls `x = pos_enc(x, coords)`.
public struct PositionalEncoding: Sendable {
    /// Changes a tile's vector in place. Called from several threads at once.
    ///
    /// - Parameters:
    ///   - tile: the projected features. [D]
    ///   - origin: the tile's top-left corner, in level-0 pixels, from ``FeatureSource/coordinates``.
    public typealias Encode = @Sendable (_ tile: inout MutableSpan<Float>, _ origin: SIMD2<Double>) throws -> Void

    private let encode: Encode

    /// Makes an encoding of any function of one tile.
    public init(_ encode: @escaping Encode) {
        self.encode = encode
    }

    /// Encodes some tiles. rows [tiles, D], origins [tiles]
    func apply(to rows: Rows, at origins: ArraySlice<SIMD2<Double>>) throws {
        precondition(origins.count == rows.count, "\(origins.count) origins of \(rows.count) tiles")
        for (row, origin) in origins.enumerated() {
            let vector = unsafe UnsafeMutableBufferPointer(start: rows.base + row * rows.stride, count: rows.columns)
            var tile = unsafe vector.mutableSpan
            try encode(&tile, origin)
        }
    }
}

extension PositionalEncoding {
    /// Adds sines and cosines of the tile's position, counted in tiles, in the order of MAE: with `q = D / 4`,
    /// channels [0, q) get `sin(x w_i)`, [q, 2q) `cos(x w_i)`, [2q, 3q) `sin(y w_i)`, [3q, 4q) `cos(y w_i)`, where
    /// `w_i = temperature^(-i/q)`. Up to three channels that are left over stay as they are.
    ///
    /// The corresponding Python function is MAE's `get_2d_sincos_pos_embed`.
    ///
    /// - Parameters:
    ///   - tileSide: the distance of neighbouring tiles, in level-0 pixels.
    ///   - temperature: the ratio of the longest period to the shortest, nearly.
    public static func sinusoidal(tileSide: Double, temperature: Double = 10_000) -> PositionalEncoding {
        precondition(
            tileSide > 0 && tileSide.isFinite && temperature > 0 && temperature.isFinite,
            "tiles of \(tileSide) px, temperature \(temperature)")
        return PositionalEncoding { tile, origin in
            let quarter = tile.count / 4
            let position = origin / tileSide
            let step = kernel_exp(-kernel_log(temperature) / Double(max(quarter, 1)))
            var frequency = 1.0
            for channel in 0..<quarter {
                tile[channel] += Float(kernel_sin(position.x * frequency))
                tile[quarter + channel] += Float(kernel_cos(position.x * frequency))
                tile[2 * quarter + channel] += Float(kernel_sin(position.y * frequency))
                tile[3 * quarter + channel] += Float(kernel_cos(position.y * frequency))
                frequency *= step
            }
        }
    }
}
