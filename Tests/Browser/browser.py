"""Actions on a page and what they show, in any browser."""

import re
import time
import zlib

#: WebDriver's letters for keys that have no letter.
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "ArrowLeft": "\ue012", "ArrowDown": "\ue015"}


class Browser:
    """A browser without a window, which records its complaints and its network requests.

    Each kind of browser has `go`, `run`, `act`, `prefer`, `resize`, `restore`, `screenshot`, `print`, `complaints`,
    `requests` and `close`.
    """

    def wait(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(condition)
            time.sleep(0.02)

    def settle(self):
        """Waits until the page is drawn."""
        self.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")

    def open(self, page, slide=None, compare=None):
        """Opens the table, the page of a slide, or two slides side by side: "A&B"."""
        # The browser does not reload a page with the same address.
        self.go("about:blank")
        self.go(page.as_uri() + (f"#slide={slide}" if slide else f"#compare={compare}" if compare else ""))
        if slide or compare:
            self.wait("document.documentElement.dataset.shown")
        self.settle()

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def set(self, selector, value):
        """Moves a slider or chooses an option, as a user does."""
        self.run(
            "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            "for (const name of ['input', 'change']) e.dispatchEvent(new Event(name, {bubbles: true}))",
            selector, value)
        self.settle()

    def click(self, selector):
        self.run("document.querySelector(arguments[0]).click()", selector)
        self.settle()

    def keys(self, *keys):
        letters = [KEYS.get(key, key) for key in keys]
        self.act("key", *({"type": kind, "value": letter} for letter in letters for kind in ["keyDown", "keyUp"]))

    def point(self, x, y, canvas="canvas"):
        """Moves the pointer to a position on the viewer."""
        self.act("pointer", {"type": "pointerMove", **self.on_viewer(x, y, canvas)})

    def drag(self, x, y, canvas="canvas"):
        """Drags the middle of the viewer."""
        width, height = self.canvas(canvas)
        self.act(
            "pointer", {"type": "pointerMove", **self.on_viewer(width / 2, height / 2, canvas)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerMove", **self.on_viewer(width / 2 + x, height / 2 + y, canvas)},
            {"type": "pointerUp", "button": 0})

    def wheel(self, x, y, delta, canvas="canvas"):
        self.act("wheel", {"type": "scroll", **self.on_viewer(x, y, canvas), "deltaX": 0, "deltaY": delta})

    def on_viewer(self, x, y, canvas="canvas"):
        left, top = self.run(
            "const r = document.getElementById(arguments[0]).getBoundingClientRect(); return [r.x, r.y]", canvas)
        return {"x": round(left + x), "y": round(top + y)}

    def canvas(self, canvas="canvas"):
        """The size of the viewer in CSS pixels."""
        return self.run(
            "const c = document.getElementById(arguments[0]); return [c.clientWidth, c.clientHeight]", canvas)

    def pixel(self, x, y, canvas="canvas"):
        return self.run(
            "const c = document.getElementById(arguments[2]), d = c.width / c.clientWidth;"
            "return [...c.getContext('2d').getImageData(arguments[0] * d, arguments[1] * d, 1, 1).data].slice(0, 3)",
            x, y, canvas)

    def extent(self, canvas="canvas"):
        """The columns and rows of the viewer that the slide covers: [left, right, top, bottom] in CSS pixels."""
        return self.run(
            "const c = document.getElementById(arguments[0]), d = c.width / c.clientWidth;"
            "const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "const seen = (x, y) => data[4 * (y * c.width + x) + 3] > 127;"
            "const line = (length, test) => [...Array(length).keys()].filter(test);"
            "const columns = line(c.width, (x) => line(c.height, (y) => y % 8 === 0 && seen(x, y)).length);"
            "const rows = line(c.height, (y) => line(c.width, (x) => x % 8 === 0 && seen(x, y)).length);"
            "return [columns[0] / d, (columns.at(-1) + 1) / d, rows[0] / d, (rows.at(-1) + 1) / d]", canvas)

    def pixels(self, canvas="canvas"):
        return self.run("return document.getElementById(arguments[0]).toDataURL()", canvas)

    def printed_pages(self):
        pdf = self.print()
        # The page objects may be compressed.
        parts = [pdf, *(zlib.decompressobj().decompress(pdf[start.end():])
                        for start in re.finditer(rb"/Type\s*/ObjStm\b.*?>>\s*stream\r?\n", pdf, re.DOTALL))]
        return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts)


class Placement:
    """Maps level-0 pixels to the viewer when the whole slide is visible."""

    def __init__(self, browser, width, height, canvas="canvas"):
        self.view = browser.canvas(canvas)
        self.size = (width, height)
        self.scale = min(self.view[0] / width, self.view[1] / height) * 0.98

    def __call__(self, x, y):
        return [(place - side / 2) * self.scale + view / 2 for place, side, view in zip((x, y), self.size, self.view)]
