"""Firefox, which supports WebDriver BiDi directly:

    apt-get install firefox-esr
    pip install websocket-client
"""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from browser import Browser


def missing():
    """Why the browser cannot run, or None."""
    try:
        import websocket  # noqa: F401
    except ImportError:
        return "websocket-client is not installed: pip install websocket-client"
    if not command():
        return "firefox is not installed: apt-get install firefox-esr"
    return None


def command():
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox(Browser):
    def __init__(self, width=1280, height=900):
        import websocket

        self.size = {"width": width, "height": height}
        self.profile = tempfile.TemporaryDirectory(prefix="linmil-firefox-", ignore_cleanup_errors=True)
        # The address gives the page the focus. A script in the browser's window changes settings.
        self.process = subprocess.Popen(
            [command(), "--headless", "--profile", self.profile.name, "--remote-debugging-port", "0",
             "--remote-allow-system-access", "data:,"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"ws://127.0.0.1:{self.port()}/session"
        self.socket = websocket.create_connection(address, suppress_origin=True, timeout=60)
        self.asked = 0
        self.heard = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.page = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.restore()

    def port(self):
        """The port. The system chooses it, and Firefox writes it into its profile."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                return json.loads(Path(self.profile.name, "WebDriverBiDiServer.json").read_text())["ws_port"]
            except (OSError, ValueError):
                time.sleep(0.02)
        self.process.kill()
        raise TimeoutError("Firefox did not start")

    def close(self):
        self.ask("browser.close")
        self.process.wait(60)
        self.profile.cleanup()

    def ask(self, method, **parameters):
        """Sends a command, waits for the answer, and keeps events that arrive before it."""
        self.asked += 1
        self.socket.send(json.dumps({"id": self.asked, "method": method, "params": parameters}))
        while (message := json.loads(self.socket.recv())).get("id") != self.asked:
            self.heard.append(message)
        if message["type"] == "error":
            raise RuntimeError(f"{method}: {message['message']}")
        return message["result"]

    def go(self, address):
        self.ask("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def run(self, script, *arguments):
        # Values are passed as JSON.
        function = "async (text) => JSON.stringify(await (function () {" + script + "})(...JSON.parse(text)))"
        outcome = self.ask(
            "script.callFunction", target={"context": self.page}, functionDeclaration=function, awaitPromise=True,
            arguments=[{"type": "string", "value": json.dumps(arguments)}])
        if outcome["type"] == "exception":
            raise RuntimeError(outcome["exceptionDetails"]["text"])
        return json.loads(outcome["result"].get("value", "null"))

    def act(self, device, *actions):
        self.ask("input.performActions", context=self.page,
                 actions=[{"type": device, "id": device, "actions": actions}])
        self.settle()

    def prefer(self, scheme=None):
        """Sets the preferred colour scheme: "light", "dark" or none."""
        self.choose("layout.css.prefers-color-scheme.content-override", {"dark": 0, "light": 1, None: 2}[scheme])
        self.settle()

    def choose(self, setting, value):
        """Changes a setting, as about:config does."""
        window = self.ask("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]
        setter = "setBoolPref" if isinstance(value, bool) else "setIntPref"
        self.ask("script.evaluate", target={"context": window}, awaitPromise=False,
                 expression=f"Services.prefs.{setter}({json.dumps(setting)}, {json.dumps(value)})")

    def resize(self, width, height, density):
        self.ask("browsingContext.setViewport", context=self.page, viewport={"width": width, "height": height},
                 devicePixelRatio=density)

    def restore(self):
        self.resize(**self.size, density=1)

    def screenshot(self):
        """A PNG."""
        return base64.b64decode(self.ask("browsingContext.captureScreenshot", context=self.page)["data"])

    def print(self):
        """A PDF."""
        return base64.b64decode(self.ask("browsingContext.print", context=self.page, background=True)["data"])

    def complaints(self):
        return [entry["text"] for entry in self.take("log.entryAdded")]

    def requests(self):
        """The addresses that were asked for; files are not told."""
        return [event["request"]["url"] for event in self.take("network.beforeRequestSent")]

    def take(self, method):
        """What was heard since it was last asked for."""
        self.run("")
        taken = [event["params"] for event in self.heard if event["method"] == method]
        self.heard = [event for event in self.heard if event["method"] != method]
        return taken
