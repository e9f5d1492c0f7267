"""Draws what happens in a terminal as an SVG, animated if there are several screens, from the screens that
tmux captured; and reads the texts of such a drawing.

Rows that occur in several frames are stored once. The frames are below each other, and the picture moves
from one to the next.
"""

import html
import re
import unicodedata

# Sizes in pixels.
CELL, ROW, MARGIN = 8.4, 19, 14
FOREGROUND, BACKGROUND = "#c5c8c6", "#14161b"
# The sixteen colours of a terminal.
PALETTE = (
    "#1d1f21 #cc6666 #b5bd68 #f0c674 #81a2be #b294bb #8abeb7 #c5c8c6 "
    "#707880 #d54e53 #b9ca4a #e7c547 #7aa6da #c397d8 #70c0b1 #eaeaea"
).split()


def width(text):
    """Returns the number of cells of a text."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def plain(screen):
    """Returns a screen without colours and without spaces at the ends of its lines."""
    text = re.sub(r"\x1b\[[\d;:]*[A-Za-z]", "", screen)
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip()


def colour(codes):
    """Takes the codes of one colour (after 38, 48 or 58) from the front of a list, and returns it."""
    kind = codes.pop(0)
    if kind == 2:
        return "#" + "".join(f"{codes.pop(0):02x}" for _ in range(3))
    number = codes.pop(0)
    if number < 16:
        return PALETTE[number]
    if number > 231:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    parts = [(number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6]
    return "#" + "".join(f"{55 + 40 * part if part else 0:02x}" for part in parts)


def styled_rows(screen):
    """Returns the rows, each a list of parts that have one style: text, foreground, background, CSS
    classes. tmux lets a style go on in the next row."""
    rows, fore, back, styles = [[]], None, None, set()
    for text, codes in re.findall(r"([^\x1b]*)(?:\x1b\[([\d;:]*)m)?", screen):
        pair = (back or BACKGROUND, fore or FOREGROUND) if "r" in styles else (fore, back)
        for index, part in enumerate(text.split("\n")):
            rows += [[]] if index else []
            if part:
                rows[-1].append((part, *pair, " ".join(sorted(styles - {"r"}))))
        # `4:3` is a kind of underline. `58` is its colour.
        numbers = [int(number.split(":")[0] or 0) for number in codes.split(";")] if codes is not None else []
        while numbers:
            code = numbers.pop(0)
            if code == 0:
                fore, back, styles = None, None, set()
            elif code in (1, 2, 3, 4, 7):
                styles.add({1: "b", 2: "d", 3: "i", 4: "u", 7: "r"}[code])
            elif code in (22, 23, 24, 27):
                styles -= {22: {"b", "d"}, 23: {"i"}, 24: {"u"}, 27: {"r"}}[code]
            elif code == 38:
                fore = colour(numbers)
            elif code == 48:
                back = colour(numbers)
            elif code == 58 and numbers:
                colour(numbers)
            elif code in (39, 49):
                fore, back = (None, back) if code == 39 else (fore, None)
            elif code // 10 in (3, 9) and code % 10 < 8:
                fore = PALETTE[code % 10 + (8 if code > 50 else 0)]
            elif code // 10 in (4, 10) and code % 10 < 8:
                back = PALETTE[code % 10 + (8 if code > 50 else 0)]
    return rows


def drawn_row(row):
    """Returns the elements of one row, or an empty string."""
    behind, texts, column = "", "", 0
    for text, fore, back, styles in row:
        cells = width(text)
        x, length = round(column * CELL, 1), round(cells * CELL, 1)
        if back and back != BACKGROUND:
            behind += f'<rect x="{x}" width="{length}" height="{ROW}" fill="{back}"/>'
        if text.strip():
            style = f' class="{styles}"' if styles else ""
            fill = f' fill="{fore}"' if fore else ""
            texts += f'<text x="{x}" y="14" textLength="{length}"{fill}{style}>{html.escape(text)}</text>'
        column += cells
    return behind + texts


def texts_of(svg):
    """Returns the text of every frame of an SVG that `drawing` made."""
    row = r'<g id="(r\d+)">(.*?)</g>'
    cells = {name: re.findall(r'<text x="([\d.]+)".*?>(.*?)</text>', text) for name, text in re.findall(row, svg)}
    frames = []
    for frame in re.findall(r'<g transform="translate.*?</g>', svg, re.DOTALL):
        lines = []
        for name, y in re.findall(r'<use href="#(r\d+)" y="(\d+)"/>', frame):
            line = ""
            for x, text in cells[name]:
                line += " " * (round(float(x) / CELL) - width(line)) + html.unescape(text)
            lines += [""] * (int(y) // ROW - len(lines)) + [line.rstrip()]
        frames.append("\n".join(lines).rstrip())
    return frames


def drawing(frames, columns, lines, title):
    """Returns the SVG. `frames` are screens with the cursor (column, row) and the seconds that they stay.
    Readers who turned animations off see the frame that stays longest."""
    rows, drawn = {}, ""
    still = max(range(len(frames)), key=lambda index: frames[index][2])
    height = lines * ROW
    for index, (screen, (x, y), _) in enumerate(frames):
        drawn += f'<g transform="translate(0 {index * height})">'
        for at, row in enumerate(styled_rows(screen)[:lines]):
            elements = drawn_row(row)
            if elements:
                name = rows.setdefault(elements, f"r{len(rows)}")
                drawn += f'<use href="#{name}" y="{at * ROW}"/>'
        drawn += f'<rect class="c" x="{x * CELL:.1f}" y="{y * ROW}" width="{CELL}" height="{ROW}"/></g>\n'
    total, at, steps = sum(seconds for *_, seconds in frames), 0.0, ""
    for index, (*_, seconds) in enumerate(frames):
        steps += f"{100 * at / total:.2f}%{{transform:translateY({-index * height}px)}}"
        at += seconds
    defined = "\n".join(f'<g id="{name}">{elements}</g>' for elements, name in rows.items())
    wide, high = columns * CELL + 2 * MARGIN, height + 2 * MARGIN
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high}" width="{wide:.0f}" height="{high}">
<title>{html.escape(title)}</title>
<style>
text {{ font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre }}
.b {{ font-weight: bold }} .d {{ opacity: .6 }} .i {{ font-style: italic }} .u {{ text-decoration: underline }}
.c {{ fill: #c5c8c6; opacity: .5 }}
#play {{ animation: play {total:.1f}s steps(1, end) infinite }}
@keyframes play {{ {steps} }}
@media (prefers-reduced-motion: reduce) {{
  #play {{ animation: none; transform: translateY({-still * height}px) }}
}}
</style>
<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>
<defs>
{defined}
</defs>
<svg x="{MARGIN}" y="{MARGIN}" width="{columns * CELL:.0f}" height="{height}"><g id="play" fill="{FOREGROUND}">
{drawn}</g></svg>
</svg>
"""
