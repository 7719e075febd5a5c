"""Cleaning and mirroring style sheets."""

import re

import pytest

from throughline.web.stylesheets import TYPEFACE, RemoteAsset, clean, drop_source_map, mirror


def test_font_faces_the_brand_typeface_and_the_source_map_are_dropped():
    css = (
        '@charset "UTF-8";@font-face{font-family:Frutiger W01;src:url(https://e.org/a.woff2) format("woff2")}'
        "html{font-family:Frutiger W01,arial,sans-serif;color:red}@FONT-FACE {src:url(b.woff)}\n"
        "/*# sourceMappingURL=x.css.map */\n"
    )
    assert clean(css) == f'@charset "UTF-8";html{{font-family:{TYPEFACE};color:red}}\n'


@pytest.mark.parametrize(
    "rule",
    [
        "a{background:url(https://e.org/a.png)}",
        "a{background:url('//e.org/a.png')}",
        'a{background:URL( "http://e.org/a.png" )}',
        "a{background:url(../images/a.png)}",
        '@import "https://e.org/a.css";',
        "a{font:12px Frutiger}",
    ],
)
def test_anything_left_to_fetch_is_refused(rule):
    with pytest.raises(RemoteAsset):
        clean(rule)


def test_picture_inside_the_style_sheet_is_allowed():
    rule = 'a{background:url("data:image/svg+xml,%3Csvg/%3E")}\n'
    assert clean(rule) == rule


def test_script_loses_its_source_map():
    assert drop_source_map("export{a};\n\n//# sourceMappingURL=a.js.map\n") == "export{a};\n"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a{margin-left:1px}", "a{margin-right:1px}"),
        ("a{padding:1px 2px 3px 4px}", "a{padding:1px 4px 3px 2px}"),
        ("a{margin:0 -16px 0 calc(1px + 2px)!important}", "a{margin:0 calc(1px + 2px) 0 -16px!important}"),
        ("a{padding:1px 2px 3px}", "a{padding:1px 2px 3px}"),
        ("a{text-align:left;float:right;clear:both}", "a{text-align:right;float:left;clear:both}"),
        ("a{left:0;right:auto}", "a{right:0;left:auto}"),
        ("a{border-left:4px solid red}", "a{border-right:4px solid red}"),
        ("a{border-top-left-radius:1px}", "a{border-top-right-radius:1px}"),
        ("a{border-radius:0 .25rem .5rem 0}", "a{border-radius:.25rem 0 0 .5rem}"),
        ("a{border-radius:1px 2px}", "a{border-radius:2px 1px}"),
        ("a{border-radius:1px 2px 3px}", "a{border-radius:2px 1px 2px 3px}"),
        ("a{border-width:1px 0 1px 2px}", "a{border-width:1px 2px 1px 0}"),
        ("a{clip-path:polygon(0 0,100% 50%,0 100%)}", "a{clip-path:polygon(100% 0,0% 50%,100% 100%)}"),
        (
            "a{margin-left:max(16px,env(safe-area-inset-left))}",
            "a{margin-right:max(16px,env(safe-area-inset-right))}",
        ),
        ("@media print{a:hover{left:1px}.left{top:0}}", "@media print{a:hover{right:1px}.left{top:0}}"),
    ],
)
def test_mirror_exchanges_sides(left, right):
    assert mirror(left) == right


@pytest.mark.parametrize(
    "rule",
    [
        "a{border-width:0 0 4px 4px;transform:rotate(-45deg)}",
        'a{--my-left:1px;content:"left"}',
        ".nhsuk-u-text-align-left{color:red}",
        "a{vertical-align:top;transition:left-ish 1s}",
    ],
)
def test_mirror_leaves_alone_what_has_no_side(rule):
    assert mirror(rule) == rule


def test_mirror_of_the_mirror_is_the_style_sheet_itself(vendor_file):
    css = vendor_file("nhsuk-frontend.css")
    twice = mirror(mirror(css))
    # The one spelling that changes: 0 becomes 0% in a mirrored shape.
    assert re.sub(r"(?<![\d.])0%", "0", twice) == re.sub(r"(?<![\d.])0%", "0", css)
    assert mirror(css) == vendor_file("nhsuk-frontend.rtl.css")
    assert mirror(css).count("margin-left") == css.count("margin-right")
