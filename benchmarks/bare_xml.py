"""The other side of the benchmark of a snapshot: parse every file with `xml.etree`, and nothing else."""

import os
import sys
from xml.etree import ElementTree  # nosec: files that the benchmark made itself

for folder, _, files in os.walk(sys.argv[1]):
    for name in files:
        ElementTree.parse(os.path.join(folder, name))  # noqa: S314, PTH118 - see above; the quick way to join
