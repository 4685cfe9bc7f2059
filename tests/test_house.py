"""The laws of the house, as tests: a rule worth having is kept here."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from documents import page
from model.rules import RULES, required
from pyomo.environ import ConcreteModel, Constraint, Param, Set, Var

import planner
from planner.case import SHEETS, Case
from planner.case.row import Row
from planner.case.settings import SETTINGS
from planner.model import CONCERNS, ledger, objective, timeline
from planner.model import indices as index_types
from planner.parameters.assets import NATIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from planner.solver.program import Program

ROOM = Path(planner.__file__).parent
FILES = sorted(ROOM.rglob("*.py"))
HAND_WORKED = sorted((Path(__file__).parent / "model").glob("test_*.py"))
NOT_COMPUTED_WITH = {"name", "display_name", "colour", "provenance", "confidence"}
"""Columns that titles and reports carry; whatever else the contract has, the model reads."""
NOT_MODELLED = {
    *("title", "vintage", "calendar.period", "calendar.read_to", "money.currency"),
    "target.cancellation",
}
"""Settings in words, or of one value, how far a plan is to be read, and what only a tree of futures reads."""
VOCABULARY = ("planner.parameters.assets", "planner.parameters.instruments")
"""Where rows become assets and instruments, which concerns then share."""

SET_OF_TYPE = {
    "AssetName": "ASSETS",
    "Source": "SOURCES",
    "Sponsor": "SPONSORS",
    "Region": "REGIONS",
    "Period": "PERIODS",
    "Quarter": "QUARTERS",
    "Day": "DAYS",
    "Block": "BLOCKS",
    "Pool": "POOLS",
    "InstrumentName": "INSTRUMENTS",
    "Lender": "LENDERS",
    "Vehicle": "VEHICLES",
}
"""Sets of all there is of a type of index."""

concerns = pytest.mark.parametrize("concern", CONCERNS, ids=lambda c: c.__name__.split(".")[-1])
files = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOM)))


def own_functions(module: ModuleType) -> list[str]:
    """Functions that a module defines itself, from top to bottom."""
    return [
        node.name for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.FunctionDef)
    ]


# ── 1. One constraint = one function = one name = one docstring = one hand-worked test ──


@concerns
def test_a_concern_requires_each_of_its_rules_once_and_in_order(concern: ModuleType) -> None:
    defined = [
        name
        for name in own_functions(concern)
        if "Equation:" in (inspect.getdoc(getattr(concern, name)) or "")
    ]
    assert required(concern) == [name for name in defined if name != objective.present_value_of_cost.__name__]


@concerns
def test_a_concern_reads_from_top_to_bottom_as_every_other(concern: ModuleType) -> None:
    names = [name for name in own_functions(concern) if name not in required(concern)]
    if names[0] == "applies":
        del names[0]
    assert names[0] == "declare"
    assert "constrain" in names
    between = names[1 : names.index("constrain")]
    assert all(name.startswith("declare_") for name in between), between
    source = inspect.getsource(concern)
    assert source.index("READS = (") < source.index("def declare(")


@pytest.mark.parametrize(
    "rule", [*RULES.values(), objective.present_value_of_cost], ids=lambda rule: rule.__name__
)
def test_a_rule_says_why_what_in_which_unit_and_at_what_price(rule: Any) -> None:
    doc = inspect.getdoc(rule) or ""
    first, _, rest = doc.partition("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    headings = re.findall(r"^(\w+):  ", rest, flags=re.MULTILINE)
    assert headings == ["Domain", "Equation", "Units", "Dual"]
    assert all(part.strip() for part in re.split(r"^\w+:", rest, flags=re.MULTILINE)[1:])


def posted_terms(m: ConcreteModel) -> list[Any]:
    """The functions that make the terms which are posted to ledgers, variables as they are left out."""
    postings = [posting for entries in m.ledgers.values() for posting in entries.values()]
    return [posting.term.func for posting in postings if isinstance(posting.term, partial)]


def test_a_posted_term_says_what_it_posts_in_which_unit(worked_model: ConcreteModel) -> None:
    terms = posted_terms(worked_model)
    assert {"output_of_sources", "charge_of_storage"} <= {term.__name__ for term in terms}
    for term in terms:
        first, _, rest = (inspect.getdoc(term) or "").partition("\n\n")
        assert first.endswith("."), term
        assert re.findall(r"^(\w+):  ", rest, flags=re.MULTILINE) == ["Posts", "Units"], term


def test_a_letter_has_one_type_in_all_rules_and_postings(worked_model: ConcreteModel) -> None:
    types: dict[str, set[str]] = {}
    for function in (*RULES.values(), *posted_terms(worked_model)):
        for letter, parameter in list(inspect.signature(function).parameters.items())[1:]:
            types.setdefault(letter, set()).add(parameter.annotation)
    assert {letter: found for letter, found in types.items() if len(found) > 1 or len(letter) > 1} == {}
    assert {name for found in types.values() for name in found} - set(vars(index_types)) == set()


@pytest.mark.parametrize("rule", RULES)
def test_every_index_of_a_rule_is_of_the_type_that_it_says(
    rule: str, worked_model: ConcreteModel, worked_program: Program
) -> None:
    """Where there is a set of all there is of the type; what stands in no region bears a blank for one."""
    for n, parameter in enumerate(list(inspect.signature(RULES[rule]).parameters.values())[1:]):
        every = worked_model.component(SET_OF_TYPE.get(parameter.annotation, ""))
        if every is not None:
            found = worked_program.rows[rule].indices
            assert {index[n] if isinstance(index, tuple) else index for index in found} <= {*every, NATIONAL}


def test_a_constraint_bears_the_name_and_words_of_its_function(worked_model: ConcreteModel) -> None:
    built = {constraint.name: constraint.doc for constraint in worked_model.component_objects(Constraint)}
    assert built == {name: inspect.getdoc(rule) for name, rule in RULES.items()}


def test_every_rule_is_kept_as_a_template(worked_model: ConcreteModel) -> None:
    """Compiling is fast because Pyomo calls each rule once."""
    kept = {
        constraint.name: {type(row).__name__ for row in constraint.values()}
        for constraint in worked_model.component_objects(Constraint)
    }
    assert kept == {name: {"TemplateConstraintData"} for name in RULES}


@files
def test_no_row_is_skipped(file: Path) -> None:
    """A rule is indexed over exactly where it holds."""
    attributes = {
        node.attr for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute)
    }
    assert not attributes & {"Skip", "NoConstraint", "Feasible", "Infeasible"}


def test_every_rule_is_worked_by_hand() -> None:
    """In a test named after the rule, which looks at a row of it."""
    worked = set()
    for file in HAND_WORKED:
        for test in ast.parse(file.read_text()).body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                words = {node.value for node in ast.walk(test) if isinstance(node, ast.Constant)}
                worked |= {rule for rule in RULES if test.name.startswith(f"test_{rule}") and rule in words}
    assert set(RULES) - worked == set()


@concerns
def test_every_concern_has_its_hand_worked_tests(concern: ModuleType) -> None:
    assert f"test_{concern.__name__.split('.')[-1]}.py" in {file.name for file in HAND_WORKED}


# ── 2. One name all the way ──


class Reader:
    """Remembers every cell and setting that a concern reads: all of them, and those it reads itself."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.itself: set[str] = set()

    def note(self, name: str) -> None:
        self.read.add(name)
        frame, shared = sys._getframe(1), False
        while frame is not None and not shared:
            shared = frame.f_globals.get("__name__") in VOCABULARY
            frame = frame.f_back
        if not shared:
            self.itself.add(name)


