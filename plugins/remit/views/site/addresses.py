"""Links between pages: relative, so that a site can lie anywhere."""

from __future__ import annotations


def relative(base: str, target: str) -> str:
    """The relative link from one page's address to another, both from the site's root.

    >>> relative("metrics/win-rate/", "stages/mql/")
    '../../stages/mql/'
    """
    if target.startswith("#"):
        return target
    start = 0
    while (end := base.find("/", start) + 1) and target.startswith(base[start:end], start):
        start = end
    return "../" * base.count("/", start) + target[start:] or "./"
