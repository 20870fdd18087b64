"""Charts drawn by Vega-Lite into pictures that need no program to be seen: SVG for the page, PNG for other papers."""

import re
from functools import cache
from html import escape
from typing import Any, Final

import vl_convert

from simulation.presentation.report.pieces import Figure

FONTS: Final = "Noto Sans, Arial, Liberation Sans, DejaVu Sans, sans-serif"
CHINESE_FONTS: Final = (
    "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif"
)
CHINESE: Final = re.compile("[\u4e00-\u9fff]")
INK: Final = "#333333"
GRID: Final = "#e3e3e3"
SHARPNESS: Final = 2.0
"""Pixels of a PNG per unit of the drawing."""
IN_NO_FONT: Final = "\ue0f3"
"""A sign for private use, which fonts do not have."""
STYLE: Final[dict[str, Any]] = {
    "font": FONTS,
    "background": "#ffffff",
    "aria": False,  # the whole picture is described once; marks without a reader would be noise
    "padding": {"left": 4, "right": 8, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": "#888888",
        "tickColor": "#888888",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 400,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 300},
    "text": {"color": INK, "fontSize": 12},
    "title": {"fontSize": 13, "anchor": "start", "color": INK, "fontWeight": "bold"},
}


def svg_of(figure: Figure) -> str:
    """The picture as it stands in a page: names of its own, short numbers, its title and description inside."""
    drawn = vl_convert.vegalite_to_svg(dict(figure.spec), config=STYLE, allowed_base_urls=[])
    drawn = re.sub(r'\bid="([\w-]+)"', rf'id="{figure.id}-\1"', drawn)
    drawn = re.sub(r"url\(#([\w-]+)\)", rf"url(#{figure.id}-\1)", drawn)
    drawn = re.sub(r'(?<==")[^"]*\.\d{3,}[^"]*(?=")', _shortened, drawn)
    drawn = re.sub(r' (role="graphics-[\w-]+"|aria-[\w]+="[^"]*")', "", drawn)
    drawn = drawn.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace(f' font-family="{FONTS}"', "")
    head, _, body = drawn.partition(">")
    title, about = f"{figure.id}-title", f"{figure.id}-about"
    fonts = CHINESE_FONTS if CHINESE.search(body) else FONTS
    named = f'{head} font-family="{fonts}" role="img" aria-labelledby="{title} {about}">'
    told = f'<title id="{title}">{escape(figure.title)}</title>'
    return f'{named}{told}<desc id="{about}">{escape(figure.description)}</desc>{body}'


def _shortened(attribute: re.Match[str]) -> str:
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), attribute[0])


def png_of(svg: str) -> bytes:
    """The same picture in pixels."""
    return bytes(vl_convert.svg_to_png(svg, scale=SHARPNESS))


@cache
def writes_chinese() -> bool:
    """Whether this machine has a font for Chinese: a Chinese sign is drawn otherwise than one that no font has."""
    chinese, unknown = (_drawn(sign) for sign in ("镇", IN_NO_FONT))
    return chinese != unknown


def _drawn(sign: str) -> bytes:
    text = f'<text x="4" y="20" font-size="16" font-family="{CHINESE_FONTS}">{sign}</text>'
    return png_of(f'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">{text}</svg>')
