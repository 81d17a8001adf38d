/// The pieces of a dataset's values in the file, without filters: chunks of whole rows, or one piece.
struct StoredValues {
    /// A piece by its first row.
    struct Piece {
        let row: UInt64
        let address: UInt64
    }

    let file: FileBytes
    let pieces: [Piece]
}
