"""Our side of the benchmark of a snapshot: read a tree of Salesforce metadata into the model."""

import gc
import sys
from pathlib import Path

from remit.snapshots.opening import open_snapshot

gc.disable()  # as the command does
found = open_snapshot("salesforce", Path(sys.argv[1]))
if not found.objects or found.notes:
    raise SystemExit(f"{sys.argv[1]} was not read whole")
