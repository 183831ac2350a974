"""The network goes in mid-infusion for an hour: the tablet goes on, is reloaded, and nothing is lost, doubled or merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from euthymia.kit import clock
from support.cast import PASSWORD

from .clinic import Lakeside, Seat
from .wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser
OpenAs = Callable[..., "Page"]
PURE = """async () => {
  const at = (name) => import(`/static/infusion/offline/${name}.js`);
  const [clock, queue, link] = await Promise.all(['clock', 'queue', 'link'].map(at));
  const one = (seq, act, more) => ({ seq, id: `e${seq}`, act, fields: [], state: 'waiting', says: '', ...more });
  const anchor = clock.anchored(100_000, 40_000, 60);
  let line = link.begun(0, true);
  line = link.looked(line, 5_000);
  const quiet = line.state;
  line = link.looked(line, 7_000);
  const silent = [line.state, line.since];
  line = link.heard(line, 9_000);
  const back = line.state;
  const settled = queue.settled([one(1, 'note'), one(2, 'rate'), one(3, 'note')], [
    { client_id: 'e1', state: 'known' }, { client_id: 'e2', state: 'kept' }, { client_id: 'e3', state: 'not-yours', says: 'Noor' },
  ]);
  return {
    clinic: clock.clinicTime(anchor, 41_000), offset: clock.offsetMs(anchor, 41_000),
    phase: queue.phaseAfter('running', [one(3, 'resume'), one(2, 'pause'), one(1, 'vitals')]),
    stopped: queue.phaseAfter('running', [one(1, 'pause'), one(2, 'finish')]),
    kept: queue.kept([['csrfmiddlewaretoken', 'x'], ['password', 'p'], ['words', 'w']], ['password']),
    words: [queue.stripWords('14:02', 7), queue.stripWords('14:02', 0), queue.stripWords('', 1), queue.stripWords('', 2, 'sign in')],
    sentence: queue.sentence(one(1, 'vitals', { fields: [['client_id', 'x'], ['sbp', '120'], ['dbp', '']] })),
    sent: queue.toSend('t', [one(2, 'note'), one(1, 'note', { fields: [['a', '1'], ['a', '2']] })]).entries.map((each) => [each.client_id, each.fields]),
    quiet, silent, back, again: link.lost(link.begun(50, false), 90).since,
    gone: settled.gone.map((each) => each.id), stay: settled.stay.map((each) => [each.id, each.state]),
  };
}"""


def ready(page: Page) -> None:
    """The page's scripts listen, the worker is there, and what is known of the session is sealed on the tablet."""
    expect(page.locator("main[data-queue=ready][data-kept]")).to_be_attached()


def words(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_test_id("offline-words")).to_contain_text(text)


def test_the_queue_the_clock_and_the_link_by_themselves(clinic: Lakeside, open_as: OpenAs) -> None:
    page = open_as(None, "/")
    found: dict[str, Any] = page.evaluate(PURE)
    assert found == {
        "clinic": 160_000, "offset": 119_000, "phase": "running", "stopped": "recovery", "kept": [["words", "w"]],
        "words": [
            "Offline since 14:02, 7 entries wait on this tablet", "Offline since 14:02, nothing waits on this tablet",
            "1 entry waits on this tablet and is being sent", "2 entries wait on this tablet: sign in",
        ],
        "sentence": "Vital signs · sbp 120", "sent": [["e1", {"a": ["1", "2"]}], ["e2", {}]],
        "quiet": "online", "silent": ["offline", 0], "back": "online", "again": 50,
        "gone": ["e1", "e2"], "stay": [["e3", "not-yours"]],
    }  # fmt: skip


@pytest.fixture
def wire(clinic: Lakeside) -> Iterator[Wire]:
    laid = Wire(clinic.installation.port)
    yield laid
    laid.close()


