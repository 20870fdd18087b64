"""Options that several commands share: language, width of the screen, JSON, the size of a study and its store."""

from pathlib import Path
from typing import Annotated

import typer

from simulation.presentation.words import Language

Width = Annotated[int | None, typer.Option(min=60, help="Columns of the screen · 屏幕列宽")]
Lang = Annotated[Language | None, typer.Option(help="en or zh; from the locale unless given · 语言")]
Json = Annotated[bool, typer.Option("--json", help="The same numbers as JSON on standard output · 输出 JSON")]

Draws = Annotated[int, typer.Option(min=1, help="Sets of parameters drawn · 参数抽样组数")]
Replications = Annotated[int, typer.Option(min=1, help="Runs per set of parameters · 每组参数的运行次数")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of all dice · 随机种子")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Workers; one per core unless given · 并行数")]
Store = Annotated[Path, typer.Option(help="Folder that keeps studies and calibration records · 存储目录")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep anything · 不读取也不保存")]
Workers = Annotated[
    str,
    typer.Option(
        "--executor", metavar="WHO", help="threads, processes or dask://host:port · 执行方式：线程、进程或集群"
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="RULE", help="Stop by itself: 2.5pp (every half-width) or ranking (order settled) · 自动停止的规则"
    ),
]
Limit = Annotated[int, typer.Option(min=8, help="Most draws with --until; --draws is then not used · 抽样组数上限")]
LIMIT = 1024
