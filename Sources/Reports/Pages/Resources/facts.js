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

// Shows everything but the picture. It is inserted as text, so it cannot contain markup.
function describe(view, slide) {
  slide.warnings.forEach((text) => view.warn(text));
  view.$("slide-prediction").textContent = factsOf(slide).join(" \u00b7 ");
  //#if curves
  addVerdict(view.$("slide-prediction"), slide);
  showCurves(view, slide);
  //#end
  const cell = (tag, text, number) => {
    const cell = document.createElement(tag);
    cell.textContent = text;
    if (number) cell.className = "number";
    return cell;
  };
  const heads = { value: ["Output of", "", "Value"], sigmoid: ["Class", "Sigmoid (assumed)", "Logit"] };
  const words = heads[slide.output] || ["Class", "Probability", "Logit"];
  [...view.$("classes").tHead.rows[0].cells].forEach((head, column) => { head.textContent = words[column]; });
  view.$("classes").tBodies[0].replaceChildren(...slide.classes.map((entry) => {
    const row = document.createElement("tr");
    if (entry.name === slide.predictedClass) row.className = "predicted";
    const name = cell("th", slide.output === "value" ? "model" : entry.name);
    name.scope = "row";
    row.append(name, cell("td", entry.probability === null ? "" : asProbability(entry.probability), true), cell("td", inDigits(entry.logit), true));
    return row;
  }));
  const list = (id, pairs) => view.$(id).replaceChildren(...pairs.map(([name, text]) => {
    const pair = document.createElement("div");
    pair.append(cell("dt", name), cell("dd", text));
    return pair;
  }));
  list("statistics", slide.statistics);
  list("settings", slide.settings);
  view.$("files").tBodies[0].replaceChildren(...slide.files.map((file) => {
    const row = document.createElement("tr");
    const name = cell("th", file.name);
    name.scope = "row";
    row.append(name, cell("td", file.path), cell("td", file.fingerprint || "none"));
    return row;
  }));
  view.$("command").textContent = slide.command || "none";
}
