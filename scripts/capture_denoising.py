#!/usr/bin/env python3
"""Draws docs/media/denoising.svg: the frames of `llada run --visual`, one after the other.

usage: build/bin/llada run --visual -p QUESTION 2>&1 | scripts/capture_denoising.py > docs/media/denoising.svg
Reads the plain frames that --visual writes to standard error when that is a pipe; needs nothing but Python.
"""
import re
import sys
from html import escape

COLUMNS, LINE_PX, CHAR_PX, PAD_PX = 78, 20, 8.4, 14
SECONDS_PER_FRAME, LAST_FRAME_SECONDS = 0.7, 3.0
MASK, PADDING, NEWLINE = "░", "·", "↵"


def cells(text):
    """One (character, column, line) per character of a frame, wrapped as a terminal would."""
    column = line = 0
    placed = []
    for char in text:
        if char == NEWLINE:
            column, line = 0, line + 1
            placed.append((char, column, line))
            continue
        if column == COLUMNS:
            column, line = 0, line + 1
        placed.append((char, column, line))
        column += 1
    return placed


def kind(char, fresh):
    if char == MASK:
        return "mask"
    if char == PADDING:
        return "pad"
    return "new" if fresh else "old"


def draw(status, text, before):
    """SVG of one frame; `before` is the text of the frame before, whose prefix is not new."""
    same = 0
    while same < min(len(text), len(before)) and text[same] == before[same]:
        same += 1
    lines = {}
    for index, (char, column, line) in enumerate(cells(text)):
        if char != NEWLINE:
            lines.setdefault(line, []).append((column, char, kind(char, index >= same)))
    out = []
    for line, row in sorted(lines.items()):
        y = PAD_PX + (line + 1) * LINE_PX
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end][2] == row[start][2]:
                end += 1
            run = "".join(char for _, char, _ in row[start:end])
            x = PAD_PX + row[start][0] * CHAR_PX
            width = (end - start) * CHAR_PX
            out.append(f'<text x="{x:.1f}" y="{y}" class="{row[start][2]}" textLength="{width:.1f}"'
                       f' xml:space="preserve">{escape(run)}</text>')
            start = end
    return "".join(out), max(lines) + 1 if lines else 1, status


def main():
    frames = re.findall(r"^(step .*?)  \|(.*)\|$", sys.stdin.read(), re.MULTILINE)
    if not frames:
        sys.exit("no frames on standard input; pipe `llada run --visual` into this")
    masks = re.sub(r"[^%s]" % MASK, MASK, frames[0][1].replace(NEWLINE, MASK))
    frames.insert(0, ("128 masks, nothing computed yet", masks))
    drawn, before = [], frames[0][1]
    for status, text in frames:
        drawn.append(draw(status, text, before))
        before = text
    height_lines = max(lines for _, lines, _ in drawn) + 2
    width, height = 2 * PAD_PX + COLUMNS * CHAR_PX, 2 * PAD_PX + height_lines * LINE_PX
    total = SECONDS_PER_FRAME * (len(drawn) - 1) + LAST_FRAME_SECONDS
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">')
    print("<title>An answer being denoised: masks turn into text over "
          f"{len(drawn) - 1} steps</title>")
    print("<style>text{font:14px monospace}.old{fill:#d0d7de}.new{fill:#7ee787;font-weight:bold}"
          ".mask{fill:#484f58}.pad{fill:#484f58}.status{fill:#8b949e}.f{visibility:hidden}")
    for index in range(len(drawn)):
        begin = 100 * SECONDS_PER_FRAME * index / total
        end = 100 if index == len(drawn) - 1 else 100 * SECONDS_PER_FRAME * (index + 1) / total
        hide = "" if end == 100 else f"{end:.2f}%{{visibility:hidden}}"
        print(f"@keyframes k{index}{{0%{{visibility:hidden}}{begin:.2f}%{{visibility:visible}}{hide}}}"
              f"#f{index}{{animation:k{index} {total:.1f}s step-end infinite}}")
    print("@media (prefers-reduced-motion:reduce){.f{animation:none!important}"
          f"#f{len(drawn) - 1}{{visibility:visible}}}}</style>")
    print(f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>')
    for index, (body, _, status) in enumerate(drawn):
        y = PAD_PX + (height_lines) * LINE_PX
        print(f'<g id="f{index}" class="f">{body}<text x="{PAD_PX}" y="{y}" class="status">{escape(status)}</text></g>')
    print("</svg>")


if __name__ == "__main__":
    main()
