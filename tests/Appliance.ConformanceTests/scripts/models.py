#!/usr/bin/python3
"""Compares the DICOM JSON model (PS3.18 F) that `appliance dump --json` writes with the one that pydicom makes of the same files.

    models.py APPLIANCE ROOT        compares every file below ROOT

Prints a line for each difference: FILE <tab> TAG PATH <tab> ASPECT <tab> OURS <tab> THEIRS, and last `compared N files, M elements`. No difference
is: a number as number or as text of the same value (F.2.3 note 1), single precision, padding, binary values beyond a kilobyte, which pydicom is not asked for, and a reference
for encapsulated values, which PS3.18 has no inline form for.
"""
import base64
import json
import os
import struct
import subprocess
import sys
import warnings

import pydicom

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
pydicom.config.replace_un_with_known_vr = False
INLINE = 1024
BULK = "bulk"


def model(path):
    data_set = pydicom.dcmread(path, force=True)
    return {f"{tag:08X}": element(data_set, tag) for tag in sorted(data_set.keys()) if tag.element != 0 and tag.group != 0xFFFE}


def element(data_set, tag):
    """One element as pydicom says it, or why it cannot."""
    try:
        return data_set[tag].to_json_dict(lambda _: BULK, INLINE)
    except Exception as failed:  # pylint: disable=broad-except; whatever pydicom stumbles over is its answer
        return {"vr": "failed", "Value": [f"{type(failed).__name__}: {failed}"]}


def same(mine, other):
    if mine is None or other is None or mine == "" or other == "":
        return mine in (None, "", {}) and other in (None, "", {})
    if isinstance(mine, dict) and isinstance(other, dict):
        groups = set(mine) | set(other)
        return all(same(mine.get(group), other.get(group)) for group in groups)
    try:
        left, right = float(mine), float(other)
        return left == right or left != left and right != right or single(left) == single(right) != b""
    except (TypeError, ValueError):
        return str(mine).strip(" \0") == str(other).strip(" \0")


def single(number):
    """Single precision: of FL we give the digits that tell it from all others, pydicom those of the double that is nearest."""
    return struct.pack("<f", number) if abs(number) < 3e38 else b""


def compare(path, mine, other, where, report):
    count = 0
    mine = {tag: value for tag, value in mine.items() if value["vr"] != ""}
    for tag in sorted(set(mine) | set(other)):
        count += 1
        here = f"{where}{tag}"
        left, right = mine.get(tag), other.get(tag)
        if left is None or right is None:
            # Group lengths are no part of the model (F.2.2).
            if tag[4:] != "0000" and tag[:4] != "FFFE":
                report(path, here, "tag", "there" if left else "none", "there" if right else "none")
            continue
        if left["vr"] != right["vr"]:
            report(path, here, "vr", left["vr"], right["vr"])
            continue
        if left["vr"] == "SQ":
            items, others = left.get("Value", []), right.get("Value", [])
            if len(items) != len(others):
                report(path, here, "value", f"{len(items)} items", f"{len(others)} items")
            for number, (one, two) in enumerate(zip(items, others)):
                count += compare(path, one or {}, two or {}, f"{here}[{number + 1}].", report)
        elif "BulkDataURI" in left and base64.b64decode(right.get("InlineBinary", "")).startswith(b"\xfe\xff\0\xe0"):
            pass
        elif right.get("BulkDataURI") == BULK:
            if "InlineBinary" not in left and "BulkDataURI" not in left and "Value" not in left:
                report(path, here, "value", str(left), BULK)
        elif "InlineBinary" in left or "InlineBinary" in right:
            one, two = (base64.b64decode(side.get("InlineBinary", "")) for side in (left, right))
            if one != two:
                report(path, here, "value", one[:40].hex(), two[:40].hex())
        else:
            values, others = left.get("Value", []), right.get("Value", [])
            if len(values) != len(others) or not all(same(a, b) for a, b in zip(values, others)):
                if not (same("".join(map(str, values)) or None, "".join(map(str, others)) or None)):
                    report(path, here, "value", json.dumps(values, ensure_ascii=False), json.dumps(others, ensure_ascii=False))
    return count


def main(appliance, root):
    paths = sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names if not name.endswith(".md"))
    done = subprocess.run([appliance, "dump", "--json", *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    lines = [line for line in done.stdout.decode("utf-8").split("\n") if line]
    if len(lines) != len(paths):
        sys.exit(f"{len(lines)} objects came for {len(paths)} files: {done.stderr.decode()[:2000]}")

    def report(path, where, aspect, mine, other):
        print("\t".join([os.path.relpath(path, root), where, aspect, *(text.replace("\n", " ")[:100] for text in (mine, other))]))

    elements = 0
    for path, line in zip(paths, lines):
        mine = json.loads(line, object_pairs_hook=in_order)
        try:
            other = model(path)
        except Exception as failed:  # pylint: disable=broad-except; see above
            report(path, "", "file", f"{len(mine)} elements", f"{type(failed).__name__}: {failed}")
            continue
        elements += compare(path, mine, other, "", report)
    print(f"compared {len(paths)} files, {elements} elements")


def in_order(pairs):
    """F.2.2: names once, tags ascending."""
    names = [name for name, _ in pairs]
    if names and names[0][:1] in "0123456789ABCDEF" and len(names[0]) == 8 and (names != sorted(names) or len(set(names)) != len(names)):
        sys.exit(f"not in order, or twice: {names}")
    return dict(pairs)


sys.stdout.reconfigure(encoding="utf-8", errors="replace")
main(*sys.argv[1:3])
