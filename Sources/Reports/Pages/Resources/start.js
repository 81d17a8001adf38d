// The address selects the page: #cohort, or #slide= with the slide's file name.

const table = new SlideTable($("slides"));
const view = new SlideView(1);
$("views").append(view.root);
const title = document.title;

function linkTo(row) { return row.querySelector("th a").getAttribute("href"); }

async function route() {
  const address = location.hash;
  const row = address.startsWith("#slide=") ? table.rows.find((row) => linkTo(row) === address) : null;
  $("cohort").hidden = Boolean(row);
  $("slide").hidden = !row;
  delete document.documentElement.dataset.shown;
  if (!row) {
    view.close();
    document.title = title;
    return;
  }
  document.title = row.querySelector("th bdi").textContent + " - " + title;
  let rows = table.shown;
  if (!rows.includes(row)) rows = table.sorted;
  const place = rows.indexOf(row);
  for (const [id, other] of [["previous", rows[place - 1]], ["next", rows[place + 1]]]) {
    if (other) $(id).setAttribute("href", linkTo(other)); else $(id).removeAttribute("href");
  }
  //#if cases
  table.cases.show(row);
  //#end
  $("slide-place").textContent = place + 1 + " of " + rows.length;
  window.scrollTo(0, 0);
  view.$("slide-title").focus({ preventScroll: true });
  const slide = await view.open(Number(row.querySelector("canvas").dataset.place), row);
  if (slide) document.documentElement.dataset.shown = slide.file;
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
    paintLegend(legend, look.colormap, look.top ? 0 : look.threshold);
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
