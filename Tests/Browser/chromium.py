"""Chromium, through selenium:

    apt-get install chromium chromium-driver
    pip install selenium
"""

import base64
import json
import shutil

from browser import Browser


def missing():
    """Why the browser cannot run, or None."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed: pip install selenium"
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return "chromium is not installed: apt-get install chromium chromium-driver"
    return None


class Chromium(Browser):
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

    def ask(self, command, **parameters):
        """Sends a command of Chromium's own protocol."""
        return self.driver.execute_cdp_cmd(command, parameters)

    def go(self, address):
        self.driver.get(address)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def act(self, device, *actions):
        self.driver.execute("actions", {"actions": [{"type": device, "id": device, "actions": actions}]})
        self.settle()

    def prefer(self, scheme=None):
        """Sets the preferred colour scheme: "light", "dark" or none."""
        features = [{"name": "prefers-color-scheme", "value": scheme}] if scheme else []
        self.ask("Emulation.setEmulatedMedia", features=features)
        self.settle()

    def resize(self, width, height, density):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=density,
                 mobile=False)

    def restore(self):
        self.ask("Emulation.clearDeviceMetricsOverride")

    def screenshot(self):
        """A PNG."""
        return self.driver.get_screenshot_as_png()

    def print(self):
        """A PDF."""
        return base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def complaints(self):
        # This warning is about reading pixels, which only the tests do.
        messages = [entry["message"] for entry in self.driver.get_log("browser")]
        return [message for message in messages if "Multiple readback operations" not in message]

    def requests(self):
        """The requested addresses, without the blank page."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        addresses = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        return [address for address in addresses if address != "about:blank"]
