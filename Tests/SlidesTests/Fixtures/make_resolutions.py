"""Makes resolutions/: slides that state the size of a pixel, or not, in the ways of TIFF. pip install numpy tifffile.

Deterministic. Each has 64 x 64 pixels. What states 0.5 micrometres does so as PANDA's slides (centimetre.tif,
https://github.com/TissueImageAnalytics/tiatoolbox/pull/53), as other programs (inch.tif) and as OME-TIFF
(https://github.com/openslide/openslide/pull/349).
"""

import shutil
from pathlib import Path

import numpy as np
import tifffile

HERE = Path(__file__).parent / "resolutions"
shutil.rmtree(HERE, ignore_errors=True)
HERE.mkdir()
PIXELS = np.full((64, 64, 3), 220, np.uint8)
TILES = dict(tile=(64, 64), compression="deflate", photometric="rgb", software=False)


def ome(unit, length):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">'
        '<Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint8" SizeX="64" SizeY="64" SizeC="3" '
        f'SizeZ="1" SizeT="1" PhysicalSizeX="{length}" PhysicalSizeXUnit="{unit}" PhysicalSizeY="{length}" '
        f'PhysicalSizeYUnit="{unit}"><Channel ID="Channel:0" SamplesPerPixel="3"/><TiffData/></Pixels></Image></OME>'
    ).encode()


def write(name, **more):
    tifffile.imwrite(HERE / name, PIXELS, metadata=None, **TILES, **more)


write("centimetre.tif", resolution=(20000, 20000), resolutionunit="CENTIMETER")
write("inch.tif", resolution=(50800, 50800), resolutionunit="INCH")
write("72-dpi.tif", resolution=(72, 72), resolutionunit="INCH")
write("unitless.tif", resolution=(20000, 20000), resolutionunit="NONE")
write("micrometre.ome.tif", description=ome("µm", 0.5))
write("nanometre.ome.tif", description=ome("nm", 500))
write("ome-and-72-dpi.ome.tif", description=ome("µm", 0.5), resolution=(72, 72), resolutionunit="INCH")
