"""A cohort of the samples as a report, and a browser to look at it.

    apt-get install chromium chromium-driver
    pip install selenium numpy scipy matplotlib pillow
"""

import csv
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
#: Names and labels that are markup in the wrong hands.
HOSTILE = "<script>alert(1)</script>"
HOSTILE_LABEL = "\"'><img src=x onerror=alert(2)></script><!--"


def missing():
    """What keeps the tests from running, or None."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed: pip install selenium"
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return "chromium is not installed: apt-get install chromium chromium-driver"
    if not linmil().exists():
        return f"{linmil()} is not built: swift build"
    return None


def linmil():
    return Path(os.environ.get("LINMIL", ROOT / ".build/debug/linmil")).absolute()


def make_cohort(folder, hostile=True):
    """Three slides with labels and mpp, one with a hostile name and no thumbnail, and one that fails."""
    slides = SAMPLES / "slides"
    rows = [
        ("tumor-01", slides / "tumor-01.h5", slides / "tumor-01.png", "tumor", 0.5),
        ("tumor-02", slides / "tumor-02.h5", slides / "tumor-02.png", "normal", 0.5),
        ("normal-01", slides / "normal-01.h5", slides / "normal-01.png", "normal", 0.5),
        ("no-features", "<b>missing</b>.h5" if hostile else "features/no-features.h5", "", "tumor", ""),
    ]
    if hostile:
        rows.append((HOSTILE, slides / "normal-01.h5", "", HOSTILE_LABEL, ""))
    with open(folder / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows([("slide_id", "features", "thumbnail", "label", "mpp"), *rows])
    command = [linmil(), "cohort", "slides.csv", "--model", SAMPLES / "model.safetensors", "-o", "out", "--quiet"]
    # One slide fails, and so does the command.
    subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL)
    return folder / "out"


def make_report(cohort, page, *options):
    subprocess.run([linmil(), "report", cohort, "-o", page, "--quiet", *options], check=True)
    return page


def multiply(cohort, folder, count):
    """A cohort of many slides, each a copy of one."""
    for part in ["records", "scores", "overlays"]:
        (folder / part).mkdir(parents=True)
    record = json.loads((cohort / "records/tumor-01.json").read_text())
    for number in range(count):
        name = f"slide-{number:03}"
        record["slide"] = record["file"] = name
        (folder / f"records/{name}.json").write_text(json.dumps(record))
        os.link(cohort / "scores/tumor-01.json", folder / f"scores/{name}.json")
        os.link(cohort / "overlays/tumor-01.png", folder / f"overlays/{name}.png")
    return folder


class Browser:
    """Chromium without a window, which keeps what it logs and asks the network for."""

    def __init__(self, width=1280, height=900):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service

        options = Options()
        options.binary_location = shutil.which("chromium")
        options.add_argument("--headless=new")
        options.add_argument("--no-sandbox")
        options.add_argument("--disable-gpu")
        options.add_argument("--hide-scrollbars")
        options.add_argument("--force-device-scale-factor=1")
        options.add_argument(f"--window-size={width},{height}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))

    def close(self):
        self.driver.quit()

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(condition)
            time.sleep(0.02)

    def settle(self):
        """Waits until what was asked for is drawn."""
        self.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def open(self, page, slide=None):
        # A page of the same address would not be loaded anew.
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + (f"#slide={slide}" if slide else ""))
        if slide:
            self.wait("document.documentElement.dataset.shown")
        self.settle()

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def set(self, selector, value):
        """Moves a slider or chooses an option, as a hand does."""
        self.run(
            "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            "e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true}))",
            selector, value)
        self.settle()

    def click(self, selector):
        self.run("document.querySelector(arguments[0]).click()", selector)
        self.settle()

    def keys(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()
        self.settle()

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

    def point(self, x, y):
        from selenium.webdriver.common.action_chains import ActionChains

        canvas = self.driver.find_element("id", "canvas")
        width, height = self.canvas()
        ActionChains(self.driver).move_to_element_with_offset(
            canvas, round(x - width / 2), round(y - height / 2)).perform()
        self.settle()

    def wheel(self, x, y, delta):
        self.run(
            "const c = document.getElementById('canvas'), r = c.getBoundingClientRect();"
            "c.dispatchEvent(new WheelEvent('wheel', {deltaY: arguments[2], clientX: r.x + arguments[0],"
            "clientY: r.y + arguments[1], cancelable: true, bubbles: true}))", x, y, delta)
        self.settle()

    def media(self, **features):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]})
        self.settle()

    def pdf_pages(self):
        import base64

        pdf = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        data = base64.b64decode(pdf["data"])
        return data, len(re.findall(rb"/Type\s*/Page\b", data))

    def complaints(self):
        # Only the tests read pixels, and only they are told to read them otherwise.
        messages = [entry["message"] for entry in self.driver.get_log("browser")]
        return [message for message in messages if "Multiple readback operations" not in message]

    def requests(self):
        """The addresses that were asked for, apart from the blank page."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        addresses = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        return [address for address in addresses if address != "about:blank"]


class Placement:
    """Where level-0 pixels are on the viewer when all of a slide is seen."""

    def __init__(self, browser, width, height):
        self.view = browser.canvas()
        self.size = (width, height)
        self.scale = min(self.view[0] / width, self.view[1] / height) * 0.98

    def __call__(self, x, y):
        return [(place - side / 2) * self.scale + view / 2 for place, side, view in zip((x, y), self.size, self.view)]
