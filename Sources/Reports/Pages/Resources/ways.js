// The ways from the slides that are shown to others.

// onGo is called with the parts of an address.
function prepareWays(view, comparison, onGo) {
  $("compare-form").addEventListener("submit", (event) => {
    event.preventDefault();
    onGo([partOf(view), $("compare-with").value]);
  });
  ["first-slide", "second-slide"].forEach((id, i) => {
    $(id).append(...table.rows.map((row) => new Option(nameOf(row), fileOf(row))));
    $(id).addEventListener("change", () => {
      const parts = comparison.views.map(partOf);
      parts[i] = withMap($(id).value, comparison.views[i]);
      onGo(parts);
    });
  });
}

function showWays(view, comparison) {
  if (comparison.isOn) {
    ["first-slide", "second-slide"].forEach((id, i) => {
      const view = comparison.views[i];
      $(id).value = fileOf(view.row);
      view.$("alone").setAttribute("href", addressOf([partOf(view)]));
    });
    return;
  }
  let rows = table.shown;
  if (!rows.includes(view.row)) rows = table.sorted;
  const place = rows.indexOf(view.row);
  for (const [id, other] of [["previous", rows[place - 1]], ["next", rows[place + 1]]]) {
    if (other) $(id).setAttribute("href", addressOf([withMap(fileOf(other), view)])); else $(id).removeAttribute("href");
  }
  $("slide-place").textContent = place + 1 + " of " + rows.length;
  offerComparisons(view, [...rows.slice(place + 1), ...rows.slice(0, place)]);
}

// Lists what the slide can be compared with: its other maps, and the other slides.
function offerComparisons(view, others) {
  const { slide, row } = view;
  const maps = (slide && slide.maps || []).filter((_, number) => number !== slide.number);
  const group = (label, options) => {
    const group = Object.assign(document.createElement("optgroup"), { label });
    group.append(...options);
    return group;
  };
  $("compare-with").replaceChildren(...[
    group("This slide", maps.map(({ name, title }) => new Option(title, fileOf(row) + ";" + encodeURIComponent(name)))),
    group("Other slides", others.map((other) => new Option(nameOf(other), withMap(fileOf(other), view)))),
  ].filter((group) => group.children.length));
  $("compare-form").hidden = !$("compare-with").options.length;
}
