// Places on a slide as text, and the clipboard.

function plainLength(value) { return String(Math.round(value * 100) / 100); }

// A place in level-0 pixels, and in micrometres where they are known.
function coordinatesOf({ mpp }, x, y) {
  const pair = (scale) => plainLength(x * scale) + ", " + plainLength(y * scale);
  return pair(1) + " px (level 0)" + (mpp ? "; " + pair(mpp) + " \u00b5m" : "");
}

// Returns whether the text is in the clipboard now. A browser may not let a page of a disk use it, or only in the old way.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    if (focused) focused.focus();
    return isCopied;
  }
}

// Hands a file to the browser, which saves it where the reader likes.
function saveFile(name, data, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
