"""The runner of planted defects: headers, verdicts on reports, and patches that no longer apply."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("planted", Path(__file__).with_name("run.py"))
planted = importlib.util.module_from_spec(SPEC)
sys.modules["planted"] = planted
SPEC.loader.exec_module(planted)

HEADER = """Title: Something is wrong
Rows: LIM-01, LIM-02
Caught-by: scenarios/a.yaml#2 log numbers
Caught-by: scenarios/a.yaml#2 expect
Why: because

"""
PATCH = """diff --git a/core/x.py b/core/x.py
--- a/core/x.py
+++ b/core/x.py
@@ -1 +1 @@
-ONE = 1
+ONE = 2
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A house of four rooms with one file, and a place for patches."""
    for room in planted.ROOMS:
        (tmp_path / "house" / room).mkdir(parents=True)
    (tmp_path / "house" / "core" / "x.py").write_text("ONE = 1\n")
    (tmp_path / "house" / "scenarios" / "a.yaml").write_text("")
    (tmp_path / "patches").mkdir()
    monkeypatch.setattr(planted, "ROOT", tmp_path / "house")
    monkeypatch.setattr(planted, "HERE", tmp_path / "patches")
    return tmp_path


def write(tree, text, name="wrong.patch"):
    path = tree / "patches" / name
    path.write_text(text)
    return path


def test_headers(tree):
    defect = planted.read_defect(write(tree, HEADER + PATCH))
    assert (defect.title, defect.rows) == ("Something is wrong", ("LIM-01", "LIM-02"))
    assert defect.catches == (("scenarios/a.yaml#2", "log numbers"), ("scenarios/a.yaml#2", "expect"))
    assert defect.runs() == [("scenarios/a.yaml#2", "", "")]


def test_headers_may_be_commented_out_and_name_seed_and_world(tree):
    text = "".join(f"# {line}\n" for line in [*HEADER.splitlines(), "Seed: 7", "World: live"])
    assert planted.read_defect(write(tree, text + PATCH)).runs() == [("scenarios/a.yaml#2", "7", "live")]


def test_a_header_that_names_a_test(tree):
    (tree / "house" / "tests").mkdir()
    (tree / "house" / "tests" / "test_a.py").write_text("")
    text = HEADER.replace("scenarios/a.yaml#2 log numbers", "tests/test_a.py::test_it[1]")
    defect = planted.read_defect(write(tree, text + PATCH))
    assert defect.catches[0] == ("tests/test_a.py::test_it[1]", "test")
    assert [run.is_test for run in defect.runs()] == [True, False]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEADER.replace("Title", "Titel"), "no Title"),
        (HEADER.replace("LIM-01, LIM-02", ""), "no Rows"),
        (HEADER.replace("Caught-by", "Caught"), "no Caught-by"),
        (HEADER.replace(" log numbers", ""), "names a scenario and a check"),
        (HEADER.replace(" log numbers", " test"), "names a scenario and a check"),
        (HEADER.replace("a.yaml#2 log", "a.yaml::test_it log"), "names a scenario and a check"),
        (HEADER.replace("scenarios/a.yaml#2 log numbers", "tests/test_b.py::test_it"), "there is no tests/test_b.py"),
        (HEADER.replace("a.yaml", "b.yaml"), "there is no scenarios/b.yaml"),
        (PATCH + HEADER, "no Title"),
    ],
)
def test_bad_headers(tree, text, problem):
    with pytest.raises(planted.BadHeader, match=problem):
        planted.read_defect(write(tree, text))
    assert planted.main([]) == 2


def test_nothing_to_do_is_no_success(tree):
    assert planted.main([]) == 2
    write(tree, HEADER + PATCH)
    assert planted.main(["--only", "nobody"]) == 2
    assert planted.main(["--only", "WRONG", "--list"]) == 0


def report(verdict, findings=(), ok=True, error=""):
    check = {"name": "gaps", "findings": list(findings)}
    step = {"line": 4, "ok": ok, "expected": "1", "actual": "2"}
    return {"verdict": verdict, "scenarios": [{"checks": [check], "steps": [step], "error": error}]}


@pytest.mark.parametrize(
    ("check", "found", "problem", "finding"),
    [
        ("gaps", report("fail", ["one"]), "", "one"),
        ("expect", report("fail", ok=False), "", "line 4: expected 1, actual 2"),
        ("gaps", report("pass"), "not caught: verdict pass", ""),
        ("gaps", report("fail", ok=False), "not caught: verdict fail (by expect)", ""),
        ("fees", report("fail", ["one"]), "not caught: verdict fail (by gaps)", ""),
        ("gaps", report("fail", error="KeyError\nmore"), "not caught: verdict fail (KeyError)", ""),
        ("gaps", report("unknown"), "not caught: verdict unknown", ""),
    ],
)
def test_who_noticed(check, found, problem, finding):
    assert planted.verdict_on(planted.Catch("a.yaml", check), found) == (problem, finding)


def test_patches_apply_without_fuzz_or_not_at_all(tree):
    bench = planted.Bench(tree)
    copy = bench.copy("copy")
    good, bad = write(tree, HEADER + PATCH), write(tree, HEADER + PATCH.replace("-ONE = 1", "-ONE = 3"), "bad.patch")
    assert bench.patch(copy, bad).startswith("the patch no longer applies")
    assert (copy / "core" / "x.py").read_text() == "ONE = 1\n"
    assert bench.patch(copy, good) == ""
    assert (copy / "core" / "x.py").read_text() == "ONE = 2\n"
    assert (tree / "house" / "core" / "x.py").read_text() == "ONE = 1\n"
    assert bench.patch(copy, good).startswith("the patch no longer applies")


@pytest.mark.parametrize(("value", "verdict"), [("1", "pass"), ("2", "fail")])
def test_a_test_is_run_in_the_tree(tree, value, verdict):
    (tree / "house" / "tests").mkdir()
    (tree / "house" / "tests" / "test_a.py").write_text(
        f"import core.x\n\ndef test_it():\n    assert core.x.ONE == {value}\n"
    )
    (tree / "house" / "core" / "__init__.py").touch()  # so that it goes before the one that the tests are run from
    bench = planted.Bench(tree)
    run = planted.Run("tests/test_a.py::test_it", "", "")
    assert bench.run(bench.copy("copy", [run]), run)["verdict"] == verdict


def test_results_as_json(tree, monkeypatch):
    patch = write(tree, HEADER + PATCH)
    monkeypatch.setattr(
        planted, "try_all", lambda defects, *_: [planted.Outcome(defects[0], finding="one", took_s=1.23)]
    )
    file = tree / "out" / "defects.json"
    assert planted.main(["--json", str(file)]) == 0
    assert [each.name for each in file.parent.iterdir()] == ["defects.json"]
    (found,) = json.loads(file.read_text())["defects"]
    assert found.pop("sha256") == hashlib.sha256(patch.read_bytes()).hexdigest()
    assert found == {
        "file": "tests/defects/wrong.patch",
        "title": "Something is wrong",
        "rows": ["LIM-01", "LIM-02"],
        "caught": True,
        "problem": "",
        "finding": "one",
        "took_s": 1.2,
    }


def test_a_stopped_bench_starts_nothing(tree):
    bench = planted.Bench(tree)
    bench.stop()
    assert bench.run(bench.copy("copy"), planted.Run("scenarios/a.yaml", "", "")) == "interrupted"
