"""The template environment: escaping always on, translation, missing names refused, and the few functions
and filters pages use."""

import datetime
import secrets
from collections.abc import MutableMapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static as django_static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from jinja2 import Environment as JinjaEnvironment
from jinja2 import StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markupsafe import Markup
from nh3 import Cleaner

from throughline.language import glossary
from throughline.programmes.wording.queries import OwnWords
from throughline.web import components
from throughline.web.assets import hashed_names

_ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "h4", "hr", "code"}
_CLASSES = {
    "bullet_list_open": "nhsuk-list nhsuk-list--bullet",
    "ordered_list_open": "nhsuk-list nhsuk-list--number",
}
_CLEANER = Cleaner(
    tags=_ALLOWED,
    attributes={"a": {"href"}, "ol": {"start"}},
    allowed_classes={"ul": {"nhsuk-list", "nhsuk-list--bullet"}, "ol": {"nhsuk-list", "nhsuk-list--number"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
)


class Environment(JinjaEnvironment):
    """Templates share what all of them know, instead of each looking through a chain for it: a page imports many."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend.

    Args: the backend's options (loader, autoescape and so on). Missing names are always refused, in
    production too, so that
    what the tests see is what runs. Templates are kept compiled, and looked at again only in debug.
    """
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n"]
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["auto_reload"] = settings.DEBUG
    env = Environment(extensions=extensions, cache_size=-1, **options)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        static=static,
        url=url,
        once_input=once_input,
        hard_words=hard_words,
        language=translation.get_language,
        right_to_left=translation.get_language_bidi,
        as_field=components.as_field,
        form_problems=components.form_problems,
        site_links=components.site_links,
    )
    env.filters.update(date=date, time=time, number=number, plural=plural, markdown=markdown)
    return env


def gettext(message: str) -> str:
    """A text of the templates in the reader's language, looked up once: a page holds dozens."""
    return _translated(translation.get_language(), message)


@lru_cache(maxsize=8192)
def _translated(_language: str | None, message: str) -> str:
    return translation.gettext(message)


@cache
def static(name: str) -> str:
    """The address of a style sheet, script or image: its hashed name if prepared by `web.assets`, else
    Django's own."""
    return django_static(hashed_names().get(name, name))


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named route; arguments fill its parameters. Raises `NoReverseMatch`."""
    return reverse(name, args=args, kwargs=kwargs)


@lru_cache(maxsize=256)
def hard_words(*texts: str, own: OwnWords | None = None) -> list[glossary.Entry]:
    """The terms in what an organisation wrote that readers may not know, each once, and what they mean.

    Args: `texts`, in the order of the page; a term that one of them explains is left out. `own`, the words that the
    organisation keeps, which come before ours.
    """
    own = own or OwnWords()
    found = glossary.entries("\n\n".join(texts), extra=dict(own.hard), fine=own.fine)
    return list({entry.term.lower(): entry for entry in reversed(found)}.values())[::-1]


def once_input(value: str = "") -> Markup:
    """The hidden field that lets a form count once however often it is sent.

    Args: `value`, the key that was posted, when a form is shown again; without it a fresh one of 128
    random bits.
    """
    return Markup('<input type="hidden" name="once" value="{}">').format(value or secrets.token_hex(16))


def date(value: datetime.date | None) -> str:
    """A day as the NHS service manual writes it: “1 January 2026”, in the reader's language. Nothing for
    None."""
    if value is None:
        return ""
    return format_date(_local(value), "j F Y")


def time(value: datetime.datetime | datetime.time | None) -> str:
    """A time of day: “9:15am”, “9am”, “midday”, “midnight”. Languages other than English get their own
    format."""
    if value is None:
        return ""
    value = _local(value)
    if not (translation.get_language() or "en").startswith("en"):
        return date_format(value, "TIME_FORMAT")
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def _local(value: Any) -> Any:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def number(value: float | str | None) -> str:
    """A number with commas for thousands; words such as the `*` of a suppressed count are left as they
    are."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,}"


def plural(count: float, one: str, many: str) -> str:
    """`one` if the count is exactly 1, else `many`. For sentences use `{% trans %}` with `{% pluralize
    %}`."""
    return one if count == 1 else many


class _Renderer(RendererHTML):
    """Adds the design system's classes to lists, and keeps the page's own heading the only one of its
    level."""

    def renderToken(self, tokens: Any, idx: int, options: Any, env: Any) -> str:  # noqa: N802 - the library's name
        token = tokens[idx]
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        elif token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
        return super().renderToken(tokens, idx, options, env)


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).disable("image")


def markdown(text: str | None) -> Markup:
    """Rich text as safe HTML: a small set of tags, no images, no raw HTML, no scripts, links that vouch
    for nothing."""
    return Markup(_CLEANER.clean(_MARKDOWN.render(text or "")))  # noqa: S704 - cleaned the line before
