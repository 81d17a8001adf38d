"""What the tests of pages share: a folder to make the pages in, and one browser for all tests of a class."""

import tempfile
import unittest
from pathlib import Path

import chromium
import cohort
import firefox


def make_folder(name):
    """A folder for the pages of a module's tests, which are skipped where the command is missing."""
    if cohort.missing():
        raise unittest.SkipTest(cohort.missing())
    folder = tempfile.TemporaryDirectory(prefix=f"linmil-{name}-")
    unittest.addModuleCleanup(folder.cleanup)
    return Path(folder.name)


class PageTest(unittest.TestCase):
    """Tests in a browser, which must not complain of anything."""

    #: The window's size in CSS pixels; the browser's own by default.
    size = ()

    @classmethod
    def setUpClass(cls):
        cls.browser = cls.kind(*cls.size)
        cls.addClassCleanup(cls.browser.close)

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])


class InChromium(PageTest):
    kind = chromium.Chromium


@unittest.skipIf(firefox.missing(), firefox.missing())
class InFirefox(PageTest):
    kind = firefox.Firefox
