"""Makes `world.bin` and `templates/territories/*.yaml`; run only when the packages change.

    npm pack world-atlas@2.0.2 cldr-core@48.2.0 cldr-localenames-full@48.2.0    # unpack each
    python3 src/geography/make.py WORLD_ATLAS CLDR_CORE CLDR_LOCALENAMES

world-atlas (ISC, in `LICENSE`) holds Natural Earth 4.1.0 (public domain); its countries at 1:10m are generalised here by Visvalingam and
Whyatt's method (1993), arc by arc, so that neighbours still fit together, and packed as `pack.rs` reads them. The names of
states are those of Unicode CLDR (Unicode License v3, in `templates/territories/LICENSE`).
"""

import heapq
import json
import struct
import sys
from pathlib import Path

# Least area, in square degrees, of the triangle that a point makes with its neighbours; with less it is left out.
LEAST = 1e-4
LANGUAGES = ["en", "hy", "az", "ru", "ar", "tr", "fr", "es", "id"]
# Names that CLDR shortens to initials.
LONG = ["GB", "US"]


def generalised(points, step):
    least = 4 if points[0] == points[-1] else 2
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    kept = [True] * len(points)

    def area(at):
        (ax, ay), (bx, by), (cx, cy) = points[before[at]], points[at], points[after[at]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) * step[0] * step[1] / 2

    areas = {at: area(at) for at in range(1, len(points) - 1)}
    heap = sorted((value, at) for at, value in areas.items())
    left = len(points)
    while heap and left > least:
        value, at = heapq.heappop(heap)
        if not kept[at] or areas[at] != value:
            continue
        if value >= LEAST:
            break
        kept[at] = False
        left -= 1
        after[before[at]], before[after[at]] = after[at], before[at]
        for near in (before[at], after[at]):
            if 0 < near < len(points) - 1:
                # What is weighed anew does not matter less than what went.
                areas[near] = max(value, area(near))
                heapq.heappush(heap, (areas[near], near))
    return [point for point, is_kept in zip(points, kept) if is_kept]


def number(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def signed(value):
    return number(value << 1 if value >= 0 else (-value << 1) - 1)


def rings(geometry):
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return [ring for inner in geometry["geometries"] for ring in rings(inner)]
    polygons = {"Polygon": lambda: [geometry["arcs"]], "MultiPolygon": lambda: geometry["arcs"]}.get(kind, list)()
    return [ring for polygon in polygons for ring in polygon]


def packed_rings(all_rings):
    parts = [number(len(all_rings))]
    for ring in all_rings:
        parts += [number(len(ring))] + [signed(arc) for arc in ring]
    return b"".join(parts)


def main(atlas, core, names):
    topology = json.loads((Path(atlas) / "countries-10m.json").read_text())
    step, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    mappings = json.loads((Path(core) / "supplemental/codeMappings.json").read_text())["supplemental"]["codeMappings"]
    codes = {it["_numeric"]: code for code, it in mappings.items() if "_numeric" in it and len(code) == 2}
    countries = topology["objects"]["countries"]["geometries"]
    uses = {}
    for arc in (arc for country in countries for ring in rings(country) for arc in ring):
        arc = ~arc if arc < 0 else arc
        uses[arc] = uses.get(arc, 0) + 1
    out = [b"detente world 1\n", struct.pack("<4d", *step, *origin), number(len(topology["arcs"]))]
    for index, arc in enumerate(topology["arcs"]):
        points, x, y = [], 0, 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x, y))
        points = generalised(points, step)
        out += [bytes([uses.get(index, 0) > 1]), number(len(points))]
        last = (0, 0)
        for point in points:
            out += [signed(point[0] - last[0]), signed(point[1] - last[1])]
            last = point
    out.append(packed_rings(rings(topology["objects"]["land"])))
    out.append(number(len(countries)))
    known = set()
    for country in countries:
        code = codes.get(country.get("id"), "")
        known.add(code)
        out += [number(len(code)), code.encode(), packed_rings(rings(country))]
    root = Path(__file__).parent
    (root / "world.bin").write_bytes(b"".join(out))
    folder = root.parent.parent / "templates/territories"
    folder.mkdir(exist_ok=True)
    (folder / "LICENSE").write_text((Path(names) / "LICENSE").read_text())
    for lang in LANGUAGES:
        main_names = json.loads((Path(names) / f"main/{lang}/territories.json").read_text())["main"][lang]
        told = main_names["localeDisplayNames"]["territories"]
        lines = [
            "# Names of states and territories on maps, by ISO 3166-1 code (Unicode CLDR 48.2; see LICENSE).",
            "# A site that calls one otherwise has a file of this name of its own.",
        ]
        for code in sorted(known - {""}):
            short = told.get(f"{code}-alt-short") if code not in LONG else None
            if short or code in told:
                # JSON's quotation is YAML's too; bare, NO would be a truth value.
                lines.append(f'"{code}": {json.dumps(short or told[code], ensure_ascii=False)}')
        (folder / f"{lang}.yaml").write_text("\n".join(lines) + "\n")


main(*sys.argv[1:4])
