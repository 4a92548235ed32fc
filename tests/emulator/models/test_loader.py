"""Models from YAML: the shipped ones, and every complaint with file and key (EMU-01)."""

from __future__ import annotations

import dataclasses

import pytest

from emulator.errors import BadModel, EmulatorError, UnknownModel
from emulator.models import load_model, load_model_file, model_names

GOOD = """\
name: test
maker: Pressroom
description: A printer
colour: true
speed ppm: 30
sizes: [A4, A3]
media: [plain]
trays:
  - {name: tray 1, sizes: [A4], media: [plain]}
toners: [black]
clock: battery
storage: disk
log capacity: 10
log reserve: 2
id capacity: 5
dialect: accounting
"""


@pytest.fixture
def load(tmp_path):
    def read(text):
        path = tmp_path / "test.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_model_file(path)

    return read


def test_shipped_models():
    assert model_names() == ("colour-a3", "colour-a4-small", "mono-a4", "plain-mono")
    models = {name: load_model(name) for name in model_names()}
    assert all(name == model.name for name, model in models.items())
    shape = {
        name: (model.clock, model.storage, model.log_capacity, model.log_reserve, model.id_capacity, model.dialect)
        for name, model in models.items()
    }
    assert shape == {
        "colour-a3": ("battery", "disk", 5000, 500, 1000, "accounting"),
        "colour-a4-small": ("battery", "flash", 30, 5, 100, "accounting"),
        "mono-a4": ("volatile", "flash", 500, 50, 300, "accounting"),
        "plain-mono": ("volatile", "flash", 0, 0, 0, "counters"),
    }
    big = models["colour-a3"]
    assert (big.admin_password, big.multifunction, big.finisher, big.sd_card) == ("aaaaaa", True, "stapler", True)
    assert "white" in big.toners


def test_a_model_is_shared_and_frozen():
    assert load_model("mono-a4") is load_model("mono-a4")
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_model("mono-a4").speed_ppm = 3


def test_defaults(load):
    model = load(GOOD)
    assert (model.drift_ppm, model.max_message, model.admin_password, model.warm_up_s) == (0, 8192, "", 0)
    assert model.face_us == 2_000_000


def test_unknown_model():
    with pytest.raises(UnknownModel, match=r'unknown model "laser".*known: colour-a3, colour-a4-small') as caught:
        load_model("laser")
    assert isinstance(caught.value, EmulatorError)


#    replaced                  by                        key                complaint
BAD = [
    ("speed ppm: 30",          "speed ppm: fast",        "speed ppm",       "from 1 to 1000, found text"),
    ("speed ppm: 30",          "speed ppm: 0",           "speed ppm",       "a whole number from 1 to 1000, found 0"),
    ("speed ppm: 30",          "speed ppm: true",        "speed ppm",       "found true/false"),
    ("colour: true",           "colour: 1",              "colour",          "expected true or false, found a number"),
    ("maker: Pressroom",       "maker: ''",              "maker",           "expected text, found nothing"),
    ("maker: Pressroom",       "maker: [a]",             "maker",           "expected text, found a list"),
    ("maker: Pressroom\n",     "",                       "maker",           "missing"),
    ("maker:",                 "brand:",                 "brand",           "unknown key; known: name, maker"),
    ("sizes: [A4, A3]",        "sizes: [A4, A9]",        "sizes",           'expected one of A3, A4.*found "A9"'),
    ("sizes: [A4, A3]",        "sizes: []",              "sizes",           "expected a list of at least one"),
    ("sizes: [A4, A3]",        "sizes: A4",              "sizes",           "a list of at least one, found text"),
    ("sizes: [A4, A3]",        "sizes: [A3]",            r"trays[1] sizes", '"A4" is not among the sizes'),
    ("clock: battery",         "clock: sundial",         "clock",           'battery, volatile, found "sundial"'),
    ("clock: battery",         "clock: volatile\ndrift ppm: 5", "drift ppm", "expected 0"),
    ("dialect: accounting",    "dialect: counters",      "log capacity",    "keeps no log: expected 0"),
    ("log capacity: 10",       "log capacity: 0",        "log capacity",    "at least 1 record"),
    ("  - {name: tray 1, sizes: [A4], media: [plain]}", "  - {name: tray 1}", "trays", "tray 1: expected the keys"),
    ("  - {name: tray 1, sizes: [A4], media: [plain]}", "  {}", "trays",    "expected a list of trays"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "complaint"), BAD)
def test_complaints_name_file_and_key(load, old, new, key, complaint):
    assert old in GOOD
    with pytest.raises(BadModel, match=complaint) as caught:
        load(GOOD.replace(old, new))
    assert (caught.value.file, caught.value.key) == ("test.yaml", key)
    assert str(caught.value).startswith(f"test.yaml: {key}: ")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "expected a mapping of keys, found nothing"),
        ("- a", "found a list"),
        ("a: [", "line 2"),
        (GOOD + "name: again\n", 'key "name" given twice'),
        (b"\xff\xfe\xfd", "not UTF-8"),
        ("!!python/object:os.system {}", "could not determine a constructor"),
    ],
)
def test_files_that_are_no_model(load, text, complaint):
    with pytest.raises(BadModel, match=complaint):
        load(text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadModel, match=r"none\.yaml: No such file"):
        load_model_file(tmp_path / "none.yaml")
