"""URLs with their rule of access, and the table of them all."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, path

from throughline.core import refs  # noqa: F401  (registers <ref:…>)
from throughline.core.access import Access

# Served by the framework from public folders; no person's data passes through them.
OPEN_MODULES = ("django.views.static", "django.contrib.staticfiles.views")


class Undeclared(Exception):
    """A URL without a rule of access."""


def route(pattern: str, view: Callable[..., HttpResponseBase], *, name: str, access: Access) -> URLPattern:
    """Return a Django path whose view runs only after `access` has let the request pass.

    Arguments: as `django.urls.path`; `access`, an `Access` object (an instance, not a class).
    Raises `TypeError` when `access` is something else.
    """
    if not isinstance(access, Access):
        raise TypeError(f"route “{name}” needs an Access object, not {access!r}")

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        instead = access.check(request, kwargs)
        return view(request, *args, **kwargs) if instead is None else instead

    guarded.access = access  # type: ignore[attr-defined]
    return path(pattern, guarded, name=name)


def table(urlconf: Any = None) -> list[tuple[str, str, str]]:
    """Return (pattern, name, access in words) for every URL, sorted; static and media files are left out.

    Arguments: `urlconf`, a module or its name; the project's own by default.
    Raises `Undeclared` naming every URL without a rule of access.
    """
    rows: list[tuple[str, str, str]] = []
    missing: list[str] = []
    for pattern, name, callback in _walk(get_resolver(urlconf).url_patterns, "", ""):
        if getattr(callback, "__module__", "") in OPEN_MODULES:
            continue
        access = getattr(callback, "access", None)
        if isinstance(access, Access):
            rows.append((pattern, name, access.describe()))
        else:
            missing.append(pattern or "/")
    if missing:
        raise Undeclared("no rule of access (use core.routes.route): " + ", ".join(sorted(missing)))
    return sorted(rows)


def _walk(entries: Any, prefix: str, space: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in entries:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, pattern, inner)
        else:
            yield pattern, f"{space}{entry.name or ''}", entry.callback
