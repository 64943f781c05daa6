#!/usr/bin/python3
"""Prints the elements of every file of a folder as pydicom reads them: one JSON object a line, keyword to text, values joined by a backslash.

    answers.py FOLDER
"""
import json
import os
import sys
import warnings

import pydicom
from pydicom.multival import MultiValue

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE


def text(element):
    value = element.value
    if value is None:
        return ""
    return "\\".join(str(one) for one in value) if isinstance(value, MultiValue) else str(value)


def main(folder):
    for name in sorted(os.listdir(folder)):
        data_set = pydicom.dcmread(os.path.join(folder, name), force=True)
        data_set.decode()
        print(json.dumps({element.keyword: text(element) for element in data_set if element.VR != "SQ"}))


if __name__ == "__main__":
    main(sys.argv[1])
