"""The options of the plugin in `mkdocs.yml`."""

from __future__ import annotations

from datetime import date

from mkdocs.config import config_options
from mkdocs.config.base import BaseConfigOption, Config, ValidationError

from remit.days import parsed


class Day(BaseConfigOption[str]):
    """A day such as 2026-11-20, however YAML reads it; empty for none."""

    def run_validation(self, value: object, /) -> str:
        """The day as ISO text; raises ValidationError for what is not a day."""
        text = str(value) if isinstance(value, date) else value or ""
        if text and parsed(text) is None:
            raise ValidationError(f"`{text}` is not a day; write one such as 2026-11-20, or leave it out")
        return str(text)


class RemitConfig(Config):
    """Options of the plugin in mkdocs.yml; without `today` the site is of the day of its build."""

    root = config_options.Type(str, default=".")
    today = Day()
    markdown_twins = config_options.Type(bool, default=True)
    unmarked_pages = config_options.Optional(config_options.PathSpec())
