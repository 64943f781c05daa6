#!/usr/bin/python3
"""Tells what every file below a folder is, as pydicom reads it: one JSON object a line, for tests that choose files by kind.

    manifest.py FOLDER

A file that pydicom cannot read, or that is no Part 10 file, has an "error" and nothing else beside its path.
"""
import json
import os
import sys
import warnings

import pydicom
from pydicom.multival import MultiValue

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE


def first(value):
    return value[0] if isinstance(value, MultiValue) and len(value) else value


def number(data_set, keyword):
    try:
        return float(first(data_set.get(keyword)))
    except (TypeError, ValueError, IndexError):
        return None


def text(data_set, keyword):
    value = data_set.get(keyword)
    return "" if value is None else str(first(value))


def describe(path):
    data_set = pydicom.dcmread(path)
    pixels = data_set.get_item("PixelData")
    return {
        "syntax": str(data_set.file_meta.get("TransferSyntaxUID", "")),
        "sopClass": text(data_set, "SOPClassUID"),
        "sopInstance": text(data_set, "SOPInstanceUID"),
        "metaClass": str(data_set.file_meta.get("MediaStorageSOPClassUID", "")),
        "metaInstance": str(data_set.file_meta.get("MediaStorageSOPInstanceUID", "")),
        "study": text(data_set, "StudyInstanceUID"),
        "series": text(data_set, "SeriesInstanceUID"),
        "patient": text(data_set, "PatientID"),
        "photometric": text(data_set, "PhotometricInterpretation"),
        "bits": int(number(data_set, "BitsAllocated") or 0),
        "stored": int(number(data_set, "BitsStored") or 0),
        "samples": int(number(data_set, "SamplesPerPixel") or 1),
        "frames": int(number(data_set, "NumberOfFrames") or 1),
        "rows": int(number(data_set, "Rows") or 0),
        "columns": int(number(data_set, "Columns") or 0),
        "center": number(data_set, "WindowCenter"),
        "width": number(data_set, "WindowWidth"),
        "pixelBytes": 0 if pixels is None or pixels.value is None else len(pixels.value),
        "functionalGroups": "PerFrameFunctionalGroupsSequence" in data_set,
    }


def main(folder):
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            line = {"path": os.path.relpath(path, folder).replace(os.sep, "/")}
            try:
                line.update(describe(path))
            except Exception as error:  # whatever a file does to the reader, it is a line of the manifest
                line["error"] = f"{type(error).__name__}: {error}"
            print(json.dumps(line))


if __name__ == "__main__":
    main(sys.argv[1])
