"""Takes the README's pictures: the top of one page in light, a matrix of another in dark.

    photograph.py LIGHT.html DARK.html

`make check-html` leaves such pages in `.cache/page`.
"""

import sys
from pathlib import Path

from browser import Browser

HERE = Path(__file__).parent


def photograph(page: Path, theme: str, matrix: int | None, picture: Path) -> None:
    """Writes what a window of 1000 by 1240 shows, from a matrix on where one is named."""
    with Browser() as browser:
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=1000,
            height=1240,
            deviceScaleFactor=1,
            mobile=False,
        )
        browser.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": theme}],
        )
        browser.events.clear()
        browser.call("Page.navigate", url=page.resolve().as_uri())
        browser.wait("Page.loadEventFired")
        if matrix is not None:
            browser.evaluate(
                f"document.querySelectorAll('.matrix')[{matrix}].scrollIntoView();scrollBy(0, -24)"
            )
        browser.screenshot(picture)


if __name__ == "__main__":
    photograph(Path(sys.argv[1]), "light", None, HERE / "inspect-light.png")
    photograph(Path(sys.argv[2]), "dark", 1, HERE / "inspect-dark.png")
