#!/usr/bin/env python3
"""Draws a trace of an accelerator's units (llada simulate --trace, llada run --trace) as an SVG.

usage: plot_timeline.py [BEGIN_MS END_MS] < trace.json > docs/media/timeline.svg
Above all of the trace, below the part from BEGIN_MS to END_MS (one eighth of the last step).
"""
import html
import json
import sys

WIDTH, LEFT, RIGHT, LANE, GAP, TOP, PANEL_GAP = 960, 78, 16, 26, 8, 62, 66
# First word of an event's name, colour, what the legend calls it.
KINDS = [(("query-key-value", "attention-out", "gate-up", "down"), "#2f6db5", "weights x rows"),
         (("attention",), "#e08a1e", "attention"),
         (("head", "gather-rows"), "#7a4fa3", "head"),
         (("stage", "map", "copy", "unmap"), "#2e9e5b", "weights staged or mapped"),
         (("side",), "#c8433f", "side rows: revision"),
         ((), "#9aa3ad", "other")]


def kind_of(name):
    first = name.split(" ")[0]
    return next((k for k in KINDS if first in k[0]), KINDS[-1])


def read_trace(file):
    trace = json.load(file)
    lanes, title, events = {}, "", []
    for event in trace["traceEvents"]:
        if event["ph"] == "M" and event["name"] == "thread_name":
            lanes[event["tid"]] = event["args"]["name"]
        elif event["ph"] == "M" and event["name"] == "process_name":
            title = event["args"]["name"]
        elif event["ph"] == "X":
            begin = event["ts"] / 1000
            events.append((event["tid"], begin, begin + event["dur"] / 1000, kind_of(event["name"]),
                           event["name"]))
    return title, trace.get("otherData", {}).get("clock", "unknown"), lanes, events


def last_eighth(events):
    end = max(event[2] for event in events)
    begin = max((event[1] for event in events if event[4] == "launch"), default=0)
    return begin, begin + (end - begin) / 8


def runs(events, lane, begin, end, pixel_ms):
    """A lane as [first pixel, past, kind]: each pixel is of the kind that took most of it, or idle."""
    pixels = [{} for _ in range(int((end - begin) / pixel_ms) + 1)]
    for _, start, stop, kind, _ in (event for event in events if event[0] == lane):
        start, stop = max(start, begin) - begin, min(stop, end) - begin
        while stop > start:
            index = int(start / pixel_ms)
            part = min(stop, (index + 1) * pixel_ms) - start
            pixels[index][kind] = pixels[index].get(kind, 0) + part
            start += max(part, pixel_ms * 1e-6)
    merged = []
    for index, shares in enumerate(pixels):
        if sum(shares.values()) < pixel_ms / 4:
            continue
        kind = max(shares, key=shares.get)
        if merged and merged[-1][1] == index and merged[-1][2] is kind:
            merged[-1][1] += 1
        else:
            merged.append([index, index + 1, kind])
    return merged


def tick_ms(span):
    step = 1
    while span / step > 10:
        step *= 5 if str(step)[0] == "1" else 2
    return step


def panel(out, lanes, events, begin, end, top):
    scale = (WIDTH - LEFT - RIGHT) / (end - begin)
    px = lambda ms: LEFT + (ms - begin) * scale
    bottom = top + len(lanes) * (LANE + GAP)
    step = tick_ms(end - begin)
    tick = step * -(-begin // step)
    while tick <= end:
        out.append(f'<line x1="{px(tick):.1f}" y1="{top}" x2="{px(tick):.1f}" y2="{bottom}" '
                   f'stroke="#e5e9f0"/><text x="{px(tick):.1f}" y="{bottom + 14}" '
                   f'text-anchor="middle" font-size="11">{tick:g}</text>')
        tick += step
    for row, (lane, name) in enumerate(sorted(lanes.items())):
        y = top + row * (LANE + GAP)
        out.append(f'<text x="{LEFT - 8}" y="{y + 18}" text-anchor="end">{html.escape(name)}</text>')
        for first, past, kind in runs(events, lane, begin, end, 1 / scale):
            out.append(f'<rect x="{LEFT + first}" y="{y}" width="{past - first}" height="{LANE}" fill="{kind[1]}"/>')
    return bottom


def draw(title, clock, lanes, events, zoom):
    used = {tid: name for tid, name in lanes.items() if any(event[0] == tid for event in events)}
    out = []
    bottom = panel(out, used, events, 0, max(event[2] for event in events), TOP)
    lower = bottom + PANEL_GAP
    out.append(f'<text x="{LEFT}" y="{lower - 12}" fill="#444">'
               f'{zoom[0]:.0f} to {zoom[1]:.0f} ms of it:</text>')
    bottom = panel(out, used, events, *zoom, lower)
    out.append(f'<text x="{WIDTH - RIGHT}" y="{bottom + 32}" text-anchor="end" '
               f'font-size="11">milliseconds, {html.escape(clock)}</text>')
    legend, x = [], LEFT
    for _, colour, label in KINDS:
        legend.append(f'<rect x="{x}" y="36" width="11" height="11" fill="{colour}"/>'
                      f'<text x="{x + 16}" y="46" font-size="11">{label}</text>')
        x += 34 + 6.4 * len(label)
    head = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 42}" '
            'font-family="sans-serif" font-size="12" role="img">',
            f'<title>{html.escape(title)}</title>',
            f'<rect width="{WIDTH}" height="{bottom + 42}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="22" font-size="13">{html.escape(title)} ({html.escape(clock)})</text>']
    return "\n".join(head + legend + out + ["</svg>", ""])


def main():
    title, clock, lanes, events = read_trace(sys.stdin)
    if not events:
        sys.exit("plot_timeline.py: the trace holds no events")
    zoom = tuple(map(float, sys.argv[1:3])) if len(sys.argv) > 2 else last_eighth(events)
    sys.stdout.write(draw(title, clock, lanes, events, zoom))


main()
