// What is known of a slide besides its picture, as text.

// What the model says of a slide, and its label.
function factsOf(slide) {
  return [answerOf(slide), slide.label !== null && "Label " + slide.label + " (" + slide.agreement + ")"].filter(Boolean);
}

function answerOf(slide) {
  if (slide.output === "value") return "Model output: value " + inDigits(slide.classes[0].logit, 3);
  const name = slide.output === "sigmoid" ? slide.classes[0].name : slide.predictedClass;
  const entry = slide.classes.find((entry) => entry.name === name);
  if (!entry) return null;
  const probability = asProbability(entry.probability);
  return slide.output === "sigmoid"
    ? "Probability of " + name + ": " + probability + " (sigmoid, assumed)" : "Predicted " + name + ", probability " + probability;
}

// Texts are inserted as text, so they cannot contain markup.
function cellOf(tag, text, isNumber) {
  return Object.assign(document.createElement(tag), { textContent: text, className: isNumber ? "number" : "" });
}

// Shows what is known of the slide whatever its map.
function describeSlide(view, slide) {
  slide.warnings.forEach((text) => view.warn(text));
  const heads = { value: ["Output of", "", "Value"], sigmoid: ["Class", "Sigmoid (assumed)", "Logit"] };
  const words = heads[slide.output] || ["Class", "Probability", "Logit"];
  [...view.$("classes").tHead.rows[0].cells].forEach((head, column) => { head.textContent = words[column]; });
  view.$("classes").tBodies[0].replaceChildren(...slide.classes.map((entry) => {
    const row = document.createElement("tr");
    if (entry.name === slide.predictedClass) row.className = "predicted";
    const name = cellOf("th", slide.output === "value" ? "model" : entry.name);
    name.scope = "row";
    row.append(name, cellOf("td", entry.probability === null ? "" : asProbability(entry.probability), true), cellOf("td", inDigits(entry.logit), true));
    return row;
  }));
  view.$("files").tBodies[0].replaceChildren(...slide.files.map((file) => {
    const row = document.createElement("tr");
    const name = cellOf("th", file.name);
    name.scope = "row";
    row.append(name, cellOf("td", file.path), cellOf("td", file.fingerprint || "none"));
    return row;
  }));
}

// Shows what is known of one map.
function describeMap(view, slide) {
  view.$("slide-prediction").textContent = factsOf(slide).join(" \u00b7 ");
  //#if curves
  addVerdict(view.$("slide-prediction"), slide);
  showCurves(view, slide);
  //#end
  for (const id of ["statistics", "settings"]) {
    view.$(id).replaceChildren(...slide[id].map(([name, text]) => {
      const pair = document.createElement("div");
      pair.append(cellOf("dt", name), cellOf("dd", text));
      return pair;
    }));
  }
  view.$("command").textContent = slide.command || "none";
}
