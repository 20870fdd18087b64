"""Who does the work: threads of this process, processes of this machine, or the workers of a Dask cluster.

One small interface: an executor takes a job and the draws to be run and gives their records back as they come, in any
order. It keeps few draws waiting, so that an interrupt ends within a quarter of model time. The records are the same
whoever makes them, because a run depends on nothing but its numbers.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from itertools import islice
from multiprocessing.synchronize import Event
from typing import Protocol

from simulation.ensemble.cluster import DaskCluster
from simulation.ensemble.executor_names import DASK, PROCESSES, NoWorkersError, check_executor
from simulation.ensemble.one_run import Stopped
from simulation.ensemble.records import DrawRecord
from simulation.ensemble.work import Job, Request, run_draw
from simulation.saying import Saying

WAITING_PER_WORKER = 2
MOST_DEATHS = 3
"""How often a pool of processes is set up anew without a draw finished in between."""


class Workers(Protocol):
    """Whoever runs draws."""

    def records(self, job: Job, requests: Iterable[Request]) -> Generator[DrawRecord]:
        """Records of the requests as they come. Closing the iterator, or an exception in it, stops the work."""
        ...


def as_finished(pool: Executor, start: Callable[[Request], Future[DrawRecord]], requests: Iterable[Request],
                workers: int) -> Generator[DrawRecord]:  # fmt: skip
    """Records of a pool as they come, a few requests ahead of the workers."""
    ahead = iter(requests)
    waiting = {start(request) for request in islice(ahead, WAITING_PER_WORKER * workers)}
    try:
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
                waiting |= {start(request) for request in islice(ahead, 1)}
    finally:
        for future in waiting:
            future.cancel()


class Threads:
    """Threads of this process: the compiled phases release the interpreter's lock."""

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or os.cpu_count() or 1

    def records(self, job: Job, requests: Iterable[Request]) -> Generator[DrawRecord]:
        """See `Workers`."""
        stop = threading.Event()

        def check() -> None:
            if stop.is_set():
                raise Stopped

        with ThreadPoolExecutor(max_workers=self.jobs, thread_name_prefix="run") as pool:
            try:
                yield from as_finished(pool, lambda request: pool.submit(run_draw, job, request, check), requests,
                                       self.jobs)  # fmt: skip
            finally:
                stop.set()


class Processes:
    """Processes of this machine; one that dies is replaced and its draw is run again."""

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or os.cpu_count() or 1

    def records(self, job: Job, requests: Iterable[Request]) -> Generator[DrawRecord]:
        """See `Workers`. Raises NoWorkersError when workers keep dying."""
        missing = {request.draw: request for request in requests}
        deaths = 0
        while missing:
            try:
                with closing(self._records(job, list(missing.values()))) as records:
                    for record in records:
                        del missing[record.draw]
                        deaths = 0
                        yield record
            except BrokenProcessPool:
                deaths += 1
                if deaths == MOST_DEATHS:
                    raise NoWorkersError(
                        Saying("workers died {deaths} times without finishing a run", deaths=deaths)
                    ) from None

    def _records(self, job: Job, requests: Iterable[Request]) -> Generator[DrawRecord]:
        context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks
        stop = context.Event()
        pool_of_processes = ProcessPoolExecutor(self.jobs, context, initializer=_take_job, initargs=(job, stop))
        with pool_of_processes as pool:
            try:
                yield from as_finished(pool, lambda request: pool.submit(_run_here, request), requests, self.jobs)
            finally:
                stop.set()


class _Bench:
    """What a worker process has been given once: the job, and the flag that tells it to stop."""

    job: Job
    stopped: Callable[[], bool]


def _take_job(job: Job, stop: Event) -> None:
    """Prepare a worker process; an interrupt from the keyboard is for the process that gave it the job."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Bench.job, _Bench.stopped = job, stop.is_set


def _run_here(request: Request) -> DrawRecord:
    def check() -> None:
        if _Bench.stopped():
            raise Stopped

    return run_draw(_Bench.job, request, check)


def workers_named(name: str, jobs: int | None) -> Workers:
    """The executor of this name. Raises NoWorkersError for a name that is none."""
    check_executor(name)
    if name.startswith(DASK):
        return DaskCluster(name.removeprefix(DASK))
    return Processes(jobs) if name == PROCESSES else Threads(jobs)
