"""Opens pages of `lacuna inspect --html` in a real browser and fails on whatever is wrong.

A page must fetch nothing, run without an error, draw its maps, answer to keys, and fit the
window, in light and dark and on a telephone. Screenshots are left in the folder given.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from browser import Browser, BrowserError

KEYS = """(() => {
  const key = (element, name) => element.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const parts = [...document.querySelectorAll(".p")];
  const details = document.getElementById("part");
  const seen = new Set();
  parts[0].focus();
  for (const part of parts) {
    if (document.activeElement === part) seen.add(details.textContent);
    key(document.activeElement, "ArrowRight");
  }
  const cells = [...document.querySelectorAll(".maps")].map((map) => {
    const canvas = map.querySelector("canvas");
    const output = map.querySelector("output");
    canvas.focus();
    const before = output.textContent;
    key(canvas, "ArrowDown");
    return before.startsWith("row 0") && output.textContent !== before;
  });
  document.activeElement.blur();
  parts[0].focus();
  parts[0].blur();
  for (const output of document.querySelectorAll("output")) output.textContent = "";
  return { parts: parts.length, told: seen.size, cells };
})()"""

COLORS = """(() => [...document.querySelectorAll("canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colors = new Set();
  for (let at = 0; at < data.length; at += 4) {
    colors.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  }
  return colors.size;
}))()"""

BUTTONS = """(() => {
  const errors = [];
  for (const map of document.querySelectorAll(".maps")) {
    const canvas = map.querySelector("canvas");
    for (const button of [...map.querySelectorAll("button")].reverse()) {
      button.click();
      if (button.getAttribute("aria-pressed") !== "true") errors.push(button.textContent);
      if (!map.querySelector(".most").textContent) errors.push("no scale");
    }
    if (!canvas.width) errors.push("empty canvas");
  }
  return errors;
})()"""


@dataclass(frozen=True)
class View:
    """A window and a theme to look at a page with."""

    name: str
    width: int
    height: int
    theme: str
    scale: float = 1


VIEWS = (
    View("light", 1200, 900, "light"),
    View("dark", 1200, 900, "dark"),
    View("telephone", 390, 844, "light", 2),
    View("telephone-dark", 360, 740, "dark", 2),
)


def problems(page: Path, view: View, pictures: Path) -> list[str]:
    """What is wrong with a page as `view` shows it."""
    found: list[str] = []
    with Browser() as browser:
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=view.width,
            height=view.height,
            deviceScaleFactor=view.scale,
            mobile=view.width < 600,
        )
        browser.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": view.theme}],
        )
        browser.events.clear()
        url = page.resolve().as_uri()
        browser.call("Page.navigate", url=url)
        browser.wait("Page.loadEventFired")
        pictures.mkdir(parents=True, exist_ok=True)

        keys = browser.evaluate(KEYS)
        if keys["told"] != keys["parts"] or keys["parts"] < 3:
            found.append(f"arrow keys reach {keys['told']} of {keys['parts']} parts of the file")
        if not keys["cells"] or not all(keys["cells"]):
            found.append(f"arrow keys do not move in every map: {keys['cells']}")
        found += [f"button: {error}" for error in browser.evaluate(BUTTONS)]
        browser.evaluate("document.querySelectorAll('.p')[4]?.focus()")
        browser.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        if not any(count > 2 for count in browser.evaluate(COLORS)):
            found.append("no map has more than two colours")
        width = browser.evaluate("document.documentElement.scrollWidth")
        if width > view.width:
            found.append(f"the page is {width} wide in a window of {view.width}")

        size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
        browser.screenshot(pictures / f"{page.stem}-{view.name}.png")
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=view.width,
            height=min(int(size["height"]) + 1, 8000),
            deviceScaleFactor=1,
            mobile=view.width < 600,
        )
        browser.screenshot(pictures / f"{page.stem}-{view.name}-whole.png")
        found += complaints(browser, url)
    return found


def complaints(browser: Browser, url: str) -> list[str]:
    """Script errors, console messages, and requests for anything but the page itself."""
    found: list[str] = []
    for event in browser.events:
        parameters = event.get("params", {})
        match event["method"]:
            case "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append(f"script error: {details.get('exception', details)}")
            case "Runtime.consoleAPICalled" if parameters["type"] in ("error", "warning", "assert"):
                found.append(f"console: {parameters['args']}")
            case "Log.entryAdded":
                found.append(f"log: {parameters['entry']['text']}")
            case "Network.requestWillBeSent":
                asked = parameters["request"]["url"]
                if asked != url and not asked.startswith("data:"):
                    found.append(f"request: {asked}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--pictures", type=Path, required=True, help="folder for screenshots")
    parser.add_argument("--most", type=int, default=1_000_000, help="bytes a page may have")
    options = parser.parse_args()
    failures = 0
    for page in options.pages:
        size = page.stat().st_size
        if size >= options.most:
            failures += 1
            print(f"{page.name}: {size} bytes, expected fewer than {options.most}")
        for view in VIEWS:
            try:
                found = problems(page, view, options.pictures)
            except BrowserError as error:
                found = [str(error)]
            failures += len(found)
            print(f"{page.name}, {view.name}: {'; '.join(found) if found else 'fine'}")
    print(f"screenshots: {options.pictures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
