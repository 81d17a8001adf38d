// The address selects the page: #cohort, #slide= with a slide's file name, or #compare= with two of them. The name of a map may
// follow a slide's: #compare=A&A;relevance.

const table = new SlideTable($("slides"));
const view = new SlideView(1);
$("views").append(view.root);
const comparison = new Comparison(view, () => {
  history.replaceState(null, "", addressOf(comparison.isOn ? comparison.views.map(partOf) : [partOf(view)]));
  showWays(view, comparison);
});
const picks = new Picks(table.rows, (...rows) => { location.hash = addressOf(rows.map(fileOf)); });
prepareWays(view, comparison, (parts) => { location.hash = addressOf(parts); });
const title = document.title;
const noteFiles = new PageNotes(table.rows, document.querySelector("h1 bdi").textContent);

function linkTo(row) { return row.querySelector("th a").getAttribute("href"); }

// A slide's file name as it is in addresses.
function fileOf(row) { return linkTo(row).split("=")[1]; }

// What a view shows, as a part of the address.
function partOf(view) { return withMap(fileOf(view.row), view); }

// A slide as a part of the address, with the same map as a view shows.
function withMap(file, { slide }) { return file + (slide && slide.number > 0 ? ";" + encodeURIComponent(slide.name) : ""); }

function addressOf(parts) { return (parts.length > 1 ? "#compare=" : "#slide=") + parts.join("&"); }

// Returns the slides that the address names, with the names of their maps; none for the table.
function asked() {
  const [kind, text = ""] = location.hash.slice(1).split("=");
  const parts = text.split("&").map((part) => {
    const [file, name] = part.split(";");
    const row = table.rows.find((row) => fileOf(row) === file);
    return row && { row, place: Number(row.querySelector("canvas").dataset.place), name: decoded(name) };
  });
  return parts.every(Boolean) && parts.length === { slide: 1, compare: 2 }[kind] ? parts : [];
}

function decoded(name) { try { return name && decodeURIComponent(name); } catch { return null; } }

async function route() {
  const parts = asked();
  const isSamePage = comparison.isOn && parts.length === 2;
  $("cohort").hidden = parts.length > 0;
  $("slide").hidden = !parts.length;
  delete document.documentElement.dataset.shown;
  if (parts.length < 2) comparison.close();
  if (!parts.length) {
    view.close();
    document.title = title;
    return;
  }
  document.title = parts.map(({ row }) => nameOf(row)).join(" and ") + " - " + title;
  const isPair = parts.length > 1;
  for (const id of ["previous", "next", "slide-place", "compare-form"]) $(id).hidden = isPair;
  //#if cases
  table.cases.show(isPair ? null : parts[0].row);
  //#end
  if (!isSamePage) window.scrollTo(0, 0);
  const [{ place, row, name }] = parts;
  const shown = isPair ? comparison.open(parts) : view.open(place, row, name);
  showWays(view, comparison);
  if (!isSamePage) (isPair ? $("compare-title") : view.$("slide-title")).focus({ preventScroll: true });
  if (!await shown) return;
  showWays(view, comparison);
  document.documentElement.dataset.shown = (isPair ? comparison.views : [view]).map(({ slide }) => slide.file).join(" ");
}

// Prepares one sheet of paper for each slide in the table.
async function layOut() {
  $("paper").replaceChildren();
  for (const row of table.shown) {
    const sheet = document.createElement("section");
    sheet.className = "sheet";
    const heading = document.createElement("h2");
    heading.textContent = row.querySelector("th bdi").textContent;
    //#if cases
    if (row.dataset.case) heading.textContent += ", case " + row.dataset.case;
    //#end
    const facts = document.createElement("p");
    const canvas = document.createElement("canvas");
    const look = await paintSmall(canvas, Number(row.querySelector("canvas").dataset.place), 1500, 900);
    sheet.append(heading, facts);
    $("paper").append(sheet);
    if (!look) continue;
    const { slide } = look;
    drawScaleBar(canvas.getContext("2d"), slide);
    facts.textContent = [...factsOf(slide), look.tiles.count + " tiles"].join(" \u00b7 ");
    const legend = document.createElement("canvas");
    Object.assign(legend, { className: "bar", width: 256, height: 1 });
    paintLegend(legend, look, look.top ? 0 : look.threshold);
    const ticks = document.createElement("ol");
    ticks.className = "ticks";
    showTicks(ticks, ticksOf(look));
    const ends = Object.assign(document.createElement("p"), { className: "ends" });
    showEnds(ends, look);
    const words = [legendText(look), ...slide.warnings, slide.command || ""].map((text) => {
      return Object.assign(document.createElement("p"), { className: "small words", textContent: text });
    });
    //#if curves
    addVerdict(facts, slide);
    //#end
    sheet.append(await asImage(canvas), legend, ticks, ends, ...words);
    //#if curves
    // Beside the words, below the picture.
    if (slide.curves) legend.before(curveFigure(slide.curves.maps[0]));
    //#end
  }
}

// A JPEG takes a tenth of a canvas's memory. A canvas with a picture from beside the page may not be read, so it is kept.
async function asImage(canvas) {
  if (!areCanvasesRead()) return canvas;
  try {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    await image.decode();
    URL.revokeObjectURL(image.src);
    return image;
  } catch {
    return canvas;
  }
}

// A browser that protects against fingerprinting may return noise when a canvas is read.
function areCanvasesRead() {
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  context.fillStyle = "#123456";
  context.fillRect(0, 0, 1, 1);
  return String(context.getImageData(0, 0, 1, 1).data) === "18,52,86,255";
}

$("print-slides").addEventListener("click", async () => {
  $("print-slides").disabled = true;
  await layOut();
  $("print-slides").disabled = false;
  document.documentElement.dataset.paper = "ready";
  window.print();
});
window.addEventListener("afterprint", () => $("paper").replaceChildren());
window.addEventListener("hashchange", route);
route();
