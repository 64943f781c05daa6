#!/usr/bin/python3
"""Compares the samples that 'appliance dump --waveform --json' prints with those that pydicom works out (waveform_array).

    waveforms.py APPLIANCE FILE ...

Prints a line for each group: FILE <tab> GROUP <tab> CHANNELS <tab> SAMPLES <tab> LARGEST DIFFERENCE, relative to the largest value. Gaps (Waveform
Padding Value), which pydicom does not know, must be null with us and are left out. Ends with exit code 1 when samples differ by more than a digit of rounding.
"""
import json
import subprocess
import sys

import numpy
import pydicom
from pydicom.waveforms import multiplex_array

ROUNDING = 1e-11


def compare(ours, item, theirs, raw):
    padding = item.get("WaveformPaddingValue")
    gap = None if padding is None else numpy.frombuffer(padding, raw.dtype)[0] if isinstance(padding, bytes) else padding
    values = numpy.array([[numpy.nan if v is None else v for v in channel["values"]] for channel in ours["channels"]], dtype=float).T
    if values.shape != theirs.shape:
        return None, values.shape
    empty = numpy.isnan(values)
    if not numpy.array_equal(empty, (raw == gap) if gap is not None else numpy.zeros_like(empty)):
        return None, values.shape
    difference = numpy.abs(numpy.where(empty, 0, values - theirs)).max() / max(numpy.abs(theirs).max(), 1e-300)
    return difference, values.shape


def main(program, files):
    failed = False
    for name in files:
        data_set = pydicom.dcmread(name)
        lines = subprocess.run([program, "--json", "dump", name, "--waveform"], check=True, capture_output=True, text=True).stdout.splitlines()
        if len(lines) != len(data_set.WaveformSequence):
            print(f"{name}: {len(lines)} groups instead of {len(data_set.WaveformSequence)}")
            failed = True
        for index, line in enumerate(lines):
            theirs, raw = multiplex_array(data_set, index, as_raw=False), multiplex_array(data_set, index, as_raw=True)
            difference, shape = compare(json.loads(line), data_set.WaveformSequence[index], theirs, raw)
            print(f"{name}\t{index + 1}\t{shape[1]}\t{shape[0]}\t{difference}")
            failed = failed or difference is None or difference > ROUNDING
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
