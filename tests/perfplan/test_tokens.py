"""The colours are those that were chosen, they can be read on what they stand on, and the files stay small."""

import re

import brotli
import pytest

from tests.test_house import ROOT

STATIC = ROOT / "static"
CSS = (STATIC / "css/tokens.css").read_text()

CHOSEN = {  # the design's table: (light, dark)
    "page": ("#f5f6f8", "#0f1216"),
    "surface": ("#fff", "#171b21"),
    "sunken": ("#eceef2", "#0b0d10"),
    "raised": ("#fff", "#1e232a"),
    "line": ("#e2e5ea", "#282e36"),
    "line-2": ("#c9ced6", "#3b434d"),
    "field-line": ("#868e9a", "#6d7683"),
    "ink": ("#161a20", "#edeff2"),
    "ink-2": ("#47505c", "#b5bcc6"),
    "ink-3": ("#626b78", "#929ba7"),
    "accent": ("#2340b0", "#a3b5ff"),
    "accent-hover": ("#1a3190", "#bac7ff"),
    "on-accent": ("#fff", "#0d1430"),
    "accent-soft": ("#e8ecfb", "#1c2647"),
    "seller": ("#7b3185", "#dfa8e6"),
    "seller-soft": ("#f6eaf8", "#33203a"),
    "manager": ("#08666c", "#7fd0d4"),
    "manager-soft": ("#e1f2f2", "#10343a"),
    "ok": ("#2a6842", "#8fd0a5"),
    "ok-soft": ("#e6f3ea", "#163123"),
    "drift": ("#865600", "#f0c46e"),
    "drift-soft": ("#fcf0d4", "#38290d"),
    "off": ("#9c3b1f", "#f6a78f"),
    "off-soft": ("#fbe8e2", "#3f2018"),
    "band": ("#dfe5f6", "#232c48"),
    "limit": ("#7f8dc6", "#6f80bd"),
}

TEXT, CONTROL = 4.5, 3.0
WORDS = ["ink", "ink-2", "ink-3", "accent", "seller", "manager", "ok", "drift", "off"]
PAIRS = [
    *[(word, ground, TEXT) for word in WORDS for ground in ("surface", "page", "raised")],
    *[(word, "sunken", TEXT) for word in ("ink", "ink-2", "ink-3")],
    *[(word, f"{word}-soft", TEXT) for word in ("accent", "seller", "manager", "ok", "drift", "off")],
    ("ink", "here", TEXT), ("ink-2", "here", TEXT), ("ink", "off-soft", TEXT), ("ink", "drift-soft", TEXT),
    ("ink-2", "band", TEXT),
    ("on-accent", "accent", TEXT), ("on-accent", "accent-hover", TEXT), ("drift", "band", TEXT),
    ("on-toast", "toast", TEXT), ("toast-link", "toast", TEXT),
    *[(f"on-heat-{n}", f"heat-{n}", TEXT) for n in (1, 2, 3, 4)],
    ("field-line", "surface", CONTROL), ("field-line", "page", CONTROL), ("accent", "sunken", CONTROL),
    ("seller", "heat-2", CONTROL),
]  # fmt: skip


def tokens():
    found = dict(_pairs())
    found["on-heat-4"] = found["on-accent"]
    return found


def _pairs():
    return [
        (name, (light, dark)) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", CSS)
    ]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_colours_are_the_chosen_ones():
    assert {name: tokens()[name] for name in CHOSEN} == CHOSEN


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground", "least"), PAIRS)
def test_words_can_be_read_on_their_ground(word, ground, least, theme):
    assert contrast(tokens()[word][theme], tokens()[ground][theme]) >= least


LAYERS = ["reset", "tokens", "base", "layout", "components", "pages", "utilities", "print"]


def sent(paths):
    """Bytes that go over the wire for these files, compressed as they are served."""
    return sum(len(brotli.compress(path.read_bytes())) for path in paths)


