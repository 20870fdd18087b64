"""Work on a Dask cluster: the same draws on the workers of a scheduler that is already running.

A worker that dies loses nothing: the scheduler gives its draws to another. Workers must have this version of the model.
"""

from collections.abc import Generator, Iterable
from typing import Any

from simulation.ensemble.executor_names import NoWorkersError
from simulation.ensemble.identity import model_hash
from simulation.ensemble.records import DrawRecord
from simulation.ensemble.work import Job, Request, run_draw
from simulation.saying import Saying

PATIENCE = "10s"
"""How long a scheduler may take to answer."""


class DaskCluster:
    """The workers of a Dask scheduler at `host:port`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def records(self, job: Job, requests: Iterable[Request]) -> Generator[DrawRecord]:
        """See `executors.Workers`. Raises NoWorkersError."""
        client = self._connected()
        try:
            from distributed import as_completed

            shared = client.scatter(job, broadcast=True)
            futures = [client.submit(run_remotely, shared, request, pure=False) for request in requests]
            try:
                for future in as_completed(futures, loop=client.loop):
                    yield future.result()
                    future.release()
            finally:
                client.cancel(futures)
        finally:
            client.close()

    def _connected(self) -> Any:
        try:
            from distributed import Client
        except ImportError as missing:
            raise NoWorkersError(Saying("work on a cluster needs Dask: install towncast[dask]")) from missing
        try:
            client = Client(f"tcp://{self.address}", timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as reason:
            raise NoWorkersError(Saying("no Dask scheduler answers at {address}", address=self.address)) from reason
        versions = client.run(model_hash)
        if not versions:
            client.close()
            raise NoWorkersError(Saying("the Dask scheduler at {address} has no workers", address=self.address))
        strangers = sorted(worker for worker, version in versions.items() if version != model_hash())
        if strangers:
            client.close()
            raise NoWorkersError(
                Saying("workers with another version of the model: {names}", names=", ".join(strangers))
            )
        return client


def run_remotely(job: Job, request: Request) -> DrawRecord:
    """One draw on a worker; it keeps calibration records only where the folder of the study can be reached."""
    reachable = job.records is not None and job.records.is_dir()
    return run_draw(job if reachable else job._replace(records=None), request, _go_on)


def _go_on() -> None:
    """A worker of a cluster is told to stop by its scheduler."""
