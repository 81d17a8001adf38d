// The flipping curves of a slide's maps. This part is in the page only if a slide has them.

// The map that is drawn comes first.
function showCurves(view, { curves, name }) {
  view.$("curves").hidden = !curves;
  if (!curves) return view.$("plots").replaceChildren();
  view.$("curves-about").textContent = curves.title + ".";
  const drawn = curves.maps.filter((map) => map.name === name);
  const others = curves.maps.filter((map) => map.name !== name);
  view.$("plots").replaceChildren(...[...drawn, ...others].map(curveFigure));
}

// The verdict on the map that is drawn, after the other facts of the slide.
function addVerdict(line, { curves, name }) {
  const drawn = curves && curves.maps.find((map) => map.name === name);
  if (drawn) line.textContent = [line.textContent, drawn.verdict].filter(Boolean).join(" \u00b7 ");
}

function curveFigure(map) {
  const make = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.append(make("b", map.name), make("span", map.verdict));
  const plot = make("div", "", "plot");
  plot.append(document.importNode(new DOMParser().parseFromString(map.plot, "image/svg+xml").documentElement, true));
  const values = document.createElement("details");
  const scroll = make("div", "", "scroll");
  Object.assign(scroll, { tabIndex: 0, role: "region", ariaLabel: "Values of " + map.name });
  scroll.append(curveTable(map, make));
  values.append(make("summary", "Values"), scroll);
  const words = [map.tiles, map.measures].filter(Boolean).map((text) => make("p", text, "small"));
  figure.append(caption, plot, ...words, values);
  return figure;
}

function curveTable({ name, steps }, make) {
  const table = make("table", "", "plain");
  table.append(make("caption", "Probability while tiles are removed by " + name, "unseen"));
  const heads = ["Removed", "Highest first", "Lowest first", "Random"];
  const head = table.createTHead().insertRow();
  head.append(...heads.map((text) => Object.assign(make("th", text, "number"), { scope: "col" })));
  const body = table.createTBody();
  for (const [removed, ...values] of steps) {
    const row = body.insertRow();
    row.append(Object.assign(make("th", removed, "number"), { scope: "row" }), ...values.map((text) => make("td", text, "number")));
  }
  return table;
}
