"""Writes the list of names people have, so that the model reads one for all.

From the frequencies of names that the U.S. Census Bureau published of the 1990 census (public domain), as the package
`names` 0.3.0 carries them: the most frequent family and given names. Run it where they are:

    python train/person_names.py FOLDER > src/masthead/signals/engine/person_names.txt
"""

from __future__ import annotations

import sys
from pathlib import Path

FILES = (("dist.all.last", 4_000), ("dist.female.first", 1_200), ("dist.male.first", 800))


def main() -> None:
    """Print the names, lower case and sorted."""
    found = set()
    for name, most in FILES:
        lines = (Path(sys.argv[1]) / name).read_text("ascii").splitlines()
        found |= {line.split()[0].lower() for line in lines[:most]}
    print("\n".join(sorted(name for name in found if len(name) > 1)))


if __name__ == "__main__":
    main()
