"""Reports as JSON: in ASCII, and without what a runner of a host could take for a command."""

from __future__ import annotations

import json
from typing import Any

from remit.escape import OLD_COMMAND


def dumped(data: Any) -> str:
    """Data as JSON, sorted as given."""
    out = json.dumps(data, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    return out.replace(OLD_COMMAND, "##\\u005b")