class NotedRow(Row):
    """A row that says which of its columns are read."""

    __slots__ = ("reader", "sheet")

    def __init__(self, row: Row, sheet: str, reader: Reader) -> None:
        super().__init__(row.row, dict(row))
        self.sheet, self.reader = sheet, reader

    def __getitem__(self, column: str) -> Any:
        self.reader.note(f"{self.sheet}.{column}")
        return super().__getitem__(column)


class NotedSettings:
    """Settings that say which of their keys are read."""

    def __init__(self, settings: Any, section: str, reader: Reader) -> None:
        self._settings, self._section, self._reader = settings, section, reader

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._settings, name)
        key = "emissions.price_usd_per_tonne" if name.startswith("emissions_") else f"{self._section}{name}"
        if key == "calendar.periods":
            self._reader.note("case.calendar.start")
            self._reader.note("case.calendar.end")
            self._reader.note("case.calendar.years_from")
        if key in SETTINGS:
            self._reader.note(f"case.{key}")
        elif any(setting.startswith(f"{key}.") for setting in SETTINGS):
            return NotedSettings(value, f"{key}.", self._reader)
        return value


def noted(case: Case, reader: Reader) -> Case:
    sheets: Mapping[str, Any] = {
        name: tuple(NotedRow(row, name, reader) for row in rows) for name, rows in case.sheets.items()
    }
    return replace(case, settings=NotedSettings(case.settings, "", reader), sheets=sheets)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def readers(worked_case: Case) -> dict[str, Reader]:
    """What every concern reads while it declares itself."""
    m, found = ConcreteModel(), {}
    ledger.open_ledgers(m)
    for concern in CONCERNS:
        found[concern.__name__] = Reader()
        concern.declare(m, noted(worked_case, found[concern.__name__]))
    return found


