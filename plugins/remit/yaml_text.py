"""Writes data as YAML that a person would have written, and that reads back as the same data."""

# The reader takes only JSON's literals for anything but text, so text is quoted
# only where it would be read as one of them, or as no text at all.

from __future__ import annotations

import re
from typing import Any

import yaml

WIDTH = 100
_LITERALS = {
    "bool": re.compile(r"(?:true|false)\Z"),
    "int": re.compile(r"-?(?:0|[1-9][0-9]*)\Z"),
    "float": re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z"),
    "null": re.compile(r"null\Z"),
}
# Text that another parser, or the next reader, would take for a number, a time or nothing.
_AMBIGUOUS = re.compile(
    r"[-+]?\.?[0-9][0-9a-fxo_:.]*(?:e[-+][0-9]+)?\Z|[-+]?\.(?:inf|nan)\Z|(?:~|<<)\Z", re.IGNORECASE
)
_ADDRESS = re.compile(r"[a-z][a-z0-9-]*:[a-z0-9-]+\Z")
_LIKE_A_CONFLICT = re.compile(r"^ *(?:<{7}|={7}|>{7})", re.MULTILINE)


class _Dumper(yaml.SafeDumper):
    """Knows no implicit types of YAML but JSON's, indents lists, has no anchors."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own shape

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Lists stand under their key, not beside it."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write everything out."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None
    if _LIKE_A_CONFLICT.search(value) or value.endswith("\n\n"):
        style = '"'  # as a block, the second would need a mark that ends the document
    elif "\n" in value.strip("\n") or value.endswith("\n"):
        style = "|"
    elif len(value) > WIDTH - 20 and value == " ".join(value.split()):
        style = ">"
    elif (
        value != value.strip()
        or not value
        or any(each.match(value) for each in (_AMBIGUOUS, *_LITERALS.values()))
    ):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)


_Dumper.add_representer(str, _text)
for _name, _literal in _LITERALS.items():
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _literal, None)


class _InLine(_Dumper):
    """As above, but a list of short texts stands in one line that has room for it."""

    def represent_sequence(
        self, tag: str, sequence: Any, flow_style: bool | None = None
    ) -> yaml.SequenceNode:
        """In one line, when every item can be written as it is, and none would go on in the next."""
        node = super().represent_sequence(tag, sequence, flow_style)
        plain = all(isinstance(each, yaml.ScalarNode) and not each.style for each in node.value)
        node.flow_style = plain and sum(len(each.value) + 2 for each in node.value) < WIDTH - 20
        return node

    def analyze_scalar(self, scalar: str) -> Any:
        """The address of a definition needs no quotes; PyYAML gives them to whatever has a colon."""
        found = super().analyze_scalar(scalar)
        found.allow_flow_plain |= bool(_ADDRESS.match(scalar))
        return found


def dumped(data: Any, *, lists_in_line: bool = False) -> str:
    """YAML in block style, keys in the order given; short lists of short texts may stand in one line."""
    dumper = _InLine if lists_in_line else _Dumper
    out: str = yaml.dump(
        data, Dumper=dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return out


def in_line(data: Any) -> str:
    """YAML in one line, as it may stand behind a key."""
    out: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31, default_flow_style=True
    )
    return out.removesuffix("\n").removesuffix("\n...")
