// Parts of the page that can be there several times, and those that are there once.

const $ = (id) => document.getElementById(id);

// A copy of a template. The first copy keeps the template's ids. In the others, "-2" and so on follow them.
class TemplateCopy {
  constructor(template, number) {
    this.root = document.importNode($(template).content, true).firstElementChild;
    this.parts = new Map();
    const own = (id) => number > 1 ? id + "-" + number : id;
    for (const part of this.root.querySelectorAll("[id]")) {
      this.parts.set(part.id, part);
      part.id = own(part.id);
    }
    for (const name of ["for", "aria-labelledby", "aria-describedby"]) {
      for (const part of [this.root, ...this.root.querySelectorAll("[" + name + "]")]) {
        if (part.hasAttribute(name)) part.setAttribute(name, own(part.getAttribute(name)));
      }
    }
    // Radio buttons of the same name in two copies would be one group.
    for (const part of this.root.querySelectorAll("[type=radio]")) part.name = own(part.name);
  }

  // The part that has an id in the template.
  $(id) { return this.parts.get(id); }
}