CONTRACT = {f"{sheet.name}.{column.name}" for sheet in SHEETS.values() for column in sheet.columns}


@concerns
def test_a_concern_reads_columns_and_settings_that_exist(concern: ModuleType) -> None:
    assert set(concern.READS) - CONTRACT - {f"case.{key}" for key in SETTINGS} == set()
    assert max(Counter(concern.READS).values(), default=1) == 1


@concerns
def test_a_concern_declares_all_that_it_reads_itself(concern: ModuleType, readers: dict[str, Reader]) -> None:
    # Names and the horizon are every concern's to know.
    names = {f"{sheet.name}.{column}" for sheet in SHEETS.values() for column in sheet.key}
    known = names | {f"case.calendar.{key}" for key in ("start", "end", "years_from")}
    assert readers[concern.__name__].itself - set(concern.READS) - known == set()


@concerns
def test_a_concern_reads_all_that_it_declares(concern: ModuleType, readers: dict[str, Reader]) -> None:
    assert set(concern.READS) - readers[concern.__name__].read == set()


def test_every_column_of_the_contract_is_read_by_some_concern() -> None:
    read = {name for concern in CONCERNS for name in concern.READS}
    unread = {name for name in CONTRACT - read if name.split(".")[1] not in NOT_COMPUTED_WITH}
    assert unread == set()
    assert {key for key in SETTINGS if f"case.{key}" not in read} == NOT_MODELLED


@files
def test_what_a_blank_cell_means_is_declared_at_its_column_and_guessed_nowhere(file: Path) -> None:
    """By `Column.default`: a zero or a one that stands in a room instead is one that the next room forgets."""
    columns = {name.split(".")[1] for name in CONTRACT}
    guesses = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)
        for cell, value in pairwise(node.values)
        if isinstance(cell, ast.Subscript)
        and isinstance(cell.slice, ast.Constant)
        and cell.slice.value in columns
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float)
    }
    assert guesses == set()


def symbols(concern: ModuleType) -> Iterator[tuple[str, int]]:
    """The symbols that a concern's own docstring explains, each with the number of its letters."""
    for line in (concern.__doc__ or "").splitlines()[1:]:
        entry = re.split(r"\s{2,}", line)[0]
        for name, letters in (
            re.findall(r"(\w+)(?:\[([^\]]*)\])?", entry) if re.match(r"[\w\[\], ]+$", entry) else []
        ):
            yield name, len(letters.split(",")) if letters else 0


def declared_by(worked_case: Case) -> dict[str, set[str]]:
    """The sets, parameters and variables that each concern adds to the model."""
    m, seen, found = ConcreteModel(), set(), {}
    ledger.open_ledgers(m)
    for concern in CONCERNS:
        concern.declare(m, worked_case)
        names = {part.name for part in m.component_objects((Set, Param, Var))}
        found[concern.__name__], seen = names - seen, seen | names
    return found


@concerns
def test_symbols_a_concern_explains_are_in_the_model_with_those_letters(
    concern: ModuleType, worked_model: ConcreteModel
) -> None:
    for name, letters in symbols(concern):
        part = worked_model.component(name)
        if part is None:
            assert len(name) == 1, f"{concern.__name__} explains {name}, which the model does not have"
            continue
        assert letters == (part.index_set().dimen if part.is_indexed() else 0), name


def test_every_variable_and_every_name_in_an_equation_is_explained_where_it_is_declared(
    worked_case: Case, worked_model: ConcreteModel
) -> None:
    rules = [*RULES.values(), objective.present_value_of_cost]
    printed = {
        word
        for rule in rules
        for word in re.findall(r"\w+", (inspect.getdoc(rule) or "").split("Domain:")[1].split("Units:")[0])
    }
    variables = {variable.name for variable in worked_model.component_objects(Var)}
    missing, declared = {}, declared_by(worked_case)
    for concern in CONCERNS:
        explained = {name for name, _ in symbols(concern)}
        if unexplained := (declared[concern.__name__] & (printed | variables)) - explained:
            missing[concern.__name__] = sorted(unexplained)
    assert missing == {}


