"""A call of the library that takes long: the caller stays free to be told and to be interrupted."""

from __future__ import annotations

import threading
from typing import Any, Callable, Generic, Optional, TypeVar

from ._library import Progress

Answer = TypeVar("Answer")

#: Seconds between two calls of the caller's function.
_interval = 0.05


class Call(Generic[Answer]):
    """One call. It runs on a thread of its own, because Python handles Ctrl-C only where Python runs."""

    def __init__(self, work: Callable[[Any], Answer]) -> None:
        self._work = work
        self._share = 0.0
        self._is_cancelled = False
        self._is_done = threading.Event()
        self._answer: list[Answer] = []
        self._error: Optional[BaseException] = None
        # Kept here, because the library calls it until the work is done.
        self._progress = Progress(self._tell)

    def run(self, progress: Optional[Callable[[float], object]]) -> Answer:
        """Runs the work. `progress` is told the share that is done, 0 to 1, on the caller's thread.

        After an exception, of `progress` or KeyboardInterrupt, the work is ended first.
        """
        thread = threading.Thread(target=self._run, name="linmil")
        thread.start()
        try:
            if progress is None:
                self._is_done.wait()
            else:
                while not self._is_done.wait(_interval):
                    progress(self._share)
        except BaseException:
            self._is_cancelled = True
            self._is_done.wait()
            raise
        thread.join()
        if self._error is not None:
            raise self._error
        if progress is not None:
            progress(1.0)
        return self._answer[0]

    def _run(self) -> None:
        try:
            self._answer.append(self._work(self._progress))
        except BaseException as error:
            self._error = error
        finally:
            self._is_done.set()

    def _tell(self, _context: Optional[int], share: float) -> bool:
        self._share = share
        return self._is_cancelled