def infused_by_the_book(clinic: Lakeside) -> Seat:
    """A running session whose syringe came out of the clinic's drug book."""
    seat, _ = clinic.drawable()
    clinic.draws(seat)
    clinic.do(seat, "record_vitals", values={"sbp": "124", "dbp": "78", "hr": "72", "spo2": "98", "rr": "14"})
    clinic.do(seat, "start", rate_ul_per_h=150_000)
    return seat


def test_an_hour_without_network_and_a_reload_lose_nothing(
    clinic: Lakeside, window: Callable[..., BrowserContext], open_as: OpenAs, wire: Wire
) -> None:
    """Then two tablets at one chair, one of them cut off: what both did is kept and decided, drug account and all."""
    seat = infused_by_the_book(clinic)
    page = window(clinic.cast.noor, base_url=wire.base_url).new_page()
    page.clock.install()
    page.goto(seat.path)
    ready(page)
    before = clinic.kinds(seat)
    page.context.set_offline(True)
    clinic.installation.kill("serve")
    try:
        words(page, re.compile(r"Offline since \d\d:\d\d, nothing waits"))
        page.get_by_test_id("open-vitals").click()
        for channel, value in (("sbp", "131"), ("dbp", "82"), ("hr", "77"), ("spo2", "96")):
            page.get_by_test_id("dialog-vitals").get_by_test_id(channel).fill(value)
        page.get_by_test_id("vitals-submit").click()
        words(page, "1 entry waits on this tablet")
        page.clock.fast_forward("20:00")
        page.get_by_test_id("offline-pause").click()
        page.get_by_test_id("pause-because-comfort").click()
        words(page, "2 entries wait")
        page.reload()
        expect(page.locator("main[data-shell]")).to_be_attached()
        words(page, re.compile(r"Offline since \d\d:\d\d, 2 entries wait"))
        expect(page.get_by_test_id("offline-note")).to_contain_text("read the pump")
        page.get_by_test_id("open-note").click()
        page.get_by_test_id("dialog-note").get_by_role("textbox").first.fill("the lights went, she is calm")
        page.get_by_test_id("note-submit").click()
        words(page, "3 entries wait")
        page.clock.fast_forward("40:00")
        page.get_by_test_id("offline-resume").click()
        page.get_by_test_id("resume-submit").click()
        words(page, "4 entries wait")
        expect(page.get_by_test_id("offline-pause")).to_be_visible()
        assert clinic.kinds(seat) == before
        raw = page.evaluate(
            """async () => {
                const open = indexedDB.open('euthymia-chair');
                await new Promise((done) => { open.onsuccess = done; });
                const found = open.result.transaction('entries').objectStore('entries').getAll();
                await new Promise((done) => { found.onsuccess = done; });
                const kept = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
                return { sealed: found.result.every((one) => one.data instanceof ArrayBuffer && Object.keys(one).sort().join() === 'data,iv,key'), kept: kept.flat() };
            }"""
        )
        assert raw["sealed"] and all(
            path.startswith("/static/") or path == "/staff/infusions/shell/" for path in raw["kept"]
        )
    finally:
        an_hour_on = clock.Clock(clock.wall(), clock.wall() + timedelta(minutes=60), 1.0)
        clinic.installation.start("serve", EUTHYMIA_CLOCK=an_hour_on.to_text())
        page.context.set_offline(False)
    expect(page.locator("main[data-offline]:not([data-shell])")).to_be_attached()
    expect(page.get_by_test_id("offline-strip")).to_be_hidden()
    expect(page.get_by_test_id("phase")).to_have_text("Infusing")
    assert clinic.kinds(seat)[len(before) :] == ["vitals", "paused", "note", "resumed"]
    at = [one.at for one in clinic.happenings(seat)][len(before) :]
    apart = [round((later - earlier).total_seconds() / 60) for earlier, later in pairwise(at)]
    assert apart == [20, 0, 40], "by the tablet's clock, set right by the server's"
    two_tablets(clinic, page, wire, open_as(clinic.cast.okafor, seat.path), seat)
    page.goto(f"{seat.path}record/")
    expect(page.get_by_test_id("entries")).to_contain_text("the lights went, she is calm")
    clinic.installation.kill("serve")
    clinic.installation.start("serve")
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        clinic.do(seat, "finish", reason="a test")
        clinic.leaves(seat)
    assert clinic.account(seat) == [], "drawn is given and wasted"


