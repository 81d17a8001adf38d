"""Validates annotations that `linmil score -o X.annotation.json` wrote, with the schema of the Digital Slide Archive.

The schema is `AnnotationSchema` in the package girder-large-image-annotation, which is read here without Girder:

    pip install --no-deps girder-large-image-annotation && pip install jsonschema
    python3 Tests/Stress/annotations.py X.annotation.json ...

Prints a line for each file, and exits with 1 if one is not valid.
"""

import ast
import copy
import json
import pathlib
import sys
import sysconfig

import jsonschema

PLACE = "girder_large_image_annotation/models/annotation.py"


def schema() -> dict:
    """Returns the schema, from the text of the package: importing it needs a Girder server."""
    for folder in dict.fromkeys(sysconfig.get_paths()[name] for name in ("purelib", "platlib")):
        path = pathlib.Path(folder, PLACE)
        if path.exists():
            break
    else:
        sys.exit("girder-large-image-annotation is not installed; see the first lines of this script")
    wanted = {"extendSchema", "AnnotationSchema"}
    tree = ast.parse(path.read_text())
    parts = [node for node in tree.body if getattr(node, "name", None) in wanted]
    names: dict = {"copy": copy}
    exec(compile(ast.Module(parts, []), str(path), "exec"), names)
    return names["AnnotationSchema"].annotationSchema


def check(path: str, validator: jsonschema.Draft6Validator) -> bool:
    """Checks a file, and what the schema says in words alone."""
    annotation = json.loads(pathlib.Path(path).read_text())
    faults = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(annotation)]
    for element in annotation["elements"]:
        values, colors = element["rangeValues"], element["colorRange"]
        if len(values) != len(colors) or values != sorted(values):
            faults.append("rangeValues: are not in order, or not one for each colour")
        if element["type"] == "griddata":
            if len(element["values"]) % element["gridWidth"]:
                faults.append("values: are not a multiple of gridWidth")
            # The server needs these for the element's bounding box, though the schema does not.
            faults += [f"{name}: is missing" for name in ("origin", "dx", "dy") if name not in element]
    kinds = ", ".join(f"{e['type']} of {len(e.get('values', e.get('points')))}" for e in annotation["elements"])
    print(f"{path}: {'valid, ' + kinds if not faults else '; '.join(faults[:5])}")
    return not faults


if __name__ == "__main__":
    validator = jsonschema.Draft6Validator(schema())
    sys.exit(0 if all([check(path, validator) for path in sys.argv[1:]]) else 1)
