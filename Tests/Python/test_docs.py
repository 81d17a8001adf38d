"""The code of docs/python.md runs, in order."""

import contextlib
import io
import os
import re
import shutil
import tempfile
import unittest

from environment import LinmilTests, linmil, np, repository, samples, slide, state_dict, thumbnail


class DocumentationTests(LinmilTests):
    def test_every_example_of_the_page_runs(self):
        page = (repository / "docs/python.md").read_text()
        examples = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
        self.assertGreaterEqual(len(examples), 7)
        read = linmil.load(samples / "model.pt").score(slide)
        from linmil._worker import read_features

        names = dict(
            features=read_features(str(slide), {}).matrix.owner, coords=read.coords, state_dict=state_dict()
        )
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(samples / "model.pt", folder)
            shutil.copy(slide, os.path.join(folder, "slide.h5"))
            shutil.copy(thumbnail, os.path.join(folder, "slide.png"))
            before = os.getcwd()
            os.chdir(folder)
            self.addCleanup(os.chdir, before)
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                for example in examples:
                    exec(compile(example, "docs/python.md", "exec"), names)
            os.chdir(before)
        self.assertIn("tumor", said.getvalue())
        self.assertIn("features: the features are 512 wide, the model expects 1024; extract features with", said.getvalue())
        self.assertIn("['cls', 'relevance']", said.getvalue())
        np.testing.assert_array_equal(names["result"].scores.shape, [997])


if __name__ == "__main__":
    unittest.main()
