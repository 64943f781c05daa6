#!/usr/bin/python3
"""Prints the spectra of an MR Spectroscopy object as numpy works them out: one line a point, as the product's dump --spectrum all prints them.

    spectra.py FILE

Signals in time are transformed by numpy.fft, spectra are taken as they are; points run from high frequencies to low ones (PS3.3 C.8.14.4.1).
"""
import sys

import numpy
import pydicom


def main(path):
    data_set = pydicom.dcmread(path)
    points = int(data_set.DataPointColumns)
    values = numpy.frombuffer(data_set.SpectroscopyData, "<f4").astype(float)
    if data_set.DataRepresentation == "COMPLEX":
        values = values[0::2] + 1j * values[1::2]
    voxels = values.reshape(int(data_set.get("NumberOfFrames", 1)), data_set.Rows, data_set.Columns, points)
    if data_set.SignalDomainColumns == "TIME":
        voxels = numpy.fft.fftshift(numpy.fft.fft(voxels, axis=-1), axes=-1)[..., ::-1]
    offsets = numpy.fft.fftshift(numpy.fft.fftfreq(points, 1 / data_set.SpectralWidth))[::-1]
    axis = data_set.ChemicalShiftReference + offsets / data_set.TransmitterFrequency
    for (frame, row, column), _ in numpy.ndenumerate(voxels[..., 0]):
        for ppm, point in zip(axis, voxels[frame, row, column]):
            print(f"{frame + 1},{row + 1},{column + 1},{float(ppm)!r},{float(point.real)!r},{float(numpy.imag(point))!r}")


if __name__ == "__main__":
    main(sys.argv[1])
