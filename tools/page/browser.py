"""Chromium without a window, driven over a pipe by its DevTools protocol."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

Json = dict[str, Any]

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


class BrowserError(Exception):
    """The browser is not there, or did not do as it was told."""


def find() -> str:
    """The path of a browser; `LACUNA_BROWSER` names another."""
    for name in (os.environ.get("LACUNA_BROWSER", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path:
            return path
    raise BrowserError("no browser found; on Debian: apt-get install chromium")


class Browser:
    """One browser with one page, for as long as the `with` lasts."""

    def __init__(self, timeout: float = 60) -> None:
        self.timeout = timeout
        self.events: list[Json] = []
        self._last = 0
        self._session: str | None = None
        self._rest = b""
        self._profile = tempfile.TemporaryDirectory(prefix="lacuna-page-")

    def __enter__(self) -> Self:
        theirs, ours = os.pipe()
        mine, their_output = os.pipe()
        self._input, self._output = ours, mine

        def place() -> None:
            # Chromium reads commands from descriptor 3 and writes answers to 4.
            os.dup2(theirs, 13)
            os.dup2(their_output, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self._process = subprocess.Popen(
            [
                find(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                f"--user-data-dir={self._profile.name}",
                "--remote-debugging-pipe",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=place,
        )
        os.close(theirs)
        os.close(their_output)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = str(attached["sessionId"])
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._input)
        os.close(self._output)
        shutil.rmtree(self._profile.name, ignore_errors=True)

    def call(self, method: str, **parameters: Any) -> Json:
        """What the browser answers; events that come meanwhile are kept."""
        self._last += 1
        number = self._last
        message: Json = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._input, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda found: found.get("id") == number, method)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        result: Json = answer.get("result", {})
        return result

    def wait(self, event: str) -> Json:
        """The next event of a kind, if it has not come yet."""
        for found in self.events:
            if found.get("method") == event:
                return found
        return self._until(lambda found: found.get("method") == event, event)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, which may be a promise."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Writes what is seen, or the whole page, as PNG."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    def _until(self, is_it: Callable[[Json], bool], what: str) -> Json:
        end = time.monotonic() + self.timeout
        while time.monotonic() < end:
            while b"\0" in self._rest:
                text, self._rest = self._rest.split(b"\0", 1)
                message: Json = json.loads(text)
                if "method" in message:
                    self.events.append(message)
                if is_it(message):
                    return message
            data = os.read(self._output, 1 << 20)
            if not data:
                raise BrowserError(f"the browser ended while waiting for {what}")
            self._rest += data
        raise BrowserError(f"{what}: no answer in {self.timeout:.0f} s")
