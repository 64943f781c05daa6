#!/usr/bin/python3
"""Answers what pydicom, numpy and GDCM decode out of DICOM files: an opinion on stored values that shares no code with the product.

    stored_values.py            each line of the input: PATH <tab> FRAME,FRAME,... counted from 0

For each frame a line `ROWS COLUMNS SAMPLES TYPE` and the values behind it, row by row, samples of a pixel together, little endian (i4, i8, f4, f8);
or one line `NO REASON` for all frames of the file. Bits beyond Bits Stored are cut off and the sign is extended (PS3.5 8.1.1), which pydicom leaves
to its caller; YBR_FULL kinds come as RGB.
"""
import sys
import warnings

import numpy
import pydicom
from pydicom.pixel_data_handlers import gdcm_handler, numpy_handler, rle_handler
from pydicom.pixel_data_handlers.util import convert_color_space

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
pydicom.config.pixel_data_handlers = [numpy_handler, rle_handler, gdcm_handler]


def frames_of(path):
    """All frames of a file as (frames, rows, columns, samples)."""
    data_set = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in data_set.file_meta and data_set.is_implicit_VR:
        data_set.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    values = data_set.pixel_array
    frames, samples = int(data_set.get("NumberOfFrames", 1) or 1), int(data_set.SamplesPerPixel)
    values = values.reshape(frames, data_set.Rows, data_set.Columns, samples)
    if values.dtype.kind == "f":
        return values
    if data_set.PhotometricInterpretation in ("YBR_FULL", "YBR_FULL_422"):
        return convert_color_space(values, "YBR_FULL", "RGB")
    stored = data_set.BitsStored
    shift = max(0, data_set.HighBit + 1 - stored)
    values = (values.astype(numpy.int64) >> shift) & ((1 << stored) - 1)
    if data_set.PixelRepresentation == 1:
        values = values - ((values >> (stored - 1)) << stored)
    return values


def main():
    output = sys.stdout.buffer
    for line in sys.stdin:
        path, wanted = line.rstrip("\n").split("\t")
        try:
            frames = frames_of(path)
            answers = [frames[int(frame)] for frame in wanted.split(",")]
        except Exception as failed:  # pylint: disable=broad-except; whatever pydicom stumbles over is its answer
            output.write(("NO " + " ".join(f"{type(failed).__name__}: {failed}".split())).encode() + b"\n")
            output.flush()
            continue
        for values in answers:
            kind = f"f{values.dtype.itemsize}" if values.dtype.kind == "f" else "i4" if abs(values).max() < 1 << 31 else "i8"
            output.write(f"{values.shape[0]} {values.shape[1]} {values.shape[2]} {kind}\n".encode())
            output.write(numpy.ascontiguousarray(values, "<" + kind).tobytes())
        output.flush()


main()
