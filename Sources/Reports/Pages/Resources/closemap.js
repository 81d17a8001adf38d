// The map where a pixel of its picture would take several of the screen: there, each tile has its own borders.

// Draws the tiles in view; false if there are too many. (left, top) is where the slide's level-0 pixel (0, 0) is on the canvas.
function drawCloseMap(context, look, left, top, scale) {
  const { tiles, palette, values } = look;
  const density = context.getTransform().a;
  const [x, y] = [-left / scale, -top / scale];
  const [endX, endY] = [x + context.canvas.width / density / scale, y + context.canvas.height / density / scale];
  const shown = [];
  for (let tile = 0; tile < tiles.count; tile++) {
    if (tiles.x[tile] < endX && tiles.x[tile] + tiles.side > x && tiles.y[tile] < endY && tiles.y[tile] + tiles.side > y
      && look.isDrawn(tile)) shown.push(tile);
  }
  if (shown.length > 20000) return false;
  // The borders of all tiles cut the view into cells. Where tiles overlap, a cell has the colour of their mean.
  const borders = (starts) => [...new Set(shown.flatMap((tile) => [starts[tile], starts[tile] + tiles.side]))].sort((a, b) => a - b);
  const [columns, rows] = [borders(tiles.x), borders(tiles.y)];
  if (columns.length * rows.length > 40000) return false;
  const [columnOf, rowOf] = [columns, rows].map((all) => new Map(all.map((border, place) => [border, place])));
  const sums = new Float64Array(columns.length * rows.length);
  const counts = new Uint32Array(sums.length);
  for (const tile of shown) {
    const steps = Math.round(values[tile] * 2 ** 30);
    const endColumn = columnOf.get(tiles.x[tile] + tiles.side);
    const endRow = rowOf.get(tiles.y[tile] + tiles.side);
    for (let row = rowOf.get(tiles.y[tile]); row < endRow; row++) {
      for (let column = columnOf.get(tiles.x[tile]); column < endColumn; column++) {
        sums[row * columns.length + column] += steps;
        counts[row * columns.length + column]++;
      }
    }
  }
  // Borders lie on the screen's pixels, so neighbours leave no gap.
  const onScreen = (origin) => (border) => Math.round((border * scale + origin) * density) / density;
  const [across, down] = [columns.map(onScreen(left)), rows.map(onScreen(top))];
  const colors = new Uint8Array(palette.buffer, palette.byteOffset, palette.byteLength);
  for (let row = 0; row + 1 < rows.length; row++) {
    for (let column = 0; column + 1 < columns.length; column++) {
      const cell = row * columns.length + column;
      if (!counts[cell]) continue;
      const [red, green, blue, alpha] = colors.subarray(4 * entryOf(sums[cell] / counts[cell] / 2 ** 30));
      context.fillStyle = "rgba(" + [red, green, blue, alpha / 255].join() + ")";
      context.fillRect(across[column], down[row], across[column + 1] - across[column], down[row + 1] - down[row]);
    }
  }
  return true;
}
