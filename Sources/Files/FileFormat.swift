/// A file's format, found by its first bytes.
package enum FileFormat: Equatable, Sendable {
    case hdf5, netCDF, numPy
    case png, mangledPNG, jpeg, jpeg2000, tiff, bigTIFF, gif, bmp, webP, pdf
    case svg, xml, html, json
    case safetensors, zip, pickle, gzip, gitLFSPointer

    /// The number of first bytes that `init(of:)` looks at.
    package static let signatureLength = 16

    /// Looks at the first bytes of a file; nil where they match no known format.
    package init?(of beginning: some Collection<UInt8>) {
        let match = Self.signatures.first { beginning.dropFirst($0.offset).starts(with: $0.bytes) }
        guard let match else { return nil }
        self = match.format
    }

    /// The bytes that a file of this format begins with; the first kind where there are several.
    package var signature: [UInt8] { Self.signatures.first { $0.format == self }?.bytes ?? [] }

    /// Bytes at an offset that identify a format. The first match counts. A safetensors file begins with a length, which may
    /// look like a short signature, so short signatures come last.
    private static let signatures: [(format: FileFormat, offset: Int, bytes: [UInt8])] = [
        (.hdf5, 0, [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]),
        (.png, 0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        (.mangledPNG, 0, [0x89, 0x50, 0x4E, 0x47]),
        (.jpeg, 0, [0xFF, 0xD8, 0xFF]),
        (.jpeg2000, 0, [0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50]),
        (.tiff, 0, [0x49, 0x49, 0x2A, 0x00]),
        (.tiff, 0, [0x4D, 0x4D, 0x00, 0x2A]),
        (.bigTIFF, 0, [0x49, 0x49, 0x2B, 0x00]),
        (.bigTIFF, 0, [0x4D, 0x4D, 0x00, 0x2B]),
        (.gif, 0, Array("GIF8".utf8)),
        (.webP, 0, Array("RIFF".utf8)),
        (.pdf, 0, Array("%PDF".utf8)),
        (.zip, 0, [0x50, 0x4B, 0x03, 0x04]),
        (.zip, 0, [0x50, 0x4B, 0x05, 0x06]),
        (.numPy, 0, [0x93] + Array("NUMPY".utf8)),
        (.gitLFSPointer, 0, Array("version https:/".utf8)),
        // The header's length in eight bytes, of which the last two are zero in any file that fits a disk, and its brace.
        (.safetensors, 6, [0x00, 0x00, 0x7B]),
        (.bmp, 0, Array("BM".utf8)),
        (.netCDF, 0, Array("CDF".utf8)),
        (.gzip, 0, [0x1F, 0x8B]),
        (.svg, 0, Array("<svg".utf8)),
        (.xml, 0, Array("<?xml ".utf8)),
        (.html, 0, Array("<".utf8)),
        (.json, 0, Array("{".utf8)),
        (.safetensors, 8, Array("{".utf8)),
        (.pickle, 0, [0x80]),
    ]
}

extension FileFormat: CustomStringConvertible {
    /// The format's name with its article, as it stands in a sentence: `a PNG image`.
    package var description: String {
        switch self {
        case .hdf5: "an HDF5 file"
        case .netCDF: "a netCDF file"
        case .numPy: "a NumPy array"
        case .png: "a PNG image"
        case .mangledPNG: "a PNG whose line ends were changed in transfer"
        case .jpeg: "a JPEG image"
        case .jpeg2000: "a JPEG 2000 image"
        case .tiff: "a TIFF image or slide"
        case .bigTIFF: "a BigTIFF image or slide"
        case .gif: "a GIF image"
        case .bmp: "a BMP image"
        case .webP: "a WebP image"
        case .pdf: "a PDF document"
        case .svg: "an SVG image"
        case .xml: "XML text"
        case .html: "HTML text"
        case .json: "JSON text"
        case .safetensors: "a safetensors file"
        case .zip: "a zip archive, as PyTorch's .pt files are"
        case .pickle: "a bare Python pickle"
        case .gzip: "a gzip archive (unpack it first)"
        case .gitLFSPointer: "a Git LFS pointer (run git lfs pull)"
        }
    }
}
