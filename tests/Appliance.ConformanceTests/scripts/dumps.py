#!/usr/bin/python3
"""Compares what `appliance dump` and DCMTK's `dcmdump` print of the same files: tag, VR, length and value of every element.

    dumps.py APPLIANCE DCMDUMP ROOT        compares every file below ROOT

Prints a line for each difference: FILE <tab> TAG PATH <tab> ASPECT <tab> OURS <tab> THEIRS, and last `compared N files, M elements`. Small files are
printed in full by both; of larger ones long values are compared as far as both show them. No difference is: how a value is quoted, the names
and readable dates behind it, padding at its end, the digits of floating point numbers beyond the seventh, and the value of a private
element whose VR was not written, when one of both has no dictionary for it.
"""
import os
import re
import struct
import subprocess
import sys
import warnings

from pydicom import charset as characters

warnings.simplefilter("ignore")
FULL = 64 * 1024
BATCH = 40
OURS = re.compile(r"( *)\(([0-9A-F]{4}),([0-9A-F]{4})\) (.{2}) +(u/l|\d+)")
THEIRS = re.compile(r"( *)\(([0-9a-f]{4}),([0-9a-f]{4})\) (..) ")
THEIR_LENGTH = re.compile(r" +# +(u/l|\d+), *\d+ ")
NAME = 34
ITEM = re.compile(r" *\(fffe,e0(00|0d|dd)\) ")
NUMBERS = {"US", "SS", "UL", "SL", "FL", "FD", "UV", "SV"}
TEXT = {"LO", "LT", "PN", "SH", "ST", "UC", "UT"}
# What DCMTK's own dictionary calls a choice of representations, or a pointer into a DICOMDIR.
CHOICES = {"up": {"UL"}, "xs": {"US", "SS"}, "ox": {"OB", "OW"}, "px": {"OB", "OW"}, "lt": {"US", "SS", "OW"}}
WORDS = {"OW": 2, "OL": 4, "OV": 8, "OF": 4, "OD": 8}


class Element:
    """One line of a dump: depth, tag, VR, length and value as they were printed."""

    def __init__(self, depth, tag, vr, length, value):
        self.depth, self.tag, self.vr, self.length, self.value = depth, tag, vr, length, value
        self.pieces = []


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.stdout.decode("utf-8", "surrogateescape")


def by_file(text, marker):
    """{path: its lines}, from the headers that both programs print above each file."""
    found, lines = {}, None
    for line in text.split("\n"):
        head = marker.match(line)
        if head:
            lines = found.setdefault(head.group(1), [])
        elif lines is not None:
            lines.append(line)
    return found


def ours(program, paths, full):
    text = run([program, "dump"] + (["--full"] if full else []) + paths)
    return {path: parse_ours(lines) for path, lines in by_file(text, re.compile(r"# (/.*): [^:]*$")).items()}