def parts_of(name, found=None):
    """A template with what it extends, includes and builds from components: all that may stand in its page."""
    found = {} if found is None else found
    path = ROOT / "templates" / name
    if name not in found and path.exists():
        found[name] = path.read_text()
        components = re.findall(r"<c-([a-z]+)", found[name])
        for part in [*re.findall(r'"([\w/]+\.html)"', found[name]), *(f"cotton/{one}.html" for one in components)]:
            parts_of(part, found)
    return found


PAGES = sorted(
    str(path.relative_to(ROOT / "templates"))
    for path in (ROOT / "templates").rglob("*.html")
    if re.match(r'(\{#.*#\}\s*)?\{% extends "(base|bare)\.html" %\}', path.read_text())
)
SHEET = re.compile(r'{% static "(css/\w+\.css)" %}')
MODULE = re.compile(r'\["(.+?)", \(\) => import\("\./(\w+\.js)"\)\]')
LATE = {"drag.js", "bell.js"}  # come when somebody reaches for what can be moved, or stays; each keeps to a limit of its own
DRAWN = {  # by tags, by answers, and in forms that come back or are brought
    "data-points": "{% (sparkline|metric_chart) ",
    "data-toast": "",
    "data-focus": r"\|crispy|data-draft=|hx-select",
}


def test_the_budgets_are_about_every_page_sheet_and_script():
    sheets = {STATIC / name for page in PAGES for name in SHEET.findall("".join(parts_of(page).values()))}
    modules = {name for _, name in MODULE.findall((STATIC / "js/app.js").read_text())}

    assert len(PAGES) > 60 and {"plans/plan_draft.html", "plans/plan_living.html", "perfplan/home.html"} <= set(PAGES)
    assert sheets == set((STATIC / "css").glob("*.css"))
    assert {path.name for path in (STATIC / "js").glob("*.js")} == modules | LATE | {"app.js"}


@pytest.mark.parametrize("page", PAGES)
def test_stylesheets_keep_their_budget(page):
    """A page has those of bare.html, and those of its kind."""
    assert sent({STATIC / name for name in SHEET.findall("".join(parts_of(page).values()))}) <= 15 * 1024


@pytest.mark.parametrize("page", PAGES)
def test_scripts_keep_their_budget(page):
    """A page has app.js, and the modules whose attributes stand in it or in what may be put into it."""
    assert sent({STATIC / "js/app.js", *(STATIC / "js" / name for name in modules_of(page))}) <= 6 * 1024


def test_what_comes_late_is_small_too():
    assert all(sent([STATIC / "js" / name]) <= 1.5 * 1024 for name in LATE)


def modules_of(page):
    text = "".join(parts_of(page).values())
    for selector, module in MODULE.findall((STATIC / "js/app.js").read_text()):
        names = re.findall(r"\[([\w-]+)", selector)
        if any(re.search(rf"\b{name}\b", text) or (name in DRAWN and re.search(DRAWN[name], text)) for name in names):
            yield module


def test_the_fonts_of_a_first_visit_keep_their_budget_and_carry_their_licence():
    latin = [path.stat().st_size for path in (STATIC / "fonts").glob("*-latin-wght-normal.woff2")]

    assert len(latin) == 2 and sum(latin) <= 85 * 1024
    assert all("SIL Open Font License" in path.read_text() for path in (STATIC / "fonts").glob("*OFL.txt"))


def test_every_rule_is_in_a_layer():
    for path in (STATIC / "css").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        text = re.sub(r"@font-face {[^}]*}|@page {[^}]*}|@layer [^{]*;", "", text)
        outside, depth = "", 0
        for letter in text:
            depth += {"{": 1, "}": -1}.get(letter, 0)
            outside += letter if depth == 0 else ""
        assert set(outside.replace("}", "").split()) <= {"@layer", *LAYERS}, path.name


def test_only_screens_are_narrow():
    """A4 paper is narrower than a desktop too: a bare max-width rule would fold the printed page like a phone."""
    for path in (STATIC / "css").glob("*.css"):
        assert not re.search(r"@media \(max-width", path.read_text()), path.name
