"""Prints a constraint for each dependency of pyproject.toml: the lowest version that it admits."""

import re
import tomllib
from itertools import chain
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
for requirement in [*project["dependencies"], *chain(*project["optional-dependencies"].values())]:
    if match := re.match(r"([\w-]+)(?:\[.*\])?>=([\w.]+)", requirement):
        print(f"{match[1]}=={match[2]}")