def parse_ours(lines):
    elements = []
    for line in lines:
        if line.startswith("# outline"):
            break
        match = OURS.match(line)
        if match:
            depth, group, element, vr, length = match.groups()
            name_end = match.end() + 2 + NAME
            value = line[line.find("  ", name_end) + 2:] if "  " in line[name_end:] else ""
            elements.append(Element(len(depth) // 2, f"{group},{element}", vr, length, value.rstrip()))
    return elements


def theirs(program, paths, full):
    text = run([program, "-q", "-Un", "+Qn", "+E", "+F"] + (["+L"] if full else []) + paths)
    return {path: parse_theirs(lines) for path, lines in by_file(text, re.compile(r"# dcmdump \(\d+/\d+\): (.*)$")).items()}


def parse_theirs(lines):
    elements, big = [], False
    for line in lines:
        if line.startswith("# Used TransferSyntax"):
            big = "Big Endian" in line
        match = THEIRS.match(line)
        tail = THEIR_LENGTH.search(line, max(0, line.rfind("#") - 60)) if match else None
        if not tail:
            continue
        depth, group, element, vr = match.groups()
        value, length = line[match.end():tail.start()], tail.group(1)
        if ITEM.match(line):
            if vr == "pi" and elements:
                elements[-1].pieces.append(int(length) if length != "u/l" else 0)
            continue
        depth = len(depth) // 4 if len(depth) % 4 == 0 else len(depth) // 2
        entry = Element(depth, f"{group},{element}".upper(), vr, length, value.rstrip())
        entry.big = big
        elements.append(entry)
    # Nesting is indented by two for the item and two more for its elements.
    return elements


def unquote(text, vr, terms):
    """DCMTK's markup of control and other characters, brought to the form our dump shows them in."""
    text = re.sub(r"&[#a-z0-9]*\.\.\.$", "...", text)
    raw = re.sub(r"&#(\d+);", lambda m: chr(int(m.group(1))), text)
    raw = raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")
    return decoded(raw.encode("latin-1"), vr, terms)


def decoded(raw, vr, terms):
    """Bytes as our dump shows them: control characters as \\xNN, padding left out, text in its character set."""
    if vr in TEXT and terms:
        delimiters = {"\\", "^", "="} if vr == "PN" else {"\\", "\n", "\r", "\t", "\f"}
        text = characters.decode_bytes(raw.rstrip(b"\0 "), characters.convert_encodings(terms.split("\\")), delimiters)
    elif vr in TEXT:
        text = "".join(chr(b) if b < 128 else f"\\{b:03o}" for b in raw)
    else:
        text = raw.decode("latin-1")
    return "".join(f"\\x{ord(c):02X}" if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text.rstrip("\0 "))


def same_start(one, other):
    """Equal, as far as both show it."""
    cut = one.endswith("...") or other.endswith("...")
    if not cut:
        return one.rstrip() == other.rstrip()
    one, other = (text[:-3] if text.endswith("...") else text for text in (one, other))
    shown = min(len(one), len(other))
    return one[:shown] == other[:shown]


def bracketed(text):
    """What stands in [...]; a cut text keeps its three dots."""
    if not text.startswith("["):
        return text
    if text.endswith("..."):
        return text[1:]
    return text[1:text.rindex("]")] if "]" in text else text[1:]


def bytes_of(text, vr, big):
    """The bytes that DCMTK's notation of a binary value stands for."""
    parts = [part for part in text.rstrip(".").split("\\")]
    if text.endswith("..."):
        parts = parts[:-1]
    found = b""
    for part in parts:
        if vr in ("OF", "OD", "OL", "OV"):
            number = float(part) if vr in ("OF", "OD") else int(part, 16)
            found += struct.pack({"OF": "<f", "OD": "<d", "OL": "<I", "OV": "<Q"}[vr], number)
        else:
            found += int(part, 16).to_bytes(max(1, len(part) // 2), "big" if big or len(part) == 2 else "little")
    return found


def same_bytes(mine, other):
    text = re.sub(r" = .*", "", mine.value)
    cut = text.endswith("...")
    have = bytes.fromhex(re.sub(r"[^0-9a-f]", "", text[:-3] if cut else text)[: None if not cut else len(re.sub(r"[^0-9a-f]", "", text[:-3])) // 2 * 2])
    want = bytes_of(other.value, other.vr, other.big)
    shown = min(len(have), len(want))
    if other.vr in ("OF", "OD"):
        size = WORDS[other.vr]
        shown -= shown % size
        code = ("<f" if size == 4 else "<d") if not other.big else (">f" if size == 4 else ">d")
        mine_numbers = [struct.unpack_from(code, have, at)[0] for at in range(0, shown, size)]
        their_numbers = [struct.unpack_from("<f" if size == 4 else "<d", want, at)[0] for at in range(0, shown, size)]
        return all(close(a, b) for a, b in zip(mine_numbers, their_numbers))
    return have[:shown] == want[:shown]


def close(one, other):
    return one == other or single(one) == single(other) != b"" or (one != one and other != other) or abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def same_numbers(mine, other):
    cut = mine.endswith("...") or other.endswith("...")
    left, right = (text[:-3].split("\\")[:-1] if text.endswith("...") else text.split("\\") for text in (mine, other))
    if not cut and len(left) != len(right):
        return False
    return all(close(float(a), float(b)) for a, b in zip(left, right))


def single(number):
    return struct.pack("<f", number) if abs(number) < 3e38 else b""


def same_value(mine, other, terms):
    if other.value.startswith("(no value"):
        return bracketed(mine.value).strip("[] ") == ""
    if other.vr == "SQ" or other.value.startswith("(Sequence"):
        return mine.value.split(" ")[0] == re.search(r"#=(\d+)", other.value).group(1)
    if other.value.startswith("(PixelSequence"):
        count, total = re.match(r"(\d+) fragments, (\d+) bytes", mine.value).groups()
        return int(count) == len(other.pieces) - 1 and int(total) == sum(other.pieces[1:])
    if other.vr == "AT":
        return re.findall(r"\([0-9A-F,]{9}\)", mine.value) == re.findall(r"\([0-9A-F,]{9}\)", other.value.upper())
    if other.vr == "UI":
        their = bracketed(other.value).rstrip("\0")
        return same_start(re.sub(r" = [^\\]*", "", mine.value), their)
    if other.vr in NUMBERS and not re.fullmatch(r"[0-9a-f]{2}( [0-9a-f]{2})*( \.\.\.)?", mine.value + "z"):
        return same_numbers(mine.value, other.value)
    meant = re.sub(r" = .*", "", mine.value)
    if other.vr in ("UN", "??") and (" " not in meant or meant.startswith("[")):
        return same_meaning(meant, other.value, terms) or same_bytes(mine, other)
    if other.value.startswith("["):
        return same_start(bracketed(mine.value), unquote(bracketed(other.value), mine.vr, terms))
    return same_bytes(mine, other)


def same_meaning(mine, other, terms):
    """A value that we read by its meaning, and DCMTK leaves as bytes."""
    raw = bytes_of(other, "UN", False)
    if mine.startswith("["):
        return same_start(bracketed(mine), decoded(raw, "LO", terms) + ("..." if other.endswith("...") else ""))
    if mine.startswith(raw.decode("latin-1").rstrip("\0 ")):
        return True
    numbers = mine.split("\\")
    size = len(raw) // len(numbers)
    for at, number in enumerate(numbers):
        part = raw[at * size:(at + 1) * size]
        floats = struct.unpack({4: "<f", 8: "<d"}[size], part) if size in (4, 8) else ()
        if number not in (str(int.from_bytes(part, "little")), str(int.from_bytes(part, "little", signed=True))) and not any(close(float(number), f) for f in floats):
            return False
    return True


def compare(path, left, right, report):
    at, names, sets = 0, [], {}
    for mine in left:
        # Items have their own character set, or that of the level above.
        sets = {depth: terms for depth, terms in sets.items() if depth <= mine.depth}
        if mine.tag == "0008,0005":
            sets[mine.depth] = bracketed(mine.value)
        charset = sets[max(sets)] if sets else ""
        del names[mine.depth:]
        names.append(mine.tag)
        where = ".".join(f"({name})" for name in names)
        if at >= len(right) or right[at].tag != mine.tag:
            other = right[at].tag if at < len(right) else "the end"
            report(path, where, "tag", mine.tag, other)
            skipped = next((i for i in range(at, len(right)) if right[i].tag == mine.tag and right[i].length == mine.length), None)
            if skipped is None:
                continue
            at = skipped
        other = right[at]
        at += 1
        if mine.vr in CHOICES.get(other.vr, ()):
            other.vr = mine.vr
        if other.vr != mine.vr:
            report(path, where, "vr", mine.vr, other.vr)
        if other.length != mine.length:
            report(path, where, "length", mine.length, other.length)
        try:
            same = same_value(mine, other, charset)
        except (ValueError, AttributeError, OverflowError, struct.error) as failed:
            same = False
            other.value += f" <{failed}>"
        if not same:
            report(path, where, "value", mine.value, other.value)
    if at < len(right):
        report(path, f"({right[at].tag})", "tag", "the end", f"{len(right) - at} elements more")


def main(appliance, dcmdump, root):
    paths = sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names if not name.endswith(".md"))
    compared = elements = 0

    def report(path, where, aspect, mine, other):
        texts = (str(text).encode("utf-8", "replace").decode() for text in (mine, other))
        print("\t".join([os.path.relpath(path, root), where, aspect, *(text if len(text) < 100 else text[:100] + "~" for text in texts)]))

    for full in (True, False):
        # Of what is broken DCMTK may believe lengths of gigabytes, and print them.
        chosen = [path for path in paths if (os.path.getsize(path) <= FULL and "malformed" not in path) == full]
        for first in range(0, len(chosen), BATCH):
            batch = chosen[first:first + BATCH]
            left, right = ours(appliance, batch, full), theirs(dcmdump, batch, full)
            for path in batch:
                if not left.get(path) or not right.get(path):
                    report(path, "", "file", f"{len(left.get(path) or [])} elements", f"{len(right.get(path) or [])} elements")
                    continue
                compared += 1
                elements += len(left[path])
                compare(path, left[path], right[path], report)
    print(f"compared {compared} files, {elements} elements")


sys.stdout.reconfigure(encoding="utf-8", errors="replace")
main(*sys.argv[1:4])
