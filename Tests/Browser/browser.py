"""Actions on a page and what they show, in any browser."""

import re
import time
import zlib

#: WebDriver's letters for keys that have no letter.
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowDown": "\ue015"}


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

    def open(self, page, slide=None):
        # The browser does not reload a page with the same address.
        self.go("about:blank")
        self.go(page.as_uri() + (f"#slide={slide}" if slide else ""))
        if slide:
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

    def point(self, x, y):
        """Moves the pointer to a position on the viewer."""
        self.act("pointer", {"type": "pointerMove", **self.on_viewer(x, y)})

    def wheel(self, x, y, delta):
        self.act("wheel", {"type": "scroll", **self.on_viewer(x, y), "deltaX": 0, "deltaY": delta})

    def on_viewer(self, x, y):
        left, top = self.run(
            "const r = document.getElementById('canvas').getBoundingClientRect(); return [r.x, r.y]")
        return {"x": round(left + x), "y": round(top + y)}

    def canvas(self):
        """The size of the viewer in CSS pixels."""
        return self.run("const c = document.getElementById('canvas'); return [c.clientWidth, c.clientHeight]")

    def pixel(self, x, y):
        return self.run(
            "const c = document.getElementById('canvas'), d = c.width / c.clientWidth;"
            "return [...c.getContext('2d').getImageData(arguments[0] * d, arguments[1] * d, 1, 1).data].slice(0, 3)",
            x, y)

    def pixels(self):
        return self.run("return document.getElementById('canvas').toDataURL()")

    def printed_pages(self):
        pdf = self.print()
        # The page objects may be compressed.
        parts = [pdf, *(zlib.decompressobj().decompress(pdf[start.end():])
                        for start in re.finditer(rb"/Type\s*/ObjStm\b.*?>>\s*stream\r?\n", pdf, re.DOTALL))]
        return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts)


class Placement:
    """Maps level-0 pixels to the viewer when the whole slide is visible."""

    def __init__(self, browser, width, height):
        self.view = browser.canvas()
        self.size = (width, height)
        self.scale = min(self.view[0] / width, self.view[1] / height) * 0.98

    def __call__(self, x, y):
        return [(place - side / 2) * self.scale + view / 2 for place, side, view in zip((x, y), self.size, self.view)]
