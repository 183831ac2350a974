"""The private journal: sealed things go in and come out, a share opens to one person, taken back it opens to nobody."""

from __future__ import annotations

import base64
import json
import os
import re
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.journey.journal import actions, queries
from euthymia.journey.journal.models import SealedEntry, ShareKey
from support.cast import Cast, Person, client_of
from support.journals import Diary, a_share, an_envelope, opened

pytestmark = pytest.mark.django_db
WORDS = "quetzalword on the roof"


def codes(refused: pytest.ExceptionInfo[Unusable]) -> list[tuple[str, str]]:
    return [(one.at, one.code) for one in refused.value.faults]


def therapist(cast: Cast) -> Person:
    return cast.by_role["therapist"]


def posted(client: Any, path: str, body: Any) -> Any:
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(f"/portal/journal/{path}", text, content_type="application/json")


def b64(found: bytes) -> str:
    return base64.b64encode(found).decode()


def test_what_is_kept_opens_with_the_key_alone_and_a_change_is_a_new_version(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        diary = Diary(cast.ana_patient).made()
        first = diary.write(WORDS)
        second = diary.write("something else", first.entry, 2)
        assert (first.n, second.n) == (1, 2)
        assert [opened(diary.key, row)["text"] for row in queries.entries(diary.journal)] == [
            WORDS,
            "something else",
        ]  # type: ignore[arg-type]
        assert b"quetzalword" not in bytes(first.sealed)
        with pytest.raises(Unusable) as refused:
            diary.write("from another phone", first.entry, 2)
        assert codes(refused) == [("version", "changed")]
        client_id = uuid4()
        sent = diary.version("once")
        assert {actions.write(by=cast.ana_patient, client_id=client_id, of=sent).pk for _ in range(2)}
        assert SealedEntry.objects.count() == 3


def test_a_share_opens_to_one_person_who_is_seen_reading_until_it_is_taken_back(
    cast: Cast, unit: Any
) -> None:
    reader = therapist(cast)
    assert reader.staff is not None
    with unit(cast.lakeside):
        diary = Diary(cast.ana_patient).made()
        kept = diary.write(WORDS)
        share = diary.share(kept, reader.staff)
        diary.write("never shared")
        assert {one.pk for one in queries.readers(cast.lakeside, share.at)} >= {reader.staff.pk}
    mine, others = client_of(reader), client_of(cast.noor)
    assert b"Ana Marsh" in mine.get("/staff/journal/shared/").content
    assert b"Ana Marsh" not in others.get("/staff/journal/shared/").content
    assert others.get(f"/staff/journal/shared/?entry={share.pk}").status_code == 404
    assert mine.get("/staff/journal/shared/?entry=one").status_code == 404
    assert client_of(cast.wren).get("/staff/journal/shared/").status_code == 403
    page = mine.get(f"/staff/journal/shared/?entry={share.pk}")
    assert WORDS in page.content.decode() and page.headers["Cache-Control"]
    told = client_of(cast.ana).get("/portal/journal/shares/").json()["shares"]
    assert [(one["to"], len(one["reads"]), one["ended_at"]) for one in told] == [(reader.user.name, 1, None)]
    with unit(cast.lakeside):
        event = Event.objects.get(verb="journal.read")
        assert (event.actor, event.patient_id) == (reader.words, cast.ana_patient.pk)
        assert WORDS not in event.says and not event.detail

    assert client_of(cast.ana).post(f"/portal/journal/shares/{share.pk}/end/").status_code == 200
    gone = mine.get(f"/staff/journal/shared/?entry={share.pk}")
    assert gone.status_code == 410 and WORDS not in gone.content.decode()
    assert b"Ana Marsh" not in mine.get("/staff/journal/shared/").content
    with unit(cast.lakeside):
        assert ShareKey.objects.get(share=share).key is None
        (shown,) = queries.shares_of(cast.ana_patient)
        assert shown.end is not None and len(shown.reads) == 1
    assert client_of(cast.ana).post(f"/portal/journal/shares/{share.pk}/end/").status_code == 200


def test_nobody_takes_back_or_reads_what_is_somebody_elses(cast: Cast, unit: Any) -> None:
    reader = therapist(cast)
    assert reader.staff is not None and cast.hana.staff is not None
    with unit(cast.lakeside):
        diary = Diary(cast.ana_patient).made()
        kept = diary.write(WORDS)
        share = diary.share(kept, reader.staff)
        with pytest.raises(NotAllowed):
            actions.take_back(by=cast.ben_patient, share=share)
        with pytest.raises(NotAllowed):
            actions.read(by=cast.okafor.member(), share=share)
        for to in (cast.hana.staff, cast.wren.staff):
            assert to is not None
            with pytest.raises(Unusable) as refused:
                diary.share(kept, to)
            assert codes(refused) == [("to", "unknown")]
    assert client_of(cast.ana).post(f"/portal/journal/shares/{uuid4()}/end/").status_code == 404
    with unit(cast.hillside):
        assert SealedEntry.objects.count() == 0


def test_a_share_that_does_not_open_with_its_key_is_refused(cast: Cast, unit: Any) -> None:
    reader = therapist(cast)
    assert reader.staff is not None
    with unit(cast.lakeside):
        diary = Diary(cast.ana_patient).made()
        kept = diary.write(WORDS)
        wrong_key = {**a_share(kept, {"prompt": "", "text": "x"}), "key": os.urandom(32)}
        for told in (
            wrong_key,
            a_share(kept, {"text": "no prompt"}),
            a_share(kept, {"prompt": 1, "text": "x"}),
        ):
            with pytest.raises(Unusable) as refused:
                actions.share(by=cast.ana_patient, to=reader.staff.pk, **told)
            assert codes(refused) == [("sealed", "malformed")]
        other = a_share(kept, {"prompt": "", "text": "x"})
        other["of"] = diary.version("no such entry")
        with pytest.raises(Unusable) as refused:
            actions.share(by=cast.ana_patient, to=reader.staff.pk, **other)
        assert codes(refused) == [("entry", "unknown")]


def test_envelopes_change_by_who_holds_the_key_and_a_lost_journal_is_not_overwritten(
    cast: Cast, unit: Any
) -> None:
    ana = cast.ana_patient
    with unit(cast.lakeside):
        diary = Diary(ana).made()
        other = an_envelope()
        with pytest.raises(Unusable) as refused:
            actions.change_key(by=ana, proof=os.urandom(32), by_passphrase=other, by_recovery=None)
        assert codes(refused) == [("proof", "wrong")]
        changed = actions.change_key(by=ana, proof=diary.proof, by_passphrase=other, by_recovery=None)
        assert changed.by_passphrase == other.to_json() and changed.by_recovery == diary.journal.by_recovery  # type: ignore[union-attr]
        with pytest.raises(Unusable) as refused:
            Diary(ana).made()
        assert codes(refused) == [("instead_of", "changed")]
        diary.write("in the old one")
        newer = actions.make(
            by=ana, client_id=uuid4(), by_passphrase=an_envelope(), by_recovery=an_envelope("HKDF-SHA-256", 0),
            proof=os.urandom(32), instead_of=changed.pk,
        )  # fmt: skip
        assert (
            queries.journal(ana) == newer
            and queries.entries(newer) == []
            and len(queries.entries(changed)) == 1
        )


BAD = {
    "no JSON": (b"{", ""),
    "no object": ([], ""),
    "a field too many": ({"more": 1}, ""),
    "a field of another kind": ({"version": "1"}, "version"),
    "no base64": ({"sealed": "%%"}, "sealed"),
    "plain words": ({"sealed": b64(b"quetzalword")}, "sealed"),
    "no whole block": ({"sealed": b64(bytes(1041))}, "sealed"),
    "too long an entry": ({"sealed": b64(bytes(65 * 1024 + 16))}, "sealed"),
    "too long a body": ({"sealed": "A" * 200_000}, ""),
    "a short nonce": ({"nonce": b64(bytes(8))}, "nonce"),
    "no number": ({"entry": "one"}, "entry"),
    "not the first version": ({"version": 7}, "version"),
}


def test_the_page_refuses_what_is_not_sealed_and_repeats_nothing_of_it(cast: Cast, unit: Any) -> None:
    ana = client_of(cast.ana)
    good = {
        "client_id": str(uuid4()), "entry": str(uuid4()), "version": 1, "nonce": b64(bytes(12)), "sealed": b64(bytes(1040)),
    }  # fmt: skip
    assert posted(ana, "entries/", good).json()["faults"][0]["code"] == "missing"
    with unit(cast.lakeside):
        Diary(cast.ana_patient).made()
    for name, (change, at) in BAD.items():
        body = change if not isinstance(change, dict) else {**good, **change}
        answer = posted(ana, "entries/", body)
        assert answer.status_code == 422, name
        assert answer.json()["faults"][0]["at"] == at, name
        assert b"quetzalword" not in answer.content and b64(b"quetzalword").encode() not in answer.content, (
            name
        )
    assert posted(ana, "entries/", good).json()["n"] == 1
    assert ana.get("/portal/journal/entries/?after=x").status_code == 422
    assert [one["sealed"] for one in ana.get("/portal/journal/entries/?after=0").json()["entries"]] == [
        good["sealed"]
    ]
    assert ana.get("/portal/journal/entries/?after=1").json()["entries"] == []
    assert posted(client_of(cast.noor), "entries/", good).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"by_passphrase": {}},
        {"by_passphrase": {**an_envelope().to_json(), "rounds": 1000}},
        {"by_passphrase": {**an_envelope().to_json(), "kdf": "none"}},
        {"by_recovery": {**an_envelope("HKDF-SHA-256", 0).to_json(), "wrapped": b64(bytes(32))}},
        {"by_recovery": {"salt": ""}},
        {"proof": ""},
        {"client_id": "one"},
    ],
)
def test_a_journal_is_made_with_two_whole_envelopes_or_not_at_all(cast: Cast, unit: Any, change: Any) -> None:
    ana = client_of(cast.ana)
    good = {
        "client_id": str(uuid4()), "instead_of": "", "by_passphrase": an_envelope().to_json(),
        "by_recovery": an_envelope("HKDF-SHA-256", 0).to_json(), "proof": b64(bytes(32)),
    }  # fmt: skip
    assert posted(ana, "keys/", {**good, **change}).status_code == 422
    with unit(cast.lakeside):
        assert queries.journal(cast.ana_patient) is None
    first, again = (posted(ana, "keys/", good).json() for _ in range(2))
    assert first["journal"] == again["journal"]


def test_the_page_says_what_a_lost_key_means_and_nothing_is_kept_by_the_browser(cast: Cast) -> None:
    page = client_of(cast.ana).get("/portal/journal/").content.decode()
    assert "A lost key is a lost journal." in page
    fields = re.findall(
        r"<(?:input|textarea|select)[^>]*>", page.partition("<main")[2].partition("</main>")[0]
    )
    assert len(fields) > 10 and "data-once" not in page
    for field in fields:
        if "csrfmiddlewaretoken" not in field and "checkbox" not in field:
            assert " name=" not in field and "autocomplete=" in field, field
