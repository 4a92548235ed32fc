"""Every mistake has its file, line and column, what was expected, and a hint where one helps (HAR-01)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import strict_yaml
from core.config.settings import ServerSettings
from core.config.strict_yaml import BadInputFile

WRONG = [
    ("", "1:1: the file is empty"),
    ("# nothing\n", "1:1: the file is empty"),
    ("just text", "1:1: expected key: value lines at the top, found text"),
    ("- a\n", "1:1: expected key: value lines at the top, found a list"),
    ("a: b: c", "1:5: not YAML: mapping values are not allowed in this context"),
    ("a:\n\t- b", "2:1: not YAML: found character that cannot start any token (while scanning for the next token)"),
    ("a: [1, 2", "2:1: not YAML: did not find expected ',' or ']' (while parsing a flow sequence)"),
    ("a: 1\n---\nb: 2", "2:1: not YAML: but found another document (expected a single document in the stream)"),
    ("\x00", "1:1: not YAML: control characters are not allowed"),
    ("zone: UTC\nzone: UTC", "2:1: the key 'zone' is here twice (first in line 1)"),
    ("accounts:\n  - {id: 1, name: A, id: 2}", "2:22: the key 'id' is here twice (first in line 2)"),
    ("zonee: UTC", "1:1: unknown key 'zonee' (did you mean 'zone'?)"),
    ("closing_day: 3", "1:1: unknown key 'closing_day' (did you mean 'closing day'?)"),
    ("acquire: {evry: 1 h}", "1:11: unknown key 'evry' (did you mean 'every'?)"),
    ("acquire: {every: 1 hr}", "1:18: expected a duration such as 1 h, 90 s, 30 min, 2 d or 1 week, not '1 hr'"),
    ("zone: Mars/Base", "1:7: no such time zone: 'Mars/Base' (such as Europe/Berlin)"),
    ("closing day: 32", "1:14: expected at most 31, found '32'"),
    ("edition: big", "1:10: expected enterprise, standard; found 'big' (known: enterprise, standard)"),
    ("printers: none", "1:11: expected a list, found 'none'"),
    ("printers: [{name: a}]", "1:12: the key 'address' is missing"),
    ("accounts: [{id: x, name: A}]", "1:17: expected a whole number such as 100, not 'x'"),
    ("accounts: [{id: [1], name: A}]", "1:17: expected a whole number, found a list"),
    ("accounts: 5", "1:11: expected a list, found '5'"),
    ("accounts: [5]", "1:12: expected key: value lines, found '5'"),
    (
        "accounts: [{id: 1, name: A, restrict: [print in momo]}]",
        "1:40: expected disable printing, disable colour, print in mono, disable copying, disable colour copying, "
        "disable usb printing, disable colour usb printing, disable scan to e-mail, disable scan to network, "
        "disable scan to usb, disable scan to internet fax, disable scan to fax server, disable fax; "
        "found 'print in momo' "
        "(did you mean 'print in mono'?)",
    ),
    ("a: &x [1]\nb: *x", "1:4: anchors and aliases (&, *) are not used here (write it out)"),
    ("a: &x [*x]", "1:4: anchors and aliases (&, *) are not used here (write it out)"),
    ("a: !!int 5", "1:4: tags are not used here, found tag:yaml.org,2002:int"),
    ("a: !!python/object:os.system x", "1:4: tags are not used here, found tag:yaml.org,2002:python/object:os.system"),
    (
        "? [a]\n: b",
        '1:3: expected a word as key, found a list or a mapping (a value that begins with { needs quotes: "{…}")',
    ),
    ("a: {b: {c}: 1}", None),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_wrong(text, said):
    with pytest.raises(BadInputFile) as caught:
        strict_yaml.load_text(text, "file.yaml", ServerSettings)
    if said is not None:
        assert str(caught.value.findings[0]) == f"file.yaml:{said}"


def test_all_mistakes_are_told_in_the_order_of_the_file():
    text = "zonee: UTC\nclosing day: 40\nconnections: 0\n"
    with pytest.raises(BadInputFile) as caught:
        strict_yaml.load_text(text, "f", ServerSettings)
    assert [(each.line, each.column) for each in caught.value.findings] == [(1, 1), (2, 14), (3, 14)]


def test_scalars_are_text_until_the_model_types_them():
    text = "closing day: 010\nzone: Europe/Oslo\naccounts: [{id: 7, name: no, mail: on@off}, {id: 8, name: 18:00}]\n"
    settings = strict_yaml.load_text(text, "f", ServerSettings)
    assert settings.closing_day == 10
    assert [(account.name, account.mail) for account in settings.accounts] == [("no", "on@off"), ("18:00", None)]


def test_quotes_make_no_difference():
    plain = strict_yaml.load_text("accounts: [{id: 7, name: Ann}]", "f", ServerSettings)
    quoted = strict_yaml.load_text('"accounts": [{"id": "7", \'name\': "Ann"}]', "f", ServerSettings)
    assert plain == quoted


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00", "not a text file in UTF-8 (octet 0)"), (None, "cannot be read: No such file or directory")],
)
def test_files_that_are_no_text(tmp_path, content, said):
    path = tmp_path / "f.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInputFile, match=r"f\.yaml:1:1") as caught:
        strict_yaml.load(path, ServerSettings)
    assert caught.value.findings[0].message == said


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfzone: UTC\n")
    assert strict_yaml.load(path, ServerSettings).zone == "UTC"


@given(st.text(max_size=200))
def test_any_text_is_a_value_or_findings(text):
    findings = []
    try:
        strict_yaml.load_text(text, "f", ServerSettings)
    except BadInputFile as error:
        findings = error.findings
    assert all(each.line >= 1 and each.column >= 1 and each.message for each in findings)


def test_bombs_do_not_explode():
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    with pytest.raises(BadInputFile, match="anchors and aliases"):
        strict_yaml.load_text(f"l0: &l0 [x]\n{levels}", "f", ServerSettings)


def test_deep_nesting_is_a_finding():
    with pytest.raises(BadInputFile, match="nested more than 40 deep"):
        strict_yaml.load_text("a: " + "[" * 200 + "]" * 200, "f", ServerSettings)
    with pytest.raises(BadInputFile, match="nested more than 40 deep"):
        strict_yaml.load_text("a: " + "[" * 50_000, "f", ServerSettings)
    with pytest.raises(BadInputFile, match="nested more than 40 deep"):
        strict_yaml.load_text("\n".join(f"{' ' * n}a:" for n in range(1_000)), "f", ServerSettings)
