#!/usr/bin/env python3
"""Draws lines of points as an SVG.

usage: plot_points.py TITLE X_AXIS Y_AXIS < points.tsv > picture.svg
  docs/media/quality.svg: "Accuracy against answer tokens per forward pass" "answer tokens per forward pass" "accuracy, %"
Lines of points.tsv: series, label (may be empty), x, y; '#' starts a comment. The points of a series are joined, unless
its labels are words: then they are no steps of one setting.
"""
import html
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 64, 28, 200, 56
COLOURS = ["#8a8f98", "#4c566a", "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#e07b00", "#17a2b8", "#8c564b"]
SHAPES = ["circle", "circle", "square", "diamond", "triangle"]


def read_points(lines):
    series = {}
    for line in lines:
        line = line.split("#")[0].rstrip()
        if line.strip():
            name, label, x, y = line.split("\t")
            series.setdefault(name, []).append((float(x), float(y), label))
    return series


def axis(values, most):
    """(low, high, step) with at most `most` steps of 1, 2 or 5 times a power of ten."""
    span = (max(values) - min(values)) or 1
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * m for m in (1, 2, 5, 10, 20) if span / (power * m) <= most - 1)
    low = step * math.floor(min(values) / step)
    return low, low + step * max(1, math.ceil(round((max(values) - low) / step, 6))), step


def mark(shape, x, y, colour):
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    d = 5
    points = {"square": [(-4, -4), (4, -4), (4, 4), (-4, 4)],
              "diamond": [(0, -d - 1), (d + 1, 0), (0, d + 1), (-d - 1, 0)],
              "triangle": [(0, -d - 1), (d, d - 1), (-d, d - 1)]}[shape]
    path = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points)
    return f'<polygon points="{path}" fill="{colour}"/>'


def ticks(low, high, step):
    return [low + step * i for i in range(round((high - low) / step) + 1)]


def draw(series, title, x_name, y_name):
    xs = [p[0] for points in series.values() for p in points]
    ys = [p[1] for points in series.values() for p in points]
    (x0, x1, x_step), (y0, y1, y_step) = axis(xs, 10), axis(ys, 12)
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    px = lambda x: LEFT + (x - x0) / (x1 - x0) * (right - LEFT)
    py = lambda y: bottom - (y - y0) / (y1 - y0) * (bottom - TOP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12" role="img">',
           f'<title>{html.escape(title)}</title>',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>']
    for value in ticks(x0, x1, x_step):
        x = px(value)
        out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#e5e9f0"/>'
                   f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{value:.6g}</text>')
    for value in ticks(y0, y1, y_step):
        y = py(value)
        out.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#e5e9f0"/>'
                   f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.6g}</text>')
    out.append(f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 14}" text-anchor="middle">'
               f'{html.escape(x_name)}</text>'
               f'<text x="16" y="{(TOP + bottom) / 2}" text-anchor="middle" '
               f'transform="rotate(-90 16 {(TOP + bottom) / 2})">{html.escape(y_name)}</text>')
    for n, (name, points) in enumerate(series.items()):
        colour, shape = COLOURS[n % len(COLOURS)], SHAPES[n % len(SHAPES)]
        points = sorted(points)
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y, _ in points)
        if not any(label[:1].isalpha() for _, _, label in points):
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for x, y, label in points:
            if not label:
                continue
            out.append(mark(shape, px(x), py(y), colour))
            out.append(f'<text x="{px(x) + 7:.1f}" y="{py(y) - 6:.1f}" fill="{colour}" '
                       f'font-size="10">{html.escape(label)}</text>')
        y = TOP + 14 + 20 * n
        out.append(mark(shape, right + 18, y - 4, colour) +
                   f'<text x="{right + 30}" y="{y}">{html.escape(name)}</text>')
    return "\n".join(out + ["</svg>", ""])


sys.stdout.write(draw(read_points(sys.stdin), *sys.argv[1:4]))
