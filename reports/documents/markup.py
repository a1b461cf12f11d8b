"""Markdown of a text to HTML: paragraphs, lists, emphasis and live figures; anything else comes out as text.

Raw HTML, images and links to other places do not exist here, so a text can bring nothing into a page and a
document fetches nothing.
"""

import re
from functools import cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from ledger.core.content import Figure, Prose
from ledger.core.live import TOKEN


def html(prose: Prose, addresses: dict[str, str] | None = None) -> SafeString:
    """Return a text as HTML; `addresses` gives, by reference, where a live figure is explained."""
    environment = {"figures": prose.figures, "addresses": addresses or {}}
    rendered: str = _parser().render(prose.markdown, environment)
    return SafeString(rendered)  # nosec B308 B703 - the parser escapes whatever it does not know


def plain(text: str) -> SafeString:
    """Return a text without Markdown as paragraphs."""
    paragraphs = (_EURO.sub("€\N{NO-BREAK SPACE}", " ".join(part.split())) for part in text.split("\n\n"))
    return SafeString("".join(f"<p>{escape(part)}</p>" for part in paragraphs if part))  # nosec B308 B703


_EURO = re.compile(r"€ (?=[\d\N{MINUS SIGN}-])")
_BROKEN = '<mark class="duo-live duo-live--broken" title="{}">{}</mark>'


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["list", "emphasis", "newline", "escape"])
    parser.inline.ruler.before("emphasis", "figure", _figure)
    parser.add_render_rule("figure", _render_figure)
    parser.add_render_rule("text", _render_text)
    return parser


def _figure(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    match = TOKEN.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("figure", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _render_text(_renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    """Keep the euro sign on the line of its amount."""
    return str(escape(_EURO.sub("€\N{NO-BREAK SPACE}", tokens[index].content)))


def _render_figure(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    source = tokens[index].content
    figure = env["figures"].get(source, Figure(f"[[{source}]]", broken="onbekend"))
    if figure.broken:
        return format_html(_BROKEN, figure.broken, figure.shown)
    address = env["addresses"].get(source)
    if address:
        return format_html('<a class="duo-live" href="{}">{}</a>', address, figure.shown)
    return format_html('<span class="duo-live">{}</span>', figure.shown)