def two_tablets(clinic: Lakeside, page: Page, wire: Wire, other: Page, seat: Seat) -> None:
    """Dr Okafor slows the pump while Noor's tablet, cut off, stops it for a while, gives a drug and wastes the rest."""
    ready(page)
    wire.cut()
    words(page, re.compile(r"Offline since \d\d:\d\d, nothing waits"))
    other.get_by_test_id("open-rate").click()
    other.get_by_test_id("dialog-rate").get_by_test_id("rate_ml_per_h").fill("120")
    other.get_by_test_id("rate-because-comfort").click()
    expect(other.get_by_test_id("rate-ml")).to_have_text("120")
    page.get_by_test_id("offline-pause").click()
    page.get_by_test_id("pause-because-dissociation").click()
    words(page, "1 entry waits")
    page.get_by_test_id("open-give").click()
    page.get_by_test_id("dialog-give").get_by_test_id("preset").first.click()
    page.get_by_test_id("dialog-give").locator("[name=ordered_by]").fill("Dr Okafor")
    page.get_by_test_id("give-submit").click()
    words(page, "2 entries wait")
    page.get_by_test_id("offline-waste").click()
    page.get_by_test_id("dialog-waste").get_by_text("into the drug-deactivating container").click()
    page.get_by_test_id("dialog-waste").locator("[name=seen_by]").fill("Tomas")
    page.get_by_test_id("waste-submit").click()
    words(page, "3 entries wait")
    wire.mend()
    expect(page.get_by_test_id("undecided")).to_contain_text("3 entries")
    expect(page.get_by_test_id("phase")).to_have_text("Infusing")
    assert clinic.kinds(seat)[-2:] == ["rate", "given"], "his rate stands, her pause waits beside it"
    page.goto(f"{seat.path}offline/")
    undecided = page.get_by_test_id("undecided-entry")
    conflict = undecided.and_(page.locator("[data-outcome=conflict]"))
    expect(conflict.get_by_test_id("meanwhile")).to_contain_text("120 mL/h")
    expect(conflict.get_by_test_id("meanwhile")).to_contain_text("Dr Chidi Okafor")
    expect(conflict).to_contain_text("dissociation")
    conflict.get_by_test_id("decide-entered").click()
    expect(undecided).to_have_count(2)
    provisional = undecided.and_(page.locator("[data-outcome=provisional]"))
    provisional.get_by_test_id("decide-reason").fill("the vial in the cabinet, lot A1")
    provisional.get_by_test_id("decide-matched").click()
    expect(undecided).to_have_count(1)
    expect(undecided).to_contain_text("Tomas")
    page.get_by_test_id("decide-waste").click()
    page.get_by_text("into the drug-deactivating container").click()
    page.get_by_test_id("second-email").fill(clinic.cast.tomas.user.email)
    page.get_by_test_id("second-password").fill(PASSWORD)
    page.get_by_test_id("signature-password").fill(PASSWORD)
    page.get_by_test_id("waste-submit").click()
    expect(page.get_by_test_id("message")).to_contain_text("Kept in the drug book")
    expect(page.get_by_test_id("phase")).to_have_text("Paused")
    assert clinic.account(seat) == [], "drawn is given and wasted"
    page.goto(f"{seat.path}offline/")
    undecided.get_by_test_id("decide-reason").fill("signed by two")
    undecided.get_by_test_id("decide-matched").click()
    expect(undecided).to_have_count(0)
    expect(page.get_by_test_id("settled").get_by_role("row")).to_have_count(8)
    assert clinic.kinds(seat)[-3:] == ["given", "paused", "wasted"]
