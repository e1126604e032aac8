"""Makes `hostile.html` here: the page of a model whose every name tries to be markup or script."""

import subprocess
import sys
from pathlib import Path

import numpy as np

NAME = "</script></style><img src=//x.invalid/x onerror=alert(1)>\"'`"


def main() -> None:
    lacuna = sys.argv[1]
    generator = np.random.default_rng(1)
    hidden = 8
    arrays = {
        f"{NAME}.weight_ih_l0": generator.standard_normal((4 * hidden, 5)),
        f"{NAME}.weight_hh_l0": generator.standard_normal((4 * hidden, hidden)),
    }
    # `savez` takes names as keywords, and slashes would make folders of them: the import does not
    # mind either.
    source = Path("hostile.npz")
    np.savez(source, **{name: value.astype(np.float32) for name, value in arrays.items()})  # type: ignore[arg-type]
    file = Path("hostile.lacuna")
    run = [lacuna, "convert", str(source), "-o", str(file), "--encoding", "terms:3/8"]
    subprocess.run(run, check=True, capture_output=True)
    subprocess.run([lacuna, "edit", str(file), "--set", f"{NAME}={NAME}"], check=True)
    subprocess.run([lacuna, "inspect", str(file), "--html", "hostile.html"], check=True)


if __name__ == "__main__":
    main()
