"""`bench NAME …`: run one of the measurements in bench/; without a name, list them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[4] / "bench"


def run(arguments: Sequence[str]) -> int:
    names = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    if not arguments or arguments[0] not in names:
        print(f"Pengukuran yang ada: {', '.join(names)}.", file=sys.stderr)
        return 2
    return subprocess.call([sys.executable, str(FOLDER / f"{arguments[0]}.py"), *arguments[1:]])
