#!/usr/bin/python3
"""Compares DICOM files pair by pair, element by element, as pydicom reads them: a judge that shares no code with the product.

    compare.py < pairs        each line of the input: EXPECTED <tab> FOUND

Prints a line for each pair that differs (the first differences of it) and ends with exit code 1 then. What a sender may change on the way is
no difference: group lengths, Data Set Trailing Padding, defined or undefined lengths, padding at the end of a value or fragment, a known VR in place
of UN, and OB in place of OW for encapsulated pixel data, where PS3.5 A.4 asks for OB.
"""
import struct
import sys
import warnings

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
PIXEL_DATA = 0x7FE00010
TRAILING_PADDING = 0xFFFCFFFC
SHOWN = 5


def elements(data_set):
    """Tags in order, without what a sender may drop or add."""
    return [tag for tag in sorted(data_set.keys()) if tag.element != 0 and tag != TRAILING_PADDING]


def value_of(data_set, tag):
    """(VR, value): a list of items for a sequence, else the bytes as they lie in the file, without padding."""
    raw = data_set.get_item(tag)
    is_raw = isinstance(raw, RawDataElement)
    bytes_there = raw.value if is_raw else None
    if not is_raw and not isinstance(raw.value, Sequence):
        return raw.VR, raw.value  # pydicom has decoded it already (the character set): both sides alike
    if is_raw and raw.VR not in ("SQ", "UN", None):
        return raw.VR, strip(bytes_there)
    decoded = data_set[tag]
    if isinstance(decoded.value, Sequence) or (decoded.VR == "SQ" and not decoded.value):
        return "SQ", list(decoded.value or [])
    there = bytes_there if isinstance(bytes_there, (bytes, type(None))) else decoded.value
    return decoded.VR, strip(there) if isinstance(there, (bytes, type(None))) else there


def fragments(value):
    """The fragments of encapsulated pixel data without their padding; the offset table moves when a sender pads an odd fragment."""
    parts, at = [], 0
    while at + 8 <= len(value) and value[at:at + 4] == b"\xfe\xff\x00\xe0":
        length = struct.unpack_from("<I", value, at + 4)[0]
        parts.append(strip(value[at + 8:at + 8 + length]))
        at += 8 + length
    return parts[1:]


def strip(value):
    return (value or b"").rstrip(b" \0")


def differences(expected, found, path=""):
    left, right = elements(expected), elements(found)
    for tag in sorted(set(left) - set(right)):
        yield f"{path}{tag} is missing"
    for tag in sorted(set(right) - set(left)):
        yield f"{path}{tag} was added"
    for tag in left:
        if tag not in found:
            continue
        (vr, value), (other_vr, other) = value_of(expected, tag), value_of(found, tag)
        if vr != other_vr and "UN" not in (vr, other_vr) and not (tag == PIXEL_DATA and fragments(value)):
            yield f"{path}{tag} has VR {other_vr} instead of {vr}"
        elif vr == "SQ" and isinstance(value, list):
            items = other if isinstance(other, list) else []
            if len(value) != len(items):
                yield f"{path}{tag} has {len(items)} items instead of {len(value)}"
            for index, (item, counterpart) in enumerate(zip(value, items)):
                if isinstance(item, Dataset):
                    yield from differences(item, counterpart, f"{path}{tag}[{index}].")
        elif value != other and not (tag == PIXEL_DATA and fragments(value) and fragments(value) == fragments(other)):
            yield f"{path}{tag} ({vr}) differs: {str(value)[:40]!r} became {str(other)[:40]!r}"


def compare(expected, found):
    before, after = pydicom.dcmread(expected), pydicom.dcmread(found)
    yield from differences(before, after)
    was, now = before.file_meta.TransferSyntaxUID, after.file_meta.TransferSyntaxUID
    if was != now:
        yield f"transfer syntax {was} became {now}"


def main():
    failed = 0
    for line in sys.stdin:
        expected, found = line.rstrip("\n").split("\t")
        try:
            problems = list(compare(expected, found))
        except Exception as error:  # a file that cannot be read any more is the worst difference
            problems = [f"{type(error).__name__}: {error}"]
        if problems:
            failed += 1
            more = f" and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
            print(f"{expected}: {'; '.join(problems[:SHOWN])}{more}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
