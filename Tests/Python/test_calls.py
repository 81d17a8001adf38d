"""Threads, progress, Ctrl-C and memory."""

import copy
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import unittest

from environment import LinmilTests, checkpoint, library, linmil, np, random_features, slide


def score_in_child(queue, model, features):
    """Scores in a process that was copied, with the model of the other process and with its own."""
    models = [model, linmil.load(checkpoint)]
    queue.put([model.score(features, score="relevance").scores for model in models])


class CallTests(LinmilTests):
    @classmethod
    def setUpClass(cls):
        cls.model = linmil.load(checkpoint)
        cls.features, cls.coords = random_features()
        # Large enough that a debug build takes seconds.
        cls.many = np.tile(cls.features, (40, 1))

    def test_eight_threads_score_at_once(self):
        slides = [random_features(tiles=200 + 30 * number, seed=number) for number in range(8)]
        expected = [self.model.score(*slide, score=["cls", "relevance"]) for slide in slides]
        found = [[] for _ in slides]
        start = threading.Barrier(8)

        def work(number):
            start.wait()
            for _ in range(3):
                found[number].append(self.model.score(*slides[number], score=["cls", "relevance"]))

        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for results, right in zip(found, expected):
            self.assertEqual(len(results), 3)
            for result in results:
                for name in right.maps:
                    np.testing.assert_array_equal(result.maps[name].scores, right.maps[name].scores)
                np.testing.assert_array_equal(result.logits, right.logits)

    def test_precisions_at_once_do_not_mix(self):
        expected = {kind: self.model.score(self.features, precision=kind).scores for kind in ["float32", "bf16"]}
        model = linmil.load(checkpoint)
        found = {}
        threads = [
            threading.Thread(target=lambda kind=kind: found.update({kind: model.score(self.features, precision=kind)}))
            for kind in expected
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for kind, scores in expected.items():
            np.testing.assert_array_equal(found[kind].scores, scores)

    def test_other_threads_go_on_while_a_model_runs(self):
        count, is_done = 0, threading.Event()

        def work():
            self.model.score(self.many, score="relevance")
            is_done.set()

        thread = threading.Thread(target=work)
        thread.start()
        while not is_done.is_set():
            count += 1
        thread.join()
        self.assertGreater(count, 1000)

    def test_progress_grows_to_one_on_the_callers_thread(self):
        told = []
        self.model.score(
            self.many, score="relevance", progress=lambda share: told.append((threading.get_ident(), share))
        )
        shares = [share for _, share in told]
        self.assertEqual(shares, sorted(shares))
        self.assertEqual(shares[-1], 1)
        self.assertTrue(all(0 <= share <= 1 for share in shares))
        self.assertEqual({thread for thread, _ in told}, {threading.get_ident()})

    def test_an_exception_of_progress_ends_the_computation(self):
        class Enough(Exception):
            pass

        def refuse(share):
            raise Enough

        many = np.tile(self.features, (400, 1))
        start = time.monotonic()
        self.model.score(many[: len(many) // 10])
        whole = 10 * (time.monotonic() - start)
        start = time.monotonic()
        with self.assertRaises(Enough):
            self.model.score(many, progress=refuse)
        self.assertLess(time.monotonic() - start, max(0.5, whole / 2))
        # The model is as it was.
        self.assertEqual(len(self.model.score(self.features).scores), 300)

    def test_ctrl_c_ends_the_computation(self):
        code = (
            "import linmil, numpy, signal, sys, threading, time\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "model = linmil.load(sys.argv[1])\n"
            "features = numpy.ones((2_000_000, 1024), numpy.float16)\n"
            "features[::2, :500] = 0.5\n"
            "print('begun', flush=True)\n"
            "try:\n"
            "    model.score(features, score='relevance')\n"
            "except KeyboardInterrupt:\n"
            "    print('interrupted', len(model.score(features[:100]).scores), flush=True)\n"
        )
        line = [sys.executable, "-c", code, str(checkpoint)]
        environment = dict(os.environ, PYTHONPATH=os.path.dirname(os.path.dirname(linmil.__file__)))
        with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE) as process:
            self.assertEqual(process.stdout.readline(), b"begun\n")
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            start = time.monotonic()
            self.assertEqual(process.stdout.read(), b"interrupted 100\n")
            self.assertLess(time.monotonic() - start, 3)

    def test_ctrl_c_ends_a_worker(self):
        if "debug" not in str(library):
            self.skipTest("only a debug build's worker hangs on purpose")
        code = (
            "import linmil, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "model = linmil.load(sys.argv[1])\n"
            "print('begun', flush=True)\n"
            "try:\n"
            "    model.score(sys.argv[2])\n"
            "except KeyboardInterrupt:\n"
            "    print('interrupted', flush=True)\n"
        )
        environment = dict(
            os.environ, PYTHONPATH=os.path.dirname(os.path.dirname(linmil.__file__)),
            LINMIL_WORKER_FAULT=f"hang:{slide}",
        )
        line = [sys.executable, "-c", code, str(checkpoint), str(slide)]
        with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE) as process:
            self.assertEqual(process.stdout.readline(), b"begun\n")
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            start = time.monotonic()
            self.assertEqual(process.stdout.read(), b"interrupted\n")
            self.assertLess(time.monotonic() - start, 3)

    def test_a_copy_of_the_process_computes_the_same(self):
        expected = self.model.score(self.features, score="relevance").scores
        context = multiprocessing.get_context("fork")
        for _ in range(3):
            queue = context.Queue()
            process = context.Process(target=score_in_child, args=[queue, self.model, self.features])
            process.start()
            for scores in queue.get(timeout=60):
                np.testing.assert_array_equal(scores, expected)
            process.join()

    def test_results_can_be_pickled_and_models_say_that_they_cannot(self):
        result = pickle.loads(pickle.dumps(self.model.score(self.features, self.coords)))
        self.assertEqual(result.names, ["cls"])
        self.assertEqual(linmil.render(result, tile_size=512, max_side=100).shape[2], 3)
        for call in [pickle.dumps, copy.copy, copy.deepcopy]:
            with self.assertRaisesRegex(TypeError, "load it in each process"):
                call(self.model)

    def test_a_result_does_not_keep_the_features_of_a_file(self):
        result = self.model.score(slide)
        self.assertIsNone(result.coords.base)
        self.assertEqual(result.coords.shape, (997, 2))

    def test_features_and_scores_do_not_pile_up(self):
        def resident():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

        for _ in range(3):
            self.model.score(self.many)
        before = resident()
        for _ in range(10):
            self.model.score(self.many)
            linmil.load(checkpoint)
        # Ten copies of the features would be 490 MB.
        self.assertLess(resident() - before, 40 << 20)


if __name__ == "__main__":
    unittest.main()
