"""The page of the faults has its place for the matrix, and every fault by its name."""

from pathlib import Path

from tests.faults.matrix import BEGIN, END, IN_FULL, IN_SHORT, PAGE, Matrix, Row, Scenario


def test_the_page_names_every_fault_and_has_its_marks() -> None:
    """What `make faults` writes has somewhere to go."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)
    assert not [each.value for each in Scenario if f"| {each.value} |" not in text]


def test_every_fault_is_done_by_a_test() -> None:
    """A name in the table without a test would be an empty promise."""
    tests = "".join(each.read_text() for each in Path(__file__).parent.glob("test_*.py"))
    assert not [each.name for each in Scenario if f"Scenario.{each.name}, hub" not in tests]


def test_rows_of_another_run_stay(tmp_path: Path) -> None:
    """A run of some faults renews their rows only, those of one add up, and a full run's stays."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    for scenario in (Scenario.DROP, Scenario.KILLS):
        matrix = Matrix()
        for _ in range(2):
            matrix.add(Row(scenario, "manual", 5, 10, 0, 1.5, 0, 3, 0, 0, 0))
        matrix.write(page)
    short = Matrix()
    for scenario in (Scenario.DROP, Scenario.DELAY):
        short.add(Row(scenario, "manual", 1, 2, 0, 1.0, 0, 0, 0, 0, 0))
    short.write(page, IN_SHORT)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert f"| {Scenario.DELAY} | manual | {IN_SHORT} | 1 | 2 |" in text
    assert text.index(f"| {Scenario.KILLS} | manual | {IN_FULL} | 10 | 20 |") < text.index(
        f"| {Scenario.DROP} | manual | {IN_FULL} | 10 | 20 | 0 | 1.5 | 0 | 6 | 0 | 0 | 0 |"
    )
