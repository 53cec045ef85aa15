"""What the plugin does to the theme: our templates and styles in it, and what it is not to ask for."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files

from remit.colours import SCHEMES, ink_on
from remit.publish import site_files, theme_styles
from remit.views.site import branding, compiled, shell

log = get_plugin_logger("remit")
HERE: Final = Path(__file__).parent
THEME: Final = HERE.parent / "theme"
ICON: Final = "assets/images/favicon.png"  # of a theme in which nobody named one
NOTE: Final = 25  # graver than news, and no warning: a strict build passes
logging.addLevelName(NOTE, "NOTE")
SPOKEN: Final = (
    "`theme.language` is `%s`: what the handbook itself says stays English and is marked so; "
    "the texts of its definitions are marked as `%s`"
)


class _Shown(FileSystemLoader):
    """The templates of a theme, of which those in hidden folders are found and not listed.

    MkDocs looks through the list for files to copy, and copies nothing hidden; Material's icons are fourteen
    thousand templates in such a folder.
    """

    def list_templates(self) -> list[str]:
        """The names of all templates that are not in a hidden folder."""
        found: set[str] = set()
        for top in self.searchpath:
            for folder, inside, names in os.walk(top):
                inside[:] = [each for each in inside if not each.startswith(".")]
                below = Path(folder).relative_to(top)
                found.update((below / name).as_posix() for name in names)
        return sorted(found)


def lighten(config: MkDocsConfig) -> None:
    """Let every environment of the theme, for whichever plugin, list and compile no more than is used."""
    # A partial of a method, as other plugins copy and pickle configurations.
    config.theme.get_env = functools.partial(_light, config.theme.get_env)  # type: ignore[method-assign]


def _light(make: Callable[[], jinja2.Environment]) -> jinja2.Environment:
    env = make()
    if type(env.loader) is FileSystemLoader:
        env.loader = _Shown(env.loader.searchpath)
    _keep_compiled(env)
    return env


def _keep_compiled(env: jinja2.Environment) -> None:
    """Compile templates once for all builds, as the environment is now: other plugins may add to it."""
    if env.bytecode_cache is None or isinstance(env.bytecode_cache, compiled.Compiled):
        stamp = compiled.stamp_of_theme(env)
        # What lies beside templates comes into the site.
        env.bytecode_cache = compiled.shared(HERE, stamp) if stamp else None


def dress(config: MkDocsConfig) -> theme_styles.ThemeStyles | None:
    """Put our templates and styles into the theme of a configuration.

    One sheet takes the place of the theme's and ours; beside a theme that is not Material there is ours
    alone, and None is returned. Our icon takes the place of the theme's, which is eight times as large.
    """
    custom = config.theme.custom_dir
    # A company's own templates come first; where theirs extend `base.html`, they extend ours.
    config.theme.dirs.insert(1 if custom else 0, str(THEME))
    written = [Path(config.docs_dir, str(each)) for each in (*config.extra_css, *config.extra_javascript)]
    styles = theme_styles.of_theme(
        [folder for folder in config.theme.dirs if folder != custom],
        config.theme,
        [config.copyright or "", *written, *(theme_styles.written_by(Path(custom)) if custom else ())],
    )
    if styles is None:
        add_missing(config.extra_css, [site_files.HANDBOOK_STYLES])
    else:
        own = site_files.WRITTEN_STYLES if styles.on_all else site_files.HANDBOOK_STYLES
        config.extra["remit_styles"] = (own, site_files.WRITTEN_STYLES)
    if config.theme.get("favicon") == ICON and not Path(config.docs_dir, ICON).is_file():
        config.theme["favicon"] = site_files.ICON
    return styles


def prepare(env: jinja2.Environment, config: MkDocsConfig) -> None:
    """Let pages of one kind share the theme's shell, and our templates extend the theme's."""
    # The plugin `offline` asks a host for what the theme's search needs from the disk, and ours does not.
    scripts = config.extra.get("polyfills", [])
    scripts[:] = [each for each in scripts if "iframe-worker" not in each]
    assert env.loader is not None
    above = (str(THEME), config.theme.custom_dir)
    below = [folder for folder in config.theme.dirs if folder not in above]
    env.loader = ChoiceLoader(
        [shell.ShellLoader(), PrefixLoader({"below": FileSystemLoader(below)}), env.loader]
    )
    _keep_compiled(env)


def brand(settings: Mapping[str, Any], files: Files, config: MkDocsConfig) -> None:
    """Put the logo and icon that the handbook names in the place of those in mkdocs.yml."""
    for problem in branding.missing(settings, lambda path: files.get_file_from_path(path) is not None):
        log.warning("%s", problem)
    for name, path in branding.pictures(settings).items():
        if files.get_file_from_path(path) is not None:
            config.theme[name] = path
    _dress_cards(config, settings)


def _dress_cards(config: MkDocsConfig, settings: Mapping[str, Any]) -> None:
    """Give the cards of Material's plugin `social` our logo and our accent, unless others are chosen.

    It looks for the logo below `docs/`, where ours is not, and makes no card without it.
    """
    accent = branding.accent(settings, branding.of_palette(config.theme.get("palette")))
    colour = accent.get("light", SCHEMES["light"].accent)
    ours = config.theme.get("logo") == site_files.ICON
    for plugin in config.plugins.values():
        if type(plugin).__module__ != "material.plugins.social.plugin":
            continue
        options = plugin.config["cards_layout_options"]
        if ours and not Path(config.docs_dir, site_files.ICON).is_file():
            options.setdefault("logo", str(site_files.ASSETS / Path(site_files.ICON).name))
        if not options.keys() & {"background_color", "background_image", "color"}:
            options.update(background_color=colour, color=ink_on(colour))


def add_missing(there: list[Any], wanted: Iterable[str]) -> None:
    """Add to a list what is not in it."""
    there.extend(each for each in wanted if each not in there)
