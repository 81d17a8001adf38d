// Notes on the picture: a pin with the note's number at each place, and a frame around each tile.

const pinRadius = 10;

// The place of a note: the middle of its tile. [x, y] in level-0 pixels
function placeOf({ x, y, side }) { return [x + (side || 0) / 2, y + (side || 0) / 2]; }

// The middle of a pin's head on the canvas.
function headOf(viewer, note) {
  const [x, y] = viewer.toCanvas(...placeOf(note));
  return [x, y - pinRadius - 8];
}

function drawPins(viewer, notes, selected) {
  const { context, scale } = viewer;
  notes.forEach((note, place) => {
    const [x, y] = headOf(viewer, note);
    const [ink, ground] = note.id === selected ? ["#000000", "#ffd84d"] : ["#ffffff", "#7a1fa2"];
    if (note.side !== null) {
      const [left, top] = viewer.toCanvas(note.x, note.y);
      for (const [width, color] of [[4, "#ffffff"], [2, "#7a1fa2"]]) {
        Object.assign(context, { lineWidth: width, strokeStyle: color });
        context.strokeRect(left, top, note.side * scale, note.side * scale);
      }
    }
    context.beginPath();
    context.arc(x, y, pinRadius, Math.PI * 0.75, Math.PI * 0.25);
    context.lineTo(x, y + pinRadius + 8);
    context.closePath();
    Object.assign(context, { fillStyle: ground, strokeStyle: "#ffffff", lineWidth: 2 });
    context.fill();
    context.stroke();
    Object.assign(context, { fillStyle: ink, font: "600 11px sans-serif", textAlign: "center", textBaseline: "middle" });
    context.fillText(String(place + 1), x, y + 0.5);
    Object.assign(context, { textAlign: "start", textBaseline: "alphabetic" });
  });
}

// The note whose pin is under a point of the canvas; the last one drawn is on top.
function pinAt(viewer, notes, x, y) {
  return [...notes].reverse().find((note) => {
    const [headX, headY] = headOf(viewer, note);
    return Math.hypot(x - headX, y - headY) <= pinRadius + 2;
  });
}
