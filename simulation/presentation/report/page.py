"""The page as a whole: its parts in their order, put into one file of HTML that needs nothing beside it."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulation.presentation.compare_screen import compare_headline
from simulation.presentation.report.assumptions_part import assumptions_section
from simulation.presentation.report.comparison_part import comparison_section
from simulation.presentation.report.drawing import svg_of
from simulation.presentation.report.growth_part import growth_section
from simulation.presentation.report.material import Material
from simulation.presentation.report.money_part import money_section
from simulation.presentation.report.paths_part import index_section, paths_section
from simulation.presentation.report.pieces import Block, Heading, Section, Sentences, figures_of
from simulation.presentation.report.provenance_part import provenance_section
from simulation.presentation.report.targets_part import targets_section
from simulation.presentation.report.towns_part import towns_section
from simulation.presentation.sentences import headline, notice
from simulation.presentation.setting import Setting

TEMPLATES: Final = Path(__file__).with_name("templates")
PAGE: Final = "page.html"
LANGUAGE_TAGS: Final = {"en": "en", "zh": "zh-Hans"}


def sections(material: Material, setting: Setting) -> tuple[Section, ...]:
    """The parts of the page; a study of which no run finished has only its warnings and where it comes from."""
    summary = material.summary
    first, last = answer_section(material, setting), provenance_section(material, setting)
    if not summary.joint.primary.runs:
        return first, last
    found = (
        first,
        targets_section(material, setting),
        comparison_section(material, setting),
        paths_section(material, setting),
        index_section(material, setting),
        towns_section(material, setting),
        money_section(summary, setting),
        growth_section(summary, setting),
        assumptions_section(material, setting),
        last,
    )
    return tuple(each for each in found if each is not None)


def answer_section(material: Material, setting: Setting) -> Section:
    """The answer in a sentence or two, that it is not validated, and what to know before using any number."""
    words, summary = setting.words, material.summary
    answers = [headline(summary, setting)]
    if material.base is not None and material.pair is not None:
        answers.append(compare_headline(material.base, material.pair, setting))
    blocks: list[Block | Heading] = [
        Sentences(tuple(answers), "answer"),
        Sentences((words("footer.validation"),), "doubt"),
    ]
    warnings = tuple(notice(each, words, setting.lever_names) for each in summary.notices)
    if warnings:
        blocks += [Heading(words("screen.warnings")), Sentences(warnings, "warnings")]
    return Section("answer", words("report.answer"), tuple(blocks))


def page_of(material: Material, setting: Setting) -> str:
    """The whole page."""
    return written(sections(material, setting), material, setting)


def written(parts: tuple[Section, ...], material: Material, setting: Setting) -> str:
    """These parts as HTML."""
    words, summary = setting.words, material.summary
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pictures = {figure.id: svg_of(figure) for figure in figures_of(parts)}
    size = words("screen.runs", draws=summary.draws, replications=summary.replications)
    return environment.get_template(PAGE).render(
        language=LANGUAGE_TAGS[words.language],
        title=words.pick(summary.title),
        size=size,
        study=summary.manifest.get("study", ""),
        sections=parts,
        pictures=pictures,
        words=words,
    )
