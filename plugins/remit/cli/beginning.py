"""`remit init` and `remit add`: a handbook begun, and more definitions for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from remit.cli.output import DAY, IN, show

if TYPE_CHECKING:
    from remit.scaffold.beginning import Begun

# file that a repository may have already → what to do to it by hand
BY_HAND: Mapping[str, str] = MappingProxyType(
    {
        ".gitignore": "add /site/ and /.vscode/remit/ to .gitignore: both are made from the definitions",
        "CODEOWNERS": "put our lines into CODEOWNERS: remit export codeowners --output FILE",
        "requirements.txt": "add remit[site] to requirements.txt: the site is built with what stands there",
    }
)


def _ids(value: str) -> Sequence[str]:
    """Ids with commas between them; `none` for none of them."""
    return [each.strip() for each in value.split(",") if each.strip() not in ("", "none")]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="[DIR]")
@click.option("-C", "root", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="DIR",
              help="The folder from which DIR is seen.")  # fmt: skip
@click.option("--name", help="The company's name.")
@click.option("--phase", metavar="PHASE", help="How large the company is; by default early.")
@click.option("--host", metavar="github|gitlab|none", help="Where the repository lies; by default github.")
@click.option(
    "--packs", "chosen", type=_ids, metavar="PACK,...",
    help="What to begin with, or none; `remit add` lists them. By default what fits the phase.",
)  # fmt: skip
def init(
    *, folder: Path, root: Path, name: str | None, phase: str | None, host: str | None,
    chosen: Sequence[str] | None,
) -> None:  # fmt: skip
    """Begin a handbook in DIR, checked and built at once.

    On a terminal it asks for what is not given. It writes over nothing.
    """
    from remit.scaffold import beginning, packs, repository

    asks = _is_terminal()
    place = root / folder
    if name is None and not asks:
        raise click.UsageError("whose handbook is it? Give --name, such as --name 'Acme'")
    name = name or click.prompt("The company's name")
    sizes = {id: said["summary"] for id, said in packs.phases().items()}
    phase = _chosen("phase", phase, sizes, next(iter(sizes)), asks=asks)
    hosts = {"github": "GitHub", "gitlab": "GitLab", "none": "another host, or none"}
    host = _chosen("host", host, hosts, _host_of(place, repository.HOSTS), asks=asks)
    usual = packs.usual(phase)
    if chosen is None and asks:
        _list({id: said["summary"] for id, said in packs.packs().items()})
        chosen = _ids(click.prompt("Packs, with commas", default=",".join(usual)))
    company = packs.Company(name, phase, "" if host == "none" else host)
    done = beginning.begin(place, company, usual if chosen is None else chosen)
    show(_begun(done, place))


def _begun(done: Begun, place: Path) -> str:
    where = "" if place == Path() else f" -C {place}"
    lines = [f"{done.definitions} definitions and what a repository needs: {len(done.written)} files.", ""]
    if done.kept:
        kept = ", ".join(done.kept)
        lines += [f"There already, and left as they are: {kept}."]
        lines += [f"  {BY_HAND[name]}" for path in done.kept if (name := Path(path).name) in BY_HAND]
        lines += [""]
    lines += [
        "Next:",
        f"  remit check{where}    finds nothing, until you change something",
        f"  remit build{where}    makes the site",
        "  governance/roles.yaml    says who decides: put your people in",
        "  docs/about/changing.md    tells everybody how to change a definition",
    ]
    return "\n".join(lines) + "\n"


@click.command()
@click.argument("chosen", nargs=-1, metavar="[PACK]...")
@click.option("--phase", metavar="PHASE",
              help="For which size of company; by default its teams and roles tell.")  # fmt: skip
@click.option(
    "--decided-by", multiple=True, metavar="ROLE", help="Who decided to begin with it; else it is proposed."
)
@click.option("--today", **DAY, help="The day of the record; by default today.")
@IN
def add(
    *, chosen: Sequence[str], phase: str | None, decided_by: Sequence[str], today: str | None, root: Path
) -> None:
    """Add the definitions of a PACK; without one, list them.

    A definition whose id is taken is left out. The record is proposed, unless --decided-by names who decided.
    """
    from remit.days import clock
    from remit.scaffold import adding, packs

    if not chosen:
        _list({id: said["summary"] for id, said in packs.packs().items()})
        return
    if phase is not None:
        phase = _chosen(
            "phase", phase, {id: said["summary"] for id, said in packs.phases().items()}, "", asks=False
        )
    day = today or clock()
    done = adding.add(root, chosen, phase=phase or "", today=day, decided_by=decided_by)
    if not done.written:
        show("Nothing to add: the handbook has all of it.\n")
        return
    listed = "".join(f"  {path}\n" for path in done.written)
    show(
        f"{done.definitions} definitions in {len(done.written) - 1} files, and their record:\n{listed}"
        "Read them, run `remit check`, and open a pull request with them.\n"
    )


def _chosen(option: str, given: str | None, allowed: Mapping[str, str], usual: str, *, asks: bool) -> str:
    """What was given, or is answered, or goes without saying; a wrong word is a wrong call."""
    from remit.diagnostics import did_you_mean

    if given is None and asks:
        _list(allowed)
        given = click.prompt(option.capitalize(), default=usual)
    word = usual if given is None else given
    if word not in allowed:
        hint = did_you_mean(word, allowed) or f"; choose one of {', '.join(allowed)}"
        raise click.UsageError(f"--{option} `{word}` is not known{hint}")
    return word


def _list(said: Mapping[str, str]) -> None:
    width = max(map(len, said))
    show("".join(f"  {id:<{width}}  {words}\n" for id, words in said.items()))


def _is_terminal() -> bool:
    """Whether somebody can be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _host_of(place: Path, hosts: Sequence[str]) -> str:
    """The host that a repository shows by its files, else the first."""
    from remit import files

    top, _ = files.repository(place)
    return "gitlab" if os.path.lexists(top / ".gitlab-ci.yml") else hosts[0]
