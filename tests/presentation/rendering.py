"""Screens of made-up ensembles, rendered to text as a terminal or a pipe would get them."""

import io
from collections.abc import Mapping

from rich.cells import cell_len

from simulation import study
from simulation.ensemble.results import Ensemble
from simulation.inputs.stylised_facts import load_stylised_facts
from simulation.presentation.compare_screen import Pair, show_compare
from simulation.presentation.facts_screen import show_facts
from simulation.presentation.run_screen import show_run
from simulation.presentation.setting import Setting, make_setting
from tests.analysis.fabricated import LEVERS, fabricate, with_change

LEVER_NAMES: Mapping[str, Mapping[str, str]] = {
    "innovation_vouchers": {"en": "Innovation vouchers", "zh": "科技创新券"},
    "guidance_funds": {"en": "Guidance funds", "zh": "创业引导基金和产业投资基金"},
    "innovation_platforms": {"en": "Innovation platforms", "zh": "协同创新平台"},
    "enterprise_cultivation": {"en": "Enterprise cultivation", "zh": "企业创新培育"},
}


class Output(io.TextIOWrapper):
    """A file in memory that says it is a terminal, or not, and in which encoding."""

    def __init__(self, terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


def setting_on(output: Output, language: str, width: int | None) -> Setting:
    return make_setting(language, width, LEVER_NAMES, output)


def package(draws: int = 64) -> Ensemble:
    changes = {"platform_coverage": 42.0, "rd_intensity": 0.45, "rd_intensity_real": 0.28, "patents": 9_000.0}
    return with_change(fabricate(draws=draws, levers=LEVERS), "document_package", changes)


def run_screen(ensemble: Ensemble, language: str = "en", width: int | None = 100, output: Output | None = None) -> str:
    stream = output or Output()
    show_run(study.summarise(ensemble), setting_on(stream, language, width))
    return stream.text()


def compare_screen(base: Ensemble, *others: Ensemble, language: str = "en", width: int = 100) -> str:
    stream = Output()
    pairs = [Pair(study.summarise(other), study.compare(base, other)) for other in others]
    show_compare(study.summarise(base), pairs, setting_on(stream, language, width))
    return stream.text()


def facts_screen(ensemble: Ensemble, language: str = "en", width: int = 100) -> str:
    stream = Output()
    setting = setting_on(stream, language, width)
    show_facts("Baseline", study.facts(ensemble), load_stylised_facts().unmeasured, setting)
    return stream.text()


def widest(screen: str) -> int:
    return max(cell_len(line.rstrip()) for line in screen.splitlines())
