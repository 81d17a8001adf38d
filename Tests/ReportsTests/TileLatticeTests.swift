import Testing

@testable import Reports

@Suite struct `The grid that tiles lie on` {
    @Test func `has the cells of tiles that overlap, touch, leave gaps or lie at one place`() throws {
        let grid: [SIMD2<Double>] = [[100, 50], [612, 50], [1636, 50], [612, 562], [612, 562], [100, 1586]]
        for side in [640.0, 512, 100] {
            let lattice = try #require(TileLattice(grid, side: side))
            #expect(lattice.origin == [100, 50] && lattice.step == [512, 512])
            #expect(lattice.columns == 4 && lattice.rows == 4 && lattice.cells == [0, 1, 3, 5, 5, 12])
        }
    }

    @Test func `has the step that rounded corners mean`() throws {
        let grid = (0..<60).map { SIMD2(($0 % 10).rounded(step: 333.4), ($0 / 10).rounded(step: 250.5)) }
        let lattice = try #require(TileLattice(grid, side: 333))
        #expect(lattice.columns == 10 && lattice.rows == 6 && lattice.cells == Array(0..<60))
        #expect(abs(lattice.step.x - 333.4) < 0.1 && abs(lattice.step.y - 250.5) < 0.1)
    }

    @Test func `of one tile, one row or one column has the tile's side as its other step`() throws {
        let one = try #require(TileLattice([[7, 9]], side: 256))
        #expect(one.step == [256, 256] && one.columns == 1 && one.rows == 1 && one.cells == [0])
        let row = try #require(TileLattice([[0, 9], [1024, 9], [512, 9]], side: 256))
        #expect(row.step == [512, 256] && row.columns == 3 && row.rows == 1 && row.cells == [0, 2, 1])
    }

    @Test func `does not exist for tiles beside it, far apart, or nowhere`() {
        #expect(TileLattice([[0, 0], [512, 0], [700, 0], [1100, 512]], side: 512) == nil)
        #expect(TileLattice([[0, 0], [512, 512], [512 * 3000, 512 * 3000]], side: 512) == nil)
        #expect(TileLattice([[-1e9, -1e9], [1e9, 1e9], [-1e9 + 3, 1e9]], side: 512) == nil)
        #expect(TileLattice([], side: 512) == nil)
    }
}

extension Int {
    /// A place on a grid, rounded to whole pixels.
    fileprivate func rounded(step: Double) -> Double { (Double(self) * step).rounded() }
}
