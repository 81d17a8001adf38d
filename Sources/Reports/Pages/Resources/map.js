// The map: a picture of the tiles' colours. Where tiles overlap, it shows the colour of their mean.

const colorMaps = JSON.parse(document.getElementById("colormaps").textContent);

// Unpacks a table of 256 entries (red, green, blue) from the first entry and differences plus 7, in half bytes.
function unpackedColors(packed) {
  if (packed.length === 768) return packed;
  const table = new Uint8Array(768);
  table.set(packed.subarray(0, 3));
  for (let i = 3; i < 768; i++) {
    const pair = packed[3 + ((i - 3) >> 1)];
    table[i] = table[i - 3] + (i % 2 ? pair >> 4 : pair & 15) - 7;
  }
  return table;
}

function paletteOf(name) {
  const map = colorMaps.find((map) => map.name === name) || colorMaps[0];
  if (!map.palette) {
    const table = unpackedColors(bytesOf(map.table));
    map.palette = new Uint32Array(256);
    const entry = new DataView(map.palette.buffer);
    for (let i = 0; i < 256; i++) {
      for (let channel = 0; channel < 3; channel++) entry.setUint8(4 * i + channel, table[3 * i + channel]);
      entry.setUint8(4 * i + 3, 255);
    }
  }
  return map.palette;
}

function entryOf(value) { return value >= 1 ? 255 : Math.floor(Math.max(value, 0) * 256); }

class ScoreMap {
  static longestSide = 4096;

  // region: [x, y, width, height] in level-0 pixels. size: the recorded picture's [width, height] in pixels.
  constructor(tiles, region, size) {
    const factor = Math.min(1, ScoreMap.longestSide / Math.max(...size));
    this.tiles = tiles;
    this.region = region;
    this.canvas = document.createElement("canvas");
    this.canvas.width = Math.max(1, Math.round(size[0] * factor));
    this.canvas.height = Math.max(1, Math.round(size[1] * factor));
  }

  // Rounds each border separately, so neighbours touch. A tile covers at least one pixel.
  static pixels(start, side, extent, count) {
    const border = (place) => Math.min(Math.max(Math.floor(place * count / extent + 0.5), 0), count);
    const first = Math.min(border(start), count - 1);
    return [first, Math.max(border(start + side), first + 1)];
  }

  // values: one per tile. Tiles for which isDrawn is false affect no pixel.
  place(values, isDrawn) {
    const { width, height } = this.canvas;
    const [left, top, across, down] = this.region;
    // Differences from pixel to pixel, in units of 2^-30. So sums are exact, and return to zero after the last tile.
    const sums = new Float64Array((width + 1) * height);
    const counts = new Int32Array((width + 1) * height);
    this.drawnCount = 0;
    for (let tile = 0; tile < values.length; tile++) {
      if (!isDrawn(tile)) continue;
      this.drawnCount++;
      const steps = Math.round(values[tile] * 2 ** 30);
      const [x, endX] = ScoreMap.pixels(this.tiles.x[tile] - left, this.tiles.side, across, width);
      const [y, endY] = ScoreMap.pixels(this.tiles.y[tile] - top, this.tiles.side, down, height);
      for (let row = y * (width + 1); row < endY * (width + 1); row += width + 1) {
        sums[row + x] += steps;
        sums[row + endX] -= steps;
        counts[row + x]++;
        counts[row + endX]--;
      }
    }
    this.entries = new Int16Array(width * height).fill(-1);
    for (let row = 0; row < height; row++) {
      let [sum, count] = [0, 0];
      for (let column = 0; column < width; column++) {
        sum += sums[row * (width + 1) + column];
        count += counts[row * (width + 1) + column];
        if (count > 0) this.entries[row * width + column] = entryOf(sum / count / 2 ** 30);
      }
    }
  }

  paint(look) {
    const palette = look.palette;
    const context = this.canvas.getContext("2d");
    const image = context.createImageData(this.canvas.width, this.canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; i++) if (this.entries[i] >= 0) pixels[i] = palette[this.entries[i]];
    context.putImageData(image, 0, 0);
  }
}
