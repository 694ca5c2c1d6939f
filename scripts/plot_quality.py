#!/usr/bin/env python3
"""Draws accuracy against answer tokens per forward pass as an SVG.

usage: plot_quality.py < points.tsv > docs/media/quality.svg
Lines of points.tsv: series, label, tokens per forward, accuracy in per cent; '#' starts a comment.
"""
import html
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 64, 28, 200, 56
COLOURS = ["#8a8f98", "#4c566a", "#1f77b4", "#d62728", "#2ca02c"]
SHAPES = ["circle", "circle", "square", "diamond", "triangle"]


def read_points(lines):
    series = {}
    for line in lines:
        line = line.split("#")[0].rstrip()
        if line.strip():
            name, label, x, y = line.split("\t")
            series.setdefault(name, []).append((float(x), float(y), label))
    return series


def axis(values, step):
    low = step * (min(values) // step)
    high = step * -(-max(values) // step)
    return low, max(high, low + step)


def mark(shape, x, y, colour):
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    d = 5
    points = {"square": [(-4, -4), (4, -4), (4, 4), (-4, 4)],
              "diamond": [(0, -d - 1), (d + 1, 0), (0, d + 1), (-d - 1, 0)],
              "triangle": [(0, -d - 1), (d, d - 1), (-d, d - 1)]}[shape]
    path = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points)
    return f'<polygon points="{path}" fill="{colour}"/>'


def draw(series):
    xs = [p[0] for points in series.values() for p in points]
    ys = [p[1] for points in series.values() for p in points]
    (x0, x1), (y0, y1) = axis(xs, 1), axis(ys, 2)
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    px = lambda x: LEFT + (x - x0) / (x1 - x0) * (right - LEFT)
    py = lambda y: bottom - (y - y0) / (y1 - y0) * (bottom - TOP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12" role="img">',
           '<title>Accuracy against answer tokens per forward pass</title>',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>']
    for i in range(int(x1 - x0) + 1):
        x = px(x0 + i)
        out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#e5e9f0"/>'
                   f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{x0 + i:g}</text>')
    for i in range(int((y1 - y0) / 2) + 1):
        y = py(y0 + 2 * i)
        out.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#e5e9f0"/>'
                   f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{y0 + 2 * i:g}</text>')
    out.append(f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 14}" text-anchor="middle">'
               'answer tokens per forward pass</text>'
               f'<text x="16" y="{(TOP + bottom) / 2}" text-anchor="middle" '
               f'transform="rotate(-90 16 {(TOP + bottom) / 2})">accuracy, %</text>')
    for n, (name, points) in enumerate(series.items()):
        colour, shape = COLOURS[n % len(COLOURS)], SHAPES[n % len(SHAPES)]
        points = sorted(points)
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y, _ in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for x, y, label in points:
            out.append(mark(shape, px(x), py(y), colour))
            out.append(f'<text x="{px(x) + 7:.1f}" y="{py(y) - 6:.1f}" fill="{colour}" '
                       f'font-size="10">{html.escape(label)}</text>')
        y = TOP + 14 + 20 * n
        out.append(mark(shape, right + 18, y - 4, colour) +
                   f'<text x="{right + 30}" y="{y}">{html.escape(name)}</text>')
    return "\n".join(out + ["</svg>", ""])


sys.stdout.write(draw(read_points(sys.stdin)))