def test_every_variable_says_its_unit(worked_model: ConcreteModel) -> None:
    variables = {variable.name for variable in worked_model.component_objects(Var)}
    assert variables == set(worked_model.units)
    assert set(worked_model.units.values()) == {"GW", "GWh", "USD billion"}


# ── 3. Concerns are strangers ──


def imports(file: Path, always: bool = True) -> set[str]:
    """Modules that a file imports; not those for its types or within a function, unless `always`."""
    tree = ast.parse(file.read_text())
    found = set()
    for node in ast.walk(tree) if always else outermost(tree.body):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def outermost(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when a module is imported, type checking apart."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from outermost(node.body + node.orelse)
        elif not isinstance(node, ast.If | ast.FunctionDef):
            yield node


def packages(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@concerns
def test_a_concern_knows_no_other(concern: ModuleType) -> None:
    own = {name for name in imports(Path(concern.__file__ or "")) if name.startswith("planner.")}
    allowed = ("planner.model.ledger", "planner.model.indices", "planner.parameters.", "planner.case")
    assert {name for name in own if not name.startswith(allowed)} == {"planner.model"} & own


BESIDES_THE_TIMELINE = {
    f"planner.parameters.{file.stem}" for file in (ROOM / "parameters").glob("[a-z]*.py")
} - {"planner.parameters.timeline"}
"""All of parameters but the names of periods."""


@pytest.mark.parametrize(
    ("room", "strangers"),
    [
        ("model", {"pandas", "highspy"}),
        ("parameters", {"pandas", "pyomo", "highspy", "planner.model", "planner.solver", "planner.results"}),
        ("results", {"pyomo", "highspy", "planner.model"}),
        ("report", {"pyomo", "highspy", "planner.model", "planner.solver", "planner.audit"}),
        (
            "case",
            {"planner.model", "planner.parameters", "planner.solver", "planner.results", "planner.workbook"},
        ),
        (
            "workbook",
            {"pyomo", "highspy", "planner.model", "planner.solver", "planner.pipeline", "planner.audit"},
        ),
        ("audit", {"pyomo", "highspy", "pandas"}),
        ("audit/facts", {f"planner.audit.{part}" for part in ("program", "rules", "run_folder", "tables")}),
        ("audit/rules", {"planner.audit.run_folder", "planner.audit.tables"}),
        ("audit/tables", {"planner.audit.program", "planner.audit.rules"}),
        ("parametric", {"pyomo", "highspy", "planner.audit", "planner.diagnose"} | BESIDES_THE_TIMELINE),
    ],
)
def test_rooms_that_are_strangers(room: str, strangers: set[str]) -> None:
    for file in (ROOM / room).rglob("*.py"):
        found = imports(file)
        met = {name for name in strangers if name in found or any(x.startswith(f"{name}.") for x in found)}
        assert met == set(), file


def test_reading_a_case_waits_for_neither_pandas_nor_pyomo() -> None:
    for file in (ROOM / "case").rglob("*.py"):
        assert not packages(imports(file, always=False)) & {"pandas", "pyomo", "xlsxwriter"}, file


def test_nothing_is_posted_to_a_ledger_twice(worked_case: Case) -> None:
    m = ConcreteModel()
    ledger.open_ledgers(m)
    timeline.declare(m, worked_case)
    ledger.variable(m, "Cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion")
    ledger.post(m, "cost", "Cost")
    with pytest.raises(ValueError, match="already posted"):
        ledger.post(m, "cost", "Cost")


def test_nothing_is_posted_to_a_ledger_of_other_indices(worked_case: Case) -> None:
    m = ConcreteModel()
    ledger.open_ledgers(m)
    timeline.declare(m, worked_case)
    ledger.variable(m, "Cost", "rt", m.REGIONS, m.PERIODS, unit="USD billion")
    with pytest.raises(ValueError, match="posted by rt, but the ledger cost is kept by jt"):
        ledger.post(m, "cost", "Cost")


# ── 4. Imports point one way, those for types and within functions as well ──

LAYERS = (
    "version",
    "tolerances",
    "errors",
    "numbers",
    "options",
    "disk",
    "terminal",
    "signals",
    "timings",
    "progress",
    "case",
    "importers",
    "audit",
    "parameters",
    "rules",
    "model",
    "solver",
    "results",
    "diagnose",
    "pipeline",
    "patching",
    "report",
    "plotted",
    "session",
    "study",
    "parametric",
    "stochastic",
    "serve",
    "workbook",
    "glossary",
    "guide",
    "explain",
    "commands",
    "cli",
    "__main__",
    "__init__",
)
"""The rooms from the ground up: each may use those before it."""
MODULES = {
    ".".join(file.relative_to(ROOM.parent).with_suffix("").parts).removesuffix(".__init__"): file
    for file in FILES
}


def room_of(module: str) -> str:
    """The room that a module is in, or the module itself where it is in none."""
    return module.split(".")[1] if "." in module else "__init__"


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """The modules of the planner that each of them imports, wherever in its text."""
    found: dict[str, set[str]] = {}
    for module, file in MODULES.items():
        nodes = list(ast.walk(ast.parse(file.read_text())))
        assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level], module
        whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        parts = {
            name if (name := f"{node.module}.{alias.name}") in MODULES else str(node.module)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        found[module] = {name for name in whole | parts if name in MODULES} - {module}
    return found


def reached(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from a module, by one step or more."""
    found: set[str] = set()
    ahead = set(edges[start])
    while ahead:
        found |= ahead
        ahead = {name for module in ahead for name in edges[module]} - found
    return found


def test_no_modules_import_each_other_in_a_circle(imported: dict[str, set[str]]) -> None:
    circles = {module for module in imported if module in reached(module, imported)}
    assert circles == set()


def test_every_room_stands_in_one_layer() -> None:
    rooms = {room_of(module) for module in MODULES}
    assert rooms - set(LAYERS) == set()
    assert max(Counter(LAYERS).values()) == 1


def test_no_room_imports_from_one_above_it(imported: dict[str, set[str]]) -> None:
    upwards = {
        f"{module} imports {other}"
        for module, others in imported.items()
        for other in others
        if LAYERS.index(room_of(other)) > LAYERS.index(room_of(module))
    }
    assert upwards == set()


def test_the_audit_shares_nothing_with_the_rooms_that_made_the_run(imported: dict[str, set[str]]) -> None:
    """It reads files and sheets as anything is read; that, faults and colours are all that it has from elsewhere."""
    met = {room_of(name) for module in imported if room_of(module) == "audit" for name in imported[module]}
    assert met == {"audit", "case", "disk", "errors", "numbers", "terminal"}


def test_the_tolerances_of_the_audit_stand_in_one_file() -> None:
    """Other small numbers are units, which stand with the constants of time and money."""
    found = {
        file.name
        for file in (ROOM / "audit").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value < 0.01
    }
    assert found == {"arithmetic.py", "tolerances.py"}


def test_the_tolerances_of_all_other_rooms_stand_in_one_file() -> None:
    """Numbers so small that are none are units, of which a millionth is the least."""
    found = {
        str(file.relative_to(ROOM))
        for file in FILES
        if not file.is_relative_to(ROOM / "audit")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value < 1e-6
    }
    assert found == {"tolerances.py"}


# ── 5. One meaning a file name ──

A_COMMAND = "the command of that name, and what it runs"
SHARED_NAMES = {
    "alternatives": A_COMMAND,
    "assets": "what is ordered, and stands once it has arrived",
    "breakeven": A_COMMAND,
    "calendar": "quarters and the periods made of them",
    "capacity": "what stands",
    "compare": A_COMMAND,
    "construction": "orders on their way, what they cost and what they are worth",
    "costs": "the cost table",
    "covenants": "what lenders require of a sponsor",
    "curve": A_COMMAND,
    "debt": "what is issued, repaid and owed",
    "dispatch": "how the sources run block by block",
    "explain": A_COMMAND,
    "financial": "all that is of money",
    "futures": A_COMMAND,
    "hosting": "whose load stands on whose shells and chips",
    "orders": "what is ordered and when it arrives",
    "physical": "all that is of power, buildings and chips",
    "pictures": "the charts and the page of what the room finds",
    "prices": "the duals as tables",
    "program": "the linear program as matrices",
    "regret": A_COMMAND,
    "returns": "what equity earns, leverage, and the worth of need",
    "sweep": A_COMMAND,
    "tax_credits": "what is received for orders when they first stand",
    "ratings": "what agencies look at: earnings, rated debt, spreads",
    "timeline": "the periods of a horizon and their quarters",
    "vehicles": "what buys loans and sells notes on them",
    "transmission": "lines between regions",
    "tolerances": "below which size something counts as nothing, as equal or as kept",
}
"""Names that files of several rooms share, each with the one meaning that it has in all of them."""


@files
def test_text_is_read_and_written_in_an_encoding_that_is_said(file: Path) -> None:
    """On another desk the usual one is another."""
    unsaid = [
        node.lineno
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and len(node.args) < {"read_text": 1, "write_text": 2}.get(node.func.attr, 0)
        and "encoding" not in {keyword.arg for keyword in node.keywords}
    ]
    assert unsaid == []


def test_no_two_files_that_pytest_imports_share_a_name() -> None:
    """They are imported by their bare names, of which the second would not be collected."""
    tests = Path(__file__).parent
    names = Counter(file.stem for file in tests.rglob("*.py") if not (file.parent / "__init__.py").is_file())
    assert {name for name, count in names.items() if count > 1 and name != "conftest"} == set()


def test_no_two_files_of_different_meaning_share_a_name() -> None:
    """A new file is named after what it alone is, or joins a name here because it means the same."""
    names = Counter(file.stem for file in FILES if not file.stem.startswith("__"))
    assert {name for name, count in names.items() if count > 1} == set(SHARED_NAMES)


# ── 6. Small and explained ──


@files
def test_a_file_fits_on_a_few_screens(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 400


@files
def test_a_function_fits_on_a_screen(file: Path) -> None:
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 40
    }
    assert long == {}


def test_the_guide_names_files_that_exist() -> None:
    """Where the code is, and where contributors find what they are to write."""
    named = set(
        re.findall(r"(?<![\w/])(?:planner|tests|scripts|inputs)/[\w/.-]*\w(?![\w*])", page("contributing"))
    )
    assert len(named) > 20
    assert {name for name in named if not (ROOM.parent / name).exists()} == set()


@files
def test_whatever_is_public_says_what_it_is(file: Path) -> None:
    tree = ast.parse(file.read_text())
    assert ast.get_docstring(tree), "the module"
    assert set(unexplained(tree)) == set()


def unexplained(node: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Public classes, functions and methods without a docstring."""
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and not part.name.startswith("_"):
            if not ast.get_docstring(part):
                yield part.name
            if isinstance(part, ast.ClassDef):
                yield from unexplained(part)


# ── 7. No test fails for a busy machine ──

CLOCK = re.compile(r"\btime\.(monotonic|perf_counter|process_time|time)\(")


def test_whatever_asserts_seconds_is_marked_and_run_apart() -> None:
    tests = [
        node
        for file in Path(__file__).parent.rglob("test_*.py")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
    ]
    timed = {
        test.name
        for test in tests
        for node in ast.walk(test)
        if isinstance(node, ast.Assert) and CLOCK.search(ast.unparse(node))
    }
    marked = {test.name for test in tests if "pytest.mark.timing" in map(ast.unparse, test.decorator_list)}
    assert len(timed) >= 3
    assert timed - marked == set()


# ── 8. One way to put a thing on disk, one way to print, on any system ──

PRINTS = {"terminal"}
"""Rooms that print."""
ONLY_SOME_SYSTEMS = {"fcntl", "resource", "termios", "pwd", "grp", "msvcrt", "winreg"}
"""Modules that Python has on some systems only."""


@files
def test_whatever_is_printed_goes_one_way(file: Path) -> None:
    calls = {
        ast.unparse(node.func) for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)
    }
    if file.stem not in PRINTS:
        assert not calls & {"print", "sys.stdout.write", "sys.stderr.write", "traceback.print_exc"}


@files
def test_what_only_some_systems_have_is_done_without_elsewhere(file: Path) -> None:
    """Within a `try`, or not at all; signals by name."""
    tree = ast.parse(file.read_text())
    guarded = {id(node) for part in ast.walk(tree) if isinstance(part, ast.Try) for node in ast.walk(part)}
    bare = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and id(node) not in guarded
        for alias in node.names
    }
    assert bare & ONLY_SOME_SYSTEMS == set()
    assert not {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {
        "signal.SIGHUP",
        "os.O_NONBLOCK",
    }
