"""The part of the page on what the numbers rest on: grades of evidence, every parameter with its sources."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from simulation.inputs.evidence import Evidence, load_evidence
from simulation.inputs.parameters import Citation, Parameter, load_parameters
from simulation.inputs.scenario import Scenario
from simulation.presentation.assumptions import assumption_sentences
from simulation.presentation.explaining import prior
from simulation.presentation.report.charts import Span, term_chart
from simulation.presentation.report.material import Material
from simulation.presentation.report.pieces import Block, Figure, Heading, Section, Sentences, Table
from simulation.presentation.report.rounding import count
from simulation.presentation.setting import Setting

GRADES: Final = ("A", "B", "C", "D", "J", "M", "data", "derived")
"""From the best evidence to judgement, then what is remembered, published and computed."""


def assumptions_section(material: Material, setting: Setting) -> Section:
    """Counts by grade, then every number; of an office's own towns, what was assumed of them."""
    words = setting.words
    blocks: list[Block | Heading] = [grades_figure(material, setting), grades_table(material, setting)]
    office = tuple(assumption_sentences(material.manifest, words))
    if office:
        blocks += [Heading(words("report.office")), Sentences(office, "warnings")]
    if not material.is_current:
        blocks.append(Sentences((words("report.other_version"),)))
    blocks += [parameter_table(material.scenario, setting), source_table(setting)]
    return Section("assumptions", words("report.assumptions"), tuple(blocks))


def _counts(material: Material) -> list[tuple[str, int]]:
    counted: Mapping[str, int] = material.manifest.get("parameter_grades", {})
    return [(grade, int(counted[grade])) for grade in GRADES if counted.get(grade)]


def _graded(grade: str, setting: Setting) -> str:
    return setting.words("report.graded", grade=grade, meaning=setting.words(f"grade.{grade}"))


def grades_figure(material: Material, setting: Setting) -> Figure:
    """How many numbers rest on what."""
    words = setting.words
    spans = [Span(_graded(grade, setting), n, n, n, str(n)) for grade, n in _counts(material)]
    told = (words("headline.weak", target=span.name, chance=span.text) for span in spans)
    about = words("report.grades_about", grades=words("headline.comma").join(told))
    return Figure("grades", words("report.grades"), about, term_chart(spans, words("report.numbers")))


def grades_table(material: Material, setting: Setting) -> Table:
    """The same as numbers."""
    words = setting.words
    rows = tuple((_graded(grade, setting), count(n)) for grade, n in _counts(material))
    return Table("table-grades", words("report.grades"), (words("catalogue.grade"), words("report.numbers")), rows)


def parameter_table(scenario: Scenario | None, setting: Setting) -> Table:
    """Every number of the model with belief, unit, grade and the codes of its sources."""
    words = setting.words
    fixed = {} if scenario is None else dict(scenario.parameters)
    cited = Counter(citation.code for spec in load_parameters().specs for citation in spec.evidence)
    rows = tuple(
        (f"{spec.code} {spec.key}", _meaning(spec, setting),
         f"{fixed[spec.key].fixed:g}" if spec.key in fixed else prior(spec, setting), spec.unit,
         spec.grade, fixed[spec.key].source if spec.key in fixed else _codes(spec, setting))
        for spec in load_parameters().specs
    )  # fmt: skip
    names = ("catalogue.parameter", "catalogue.meaning", "catalogue.prior", "report.unit", "catalogue.grade",
             "report.sources")  # fmt: skip
    caption = words("report.parameters_caption", numbers=len(rows), sources=len(cited))
    return Table("table-parameters", caption, tuple(map(words, names)), rows, folded=True, worded=True)


def _meaning(spec: Parameter, setting: Setting) -> str:
    return spec.name_zh if setting.words.language == "zh" and spec.name_zh else spec.meaning


def _codes(spec: Parameter, setting: Setting) -> str:
    comma = setting.words("headline.comma")
    return comma.join(_code(citation, setting) for citation in spec.evidence) or setting.words("catalogue.no_evidence")


def _code(citation: Citation, setting: Setting) -> str:
    memory = setting.words("seen.memory")
    return (
        setting.words("headline.weak", target=citation.code, chance=memory) if citation.from_memory else citation.code
    )


def source_table(setting: Setting) -> Table:
    """The sources that the numbers name, and how far each was checked."""
    words = setting.words
    named = dict.fromkeys(citation.code for spec in load_parameters().specs for citation in spec.evidence)
    register = load_evidence()
    rows = tuple((code, *_source(register[code], setting)) for code in sorted(named, key=_place) if code in register)
    names = ("catalogue.code", "report.reference", "report.finding", "report.checked", "report.address")
    return Table(
        "table-sources", words("report.sources_caption"), tuple(map(words, names)), rows, folded=True, worded=True
    )


def _place(code: str) -> tuple[str, int, str]:
    digits = "".join(sign for sign in code if sign.isdigit())
    return code[0], int(digits), code


def _source(source: Evidence, setting: Setting) -> tuple[str, str, str, str]:
    return source.reference, source.finding, setting.words(f"seen.{source.seen}"), source.address or ""
