// Notes in files: JSON, which a page of the same slides can load again, and GeoJSON for QuPath.

const largestNoteFile = 2 ** 24;

// The notes of all slides. slides: [{identity, name}].
function notesAsJSON(store, slides, page) {
  const notes = slides.flatMap(({ identity, name }) => store.of(identity).map((note) => ({ slide: name, identity, ...note })));
  return JSON.stringify({ format: "linmil notes", version: 1, page, unit: "level-0 pixels", notes }, null, 1) + "\n";
}

// Annotations in level-0 pixels: tiles as squares, places as points. QuPath shows the name, and the text as the description.
function notesAsGeoJSON(notes) {
  const features = notes.map(({ id, x, y, side, text }) => ({
    type: "Feature", id,
    geometry: side === null ? { type: "Point", coordinates: [x, y] }
      : { type: "Polygon", coordinates: [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]] },
    properties: {
      objectType: "annotation", name: shortened(text.trim().split("\n")[0], 60), metadata: { ANNOTATION_DESCRIPTION: text },
    },
  }));
  return JSON.stringify({ type: "FeatureCollection", features }, null, 1) + "\n";
}

// Takes over the notes of a file, and returns what the reader should know as one sentence. Of two versions of a note, the one
// that was changed last stays. A slide is found by its identity; if it is not here, by its name.
function loadNotes(store, slides, text) {
  let entries = null;
  try {
    const file = JSON.parse(text);
    if (file.format === "linmil notes" && file.version === 1 && Array.isArray(file.notes)) entries = file.notes;
  } catch { /* It is not JSON. */ }
  if (!entries || entries.length > 10000) return "The file is not one that \u201cSave notes\u201d writes. No note was loaded.";
  const counts = { loaded: 0, known: 0, foreign: 0, damaged: 0, named: 0 };
  const found = new Map();
  for (const entry of entries) {
    const note = checkedNote(entry);
    const exact = note && slides.find(({ identity }) => identity === entry.identity);
    const named = note && !exact ? slides.filter(({ name }) => name === entry.slide) : [];
    const slide = exact || (named.length === 1 ? named[0] : null);
    if (!note) counts.damaged++; else if (!slide) counts.foreign++; else {
      if (!found.has(slide.identity)) found.set(slide.identity, new Map(store.of(slide.identity).map((note) => [note.id, note])));
      const notes = found.get(slide.identity);
      if (notes.has(note.id) && notes.get(note.id).changed >= note.changed) { counts.known++; continue; }
      notes.set(note.id, note);
      counts.loaded++;
      if (!exact) counts.named++;
    }
  }
  for (const [identity, notes] of found) store.set(identity, [...notes.values()]);
  const parts = [
    [counts.known, "here already"], [counts.foreign, "of slides that this page does not have"], [counts.damaged, "not valid"],
    [counts.named, "matched by the slide\u2019s name alone, because its features differ"],
  ].filter(([count]) => count > 0).map(([count, words]) => count + " " + words);
  return [counts.loaded + (counts.loaded === 1 ? " note" : " notes") + " loaded", ...parts].join("; ") + ".";
}
