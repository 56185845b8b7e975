"""The state within a picture: found again whole, published without folders, refused with a sentence."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.question import Clause, Question, Selection
from dependency_explorer.charts.scene import Scene
from dependency_explorer.data.problems import DataError
from dependency_explorer.painting.output import picture_bytes
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.workspace.pictures import KEY, MOST, SUFFIXES, element, state_in
from dependency_explorer.workspace.project import picture_text, read_picture
from dependency_explorer.workspace.state import Workspace
from tests.workspace.test_project import SCENARIO

STATE = Workspace(
    dataset="mongolia",
    question=Question("MNG", ("oil_products",), "2022", "2023", "value", "imports"),
    selection=Selection((Clause("partners", "place", frozenset({"RUS", "Ж<&>\"']]>"})),)),
    scenario=Scenario.from_dict({**SCENARIO, "name": "Зима </dex:workspace> \x01\uffff 中"}),
    compared=("MNG", "KAZ"),
    maximised="multiples",
)
TABLE = "period,exporter,importer,commodity,quantity,unit\n2023,RUS,MNG,oil,9,kt\n"


def draw(path: Path, text: str) -> Path:
    """A picture of the kind of its name that carries a text."""
    scene = Scene(60, 40, title="T", description="D")
    path.write_bytes(picture_bytes(scene, path.suffix, 1, {KEY: text} if text else {}, element(text)))
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_picture_reopens_the_state_that_made_it(tmp_path: Path, suffix: str) -> None:
    picture = draw(tmp_path / f"figure{suffix}", picture_text(STATE))
    assert read_picture(picture).state == STATE


@settings(max_examples=20)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=200))
def test_any_text_comes_back_from_a_png(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    plain = json.dumps(text)
    assert state_in(draw(tmp_path_factory.mktemp("p") / "a.png", plain)) == plain


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_data_of_ones_own_are_named_without_their_folder(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "secret project"
    folder.mkdir()
    table = folder / "flows.csv"
    table.write_text(TABLE)
    state = replace(STATE, dataset=str(table), scenario=None)
    elsewhere = tmp_path / "published"
    elsewhere.mkdir()
    picture = draw(elsewhere / f"figure{suffix}", picture_text(state))
    assert "secret" not in state_in(picture)
    with pytest.raises(DataError, match=r"flows\.csv.*neither beside it"):
        read_picture(picture)
    assert read_picture(picture, [tmp_path / "other.csv", table]).state == state
    (elsewhere / "flows.csv").write_text(TABLE)
    assert read_picture(picture).state.dataset == str(elsewhere / "flows.csv")
    # The same name with other content is not what the picture shows.
    (elsewhere / "flows.csv").write_text(TABLE.replace("9", "8"))
    with pytest.raises(DataError, match="same content"):
        read_picture(picture)


@pytest.mark.parametrize("name", ["../flows.csv", "/etc/passwd", "", ".."])
def test_a_picture_cannot_point_at_files_elsewhere(tmp_path: Path, name: str) -> None:
    document = json.loads(picture_text(replace(STATE, scenario=None)))
    document["data"] = {"path": name, "size": 1, "sha256": "0"}
    picture = draw(tmp_path / "figure.png", json.dumps(document))
    with pytest.raises(DataError, match="bare name"):
        read_picture(picture, [Path("/etc/passwd")])


def test_what_is_in_a_picture_is_checked_like_a_project_file(tmp_path: Path) -> None:
    document = json.loads(picture_text(STATE))
    for change, told in (
        ({"measure": "weight"}, "measure"),
        ({"extra": 1}, "extra"),
    ):
        wrong = {**document, "question": {**document["question"], **change}}
        with pytest.raises(DataError, match=told):
            read_picture(draw(tmp_path / "figure.svg", json.dumps(wrong)))
    with pytest.raises(DataError, match="later version"):
        read_picture(draw(tmp_path / "figure.png", json.dumps({**document, "version": 999})))
    with pytest.raises(DataError, match="damaged"):
        read_picture(draw(tmp_path / "figure.pdf", "{not json"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_picture_of_anything_else_is_told_so(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(DataError, match="carries no view"):
        state_in(draw(tmp_path / f"holiday{suffix}", ""))
    with pytest.raises(DataError, match="cannot be read"):
        state_in(tmp_path / f"gone{suffix}")


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of given chunks, with checksums."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        png((b"tEXt", b"Workspace\0{}"))[:22],
        png((b"zTXt", b"Workspace\0\0not packed")),
        png((b"zTXt", b"Workspace\0\0" + zlib.compress(b" " * (MOST + 1)))),
        png((b"iTXt", b"Workspace\0\1\0")),
        png((b"iTXt", b"Workspace\0\0\0\0\0\xff\xfe")),
    ],
)
def test_damaged_and_hostile_pictures_end_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        state_in(tmp_path / "a.png")


@settings(max_examples=60)
@given(st.data())
def test_no_damage_ends_in_anything_but_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    suffix = data.draw(st.sampled_from(SUFFIXES))
    picture = draw(tmp_path_factory.mktemp("d") / f"a{suffix}", picture_text(STATE))
    content = bytearray(picture.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    picture.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    told = picture.name
    try:
        read_picture(picture)
    except DataError as error:
        told = str(error)
    assert picture.name in told
