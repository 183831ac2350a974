"""A second ledger, written to be obvious: plain dictionaries, minutes, microlitres, and sums over lists.

It shares nothing with the program's. It keeps no running balance of a vial: what should be there is what came
less everything that was taken out, what is there is the last measure less what was taken since, and what is
in suspense is the difference of the two. It says yes or no, never why. A device is a vial of one unit that is all there or not at all; what was opened of it is
in the hand of (patient, order, device).
"""

from __future__ import annotations

from typing import Any

DAY = 24 * 60
TWO = {"waste", "breakage", "destroy", "count", "resolve", "loss", "theft", "reverse"}
OVERFILL = {1_000: 100, 10_000: 500}
CAUSES = {"administered", "wasted", "breakage", "destroyed", "lost", "stolen"}


class No(Exception):
    """The event must not happen."""


def insist(condition: Any) -> None:
    if not condition:
        raise No


class Model:
    """Events are dictionaries with `at` in minutes, `expires` in days, places `REGISTRATION/NAME`."""

    def __init__(self) -> None:
        self.vials: dict[str, dict[str, Any]] = {}
        self.syringes: dict[tuple[str, ...], dict[str, Any]] = {}
        self.counts: dict[str, dict[str, Any]] = {}
        self.done: dict[str, dict[str, Any]] = {}
        self.sinks: dict[str, int] = {}
        self.n = 0

    def post(self, event: dict[str, Any]) -> bool:
        """Whether the event is accepted; when it is not, nothing has changed."""
        try:
            self._sign(event)
            effects = getattr(self, "_" + event["kind"].replace("-", "_"))(event)
        except No:
            return False
        self.n += 1
        event = {**event, "n": self.n}
        for effect in effects:
            effect(event)
        self.done[event["id"]] = event
        return True

    # What is asked of a vial

    def should(self, vial: dict[str, Any]) -> int:
        """What ought to be in it: what came less what went."""
        return sum(vial["ins"]) - sum(out["ul"] for out in vial["outs"])

    def there(self, vial: dict[str, Any]) -> int:
        """What the book says is in it: the last measure, less what went since, plus what came since."""
        if not vial["counts"]:
            return self.should(vial)
        last = self.counts[vial["counts"][-1]]
        since = [out["ul"] for out in vial["outs"] if out["n"] > last["n"] and not out["late"]]
        return last["measured"] - sum(since) + sum(vial["ins"][last["ins"] :]) - last["explained_ins"]

    def suspense(self, vial: dict[str, Any]) -> int:
        return self.should(vial) - self.there(vial)

    def cases(self, vial: dict[str, Any]) -> list[dict[str, Any]]:
        return [count for count in self.counts.values() if count["vial"] is vial and count["open"]]

    def last(self, vial: dict[str, Any]) -> dict[str, Any] | None:
        return self.counts[vial["counts"][-1]] if vial["counts"] else None

    def late(
        self, vial: dict[str, Any], event: dict[str, Any], at: int | None = None
    ) -> dict[str, Any] | None:
        last = self.last(vial)
        if last is None or (event["at"] if at is None else at) >= last["at"]:
            return None
        insist(event.get("reason"))
        return last

    def take(self, vial: dict[str, Any], event: dict[str, Any], ul: int, **more: Any) -> Any:
        insist(ul > 0)
        late = self.late(vial, event)
        insist(ul <= self.should(vial))
        insist(late or ul <= self.there(vial))

        def effect(done: dict[str, Any]) -> None:
            vial["outs"].append({"ul": ul, "n": done["n"], "late": bool(late), "id": done["id"], **more})
            if not late:
                vial["used"] = max(vial["used"], event["at"])
            else:
                late["rest"] -= ul
                late["open"] = True

        return effect

    def untake(self, vial: dict[str, Any], event: dict[str, Any], target: dict[str, Any], ul: int) -> Any:
        late = self.late(vial, event, target["at"])

        def effect(done: dict[str, Any]) -> None:
            vial["outs"].append({"ul": -ul, "n": done["n"], "late": bool(late), "id": done["id"]})
            if late:
                late["rest"] += ul
                late["open"] = True

        return effect

    def sink(self, name: str, ul: int) -> Any:
        return lambda done: self.sinks.__setitem__(name, self.sinks.get(name, 0) + ul)

    def find(self, event: dict[str, Any]) -> dict[str, Any]:
        vial = self.vials.get(event.get("vial") or "")
        insist(vial)
        assert vial is not None
        insist(vial["state"] != "withdrawn" and event["at"] >= vial["came"])
        return vial

    def stands(self, vial: dict[str, Any], event: dict[str, Any], *states: str) -> None:
        was_in_stock = (
            vial["state"] in ("stock", "quarantine") and not vial["tainted"] and event["at"] < vial["since"]
        )
        insist(vial["state"] in states or was_in_stock)

    def shift(self, vial: dict[str, Any], state: str, place: str, **more: Any) -> Any:
        def effect(done: dict[str, Any]) -> None:
            done["was"] = {
                key: vial[key] for key in ("state", "place", "since", "mover", "sent", "tainted", "whose")
            }
            vial.update(state=state, place=place, since=done["at"], mover=done["id"], **{"sent": "", **more})

        return effect

    def asked(self, vial: dict[str, Any], event: dict[str, Any]) -> Any:
        """The amount that is asked for; more than one of a device cannot be."""
        amount = event.get("volume_ul")
        insist(not vial["device"] or amount in (None, 0, 1))
        return amount

    def whole(self, vial: dict[str, Any], event: dict[str, Any], ul: int) -> None:
        insist(self.asked(vial, event) in (None, ul))

    def device(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """The device that the event names."""
        vial = self.vials.get(event.get("vial") or "")
        return vial if vial is not None and vial["device"] else None

    def _sign(self, event: dict[str, Any]) -> None:
        insist(event.get("by"))
        insist(event.get("witness") != event["by"])
        loading = event["kind"] == "reverse-distribute" and event.get("from") == "quarantine"
        insist(event.get("witness") or not (event["kind"] in TWO or loading))

    # Coming

    def _opening(self, event: dict[str, Any]) -> list[Any]:
        return self._new(event)

    def _receive(self, event: dict[str, Any]) -> list[Any]:
        insist(event["at"] // DAY <= event["expires"])
        return self._new(event)

    def _new(self, event: dict[str, Any]) -> list[Any]:
        known = self.vials.get(event["vial"])
        device = event.get("form") == "device"
        amount = 1 if device and event["volume_ul"] is None else event["volume_ul"]
        insist(not device or amount == 1)
        insist((known is None or known["state"] == "withdrawn") and amount > 0)
        whose = (event["patient"], event["at"]) if device and event.get("patient") else None

        def effect(done: dict[str, Any]) -> None:
            done["volume_ul"] = amount
            self.vials[event["vial"]] = {
                "ins": [amount], "outs": [], "counts": [], "label": amount, "device": device,
                "dose": event["dose_type"], "expires": event["expires"], "came": event["at"], "state": "stock",
                "place": event["to"], "since": event["at"], "mover": done["id"], "sent": "", "tainted": False,
                "whose": whose, "used": -1, "draws": {}, "overfill": 0, "lost": 0, "stolen": 0, "name": event["vial"],
            }  # fmt: skip

        return [effect]

    def _receive_from(self, event: dict[str, Any]) -> list[Any]:
        vial = self.vials.get(event["vial"])
        insist(vial and vial["state"] == "distributed")
        assert vial is not None
        giver, place = event["from"], event["to"]
        here, there = vial["place"].split("/")[0], vial["sent"]
        taker = place.split("/")[0]
        insist(event["at"] >= vial["since"] and giver != taker)
        forward, back = (giver, taker) == (here, there), (giver, taker) == (there, here)
        insist(forward or back)
        sent = self.done[vial["mover"]]["moved"]
        ul = sent if self.asked(vial, event) is None else event["volume_ul"]
        insist(ul == sent or (back and 0 < ul < sent))

        def effect(done: dict[str, Any]) -> None:
            vial["ins"].append(ul)
            done["moved"] = ul

        return [self.shift(vial, "stock", place), effect]

    # Going about

    def _move(self, event: dict[str, Any]) -> list[Any]:
        vial = self.find(event)
        self.stands(vial, event, "stock")
        insist(event["to"].split("/")[0] == vial["place"].split("/")[0])
        insist(event.get("from") in (None, vial["place"]))
        self.late(vial, event)
        self.whole(vial, event, self.there(vial))
        whose, patient = vial["whose"], event.get("patient") if event["kind"] == "move" else None
        insist(not (whose and patient) or whose[0] == patient)
        if patient and not whose:
            whose = (patient, event["at"])
        return [self.shift(vial, "stock", event["to"], whose=whose)]

    def _free(self, vial: dict[str, Any], event: dict[str, Any], patient: str | None) -> None:
        whose = vial["whose"]
        insist(whose is None or whose[0] == patient or event["at"] < whose[1])

    def _return_sealed(self, event: dict[str, Any]) -> list[Any]:
        insist(not self.find(event)["draws"])
        return self._move(event)

    def _quarantine(self, event: dict[str, Any]) -> list[Any]:
        vial = self.find(event)
        if event.get("from") in ("stolen", "lost"):
            source = event["from"]
            insist(vial["state"] in ("stock", "quarantine"))
            ul = vial[source] if self.asked(vial, event) is None else event["volume_ul"]
            insist(0 < ul <= vial[source])

            def effect(done: dict[str, Any]) -> None:
                vial[source] -= ul
                vial["ins"].append(ul)
                done["moved"] = ul

            return [self.shift(vial, "quarantine", vial["place"], tainted=True), effect]
        self.stands(vial, event, "stock")
        self.late(vial, event)
        self.whole(vial, event, self.there(vial))
        return [self.shift(vial, "quarantine", vial["place"])]

    def _distribute(self, event: dict[str, Any]) -> list[Any]:
        vial = self.find(event)
        self.stands(vial, event, "stock")
        insist(event["to"] != vial["place"].split("/")[0])
        insist(event.get("from") in (None, vial["place"]))
        insist(not (vial["dose"] == "single" and vial["draws"]))
        self._free(vial, event, None)
        return [*self._leave(vial, event), self.shift(vial, "distributed", vial["place"], sent=event["to"])]

    def _leave(self, vial: dict[str, Any], event: dict[str, Any]) -> list[Any]:
        late = self.late(vial, event)
        ul = self.should(vial) if late else self.there(vial)
        insist(not (late and late["measured"]))
        self.whole(vial, event, ul)
        return [self.take(vial, event, ul), lambda done: done.__setitem__("moved", ul)]

    def _reverse_distribute(self, event: dict[str, Any]) -> list[Any]:
        vial = self.find(event)
        if event["from"] == "quarantine":
            insist(vial["state"] == "quarantine" and self.there(vial))
            self.late(vial, event)
            self.whole(vial, event, self.there(vial))
            return [self.shift(vial, "in-transit", vial["place"], sent=event["to"])]
        insist(vial["state"] == "in-transit" and event["at"] >= vial["since"])
        insist(event.get("to") in (None, vial["sent"]))
        return [*self._leave(vial, event), self.shift(vial, "returned", vial["place"], sent=vial["sent"])]

    # Use

    def _draw(self, event: dict[str, Any]) -> list[Any]:
        vial, owner = self.find(event), (event["patient"], event["order"])
        if vial["device"]:
            return self._open(vial, event, (*owner, vial["name"]))
        self.stands(vial, event, "stock")
        insist(not vial["tainted"] and event["at"] // DAY <= vial["expires"])
        if vial["dose"] == "multi":
            first = min((draw["at"] for draw in vial["draws"].values()), default=event["at"])
            first = min(first, event["at"])
            insist(event["at"] // DAY <= first // DAY + 28)
            through = min(vial["expires"], first // DAY + 28)
        else:
            through = vial["expires"]
            insist({draw["owner"] for draw in vial["draws"].values()} <= {owner})
        self._free(vial, event, event["patient"])
        syringe = self.syringes.get(owner)
        if syringe and syringe["ul"]:
            insist(syringe["place"] == vial["place"].split("/")[0])
            insist(event["at"] < min(at for at, _ in syringe["draws"].values()) + 4 * 60)
        out = self.take(vial, event, event["volume_ul"])

        def effect(done: dict[str, Any]) -> None:
            if not syringe or not syringe["ul"]:
                place = vial["place"].split("/")[0]
                old = {**syringe["old"], **syringe["draws"]} if syringe else {}
                self.syringes[owner] = {"ul": 0, "draws": {}, "old": old, "place": place}
            self.syringes[owner]["ul"] += event["volume_ul"]
            self.syringes[owner]["draws"][done["id"]] = (event["at"], through)
            vial["draws"][done["id"]] = {"at": event["at"], "owner": owner}

        return [out, effect]

    def _open(self, vial: dict[str, Any], event: dict[str, Any], owner: tuple[str, ...]) -> list[Any]:
        self.stands(vial, event, "stock")
        insist(not vial["tainted"] and event["at"] // DAY <= vial["expires"])
        insist(self.asked(vial, event) in (None, 1))
        self._free(vial, event, event["patient"])
        held = self.syringes.get(owner)
        if held and held["ul"]:
            insist(held["place"] == vial["place"].split("/")[0])
        out = self.take(vial, event, 1)

        def effect(done: dict[str, Any]) -> None:
            done["volume_ul"] = 1
            old = {**held["old"], **held["draws"]} if held else {}
            self.syringes[owner] = {
                "ul": 1, "draws": {done["id"]: (event["at"], vial["expires"])}, "old": old,
                "place": vial["place"].split("/")[0],
            }  # fmt: skip
            vial["draws"][done["id"]] = {"at": event["at"], "owner": owner}

        return [out, effect]

    def _in_hand(self, vial: dict[str, Any], event: dict[str, Any], sink: str) -> list[Any]:
        self.find(event)
        owner = (event.get("patient"), event.get("order"), vial["name"])
        held = self.syringes.get(owner)  # type: ignore[arg-type]
        insist(held and held["ul"] and self.asked(vial, event) in (None, 1))
        assert held is not None
        insist(event["at"] >= min(at for at, _ in held["draws"].values()))
        if sink == "administered":
            insist(event["at"] // DAY <= min(through for _, through in held["draws"].values()))

        def effect(done: dict[str, Any]) -> None:
            held["ul"], done["volume_ul"], done["hand"] = 0, 1, owner

        return [effect, self.sink(f"device {sink}", 1)]

    def _from_syringe(self, event: dict[str, Any], sink: str) -> list[Any]:
        syringe = self.syringes.get((event["patient"], event["order"]))
        ul = event["volume_ul"]
        insist(syringe and 0 < ul <= syringe["ul"])
        assert syringe is not None
        insist(event["at"] >= min(at for at, _ in syringe["draws"].values()))

        def effect(done: dict[str, Any]) -> None:
            self.syringes[(event["patient"], event["order"])]["ul"] -= ul

        return [effect, self.sink(sink, ul)]

    def _administer(self, event: dict[str, Any]) -> list[Any]:
        device = self.device(event)
        if device is not None:
            return self._in_hand(device, event, "administered")
        effects = self._from_syringe(event, "administered")
        draws = self.syringes[(event["patient"], event["order"])]["draws"]
        insist(event["at"] < min(at for at, _ in draws.values()) + 4 * 60)
        insist(event["at"] // DAY <= min(through for _, through in draws.values()))
        return effects

    def _waste(self, event: dict[str, Any]) -> list[Any]:
        if event.get("vial") is None:
            return self._from_syringe(event, "wasted")
        vial = self.find(event)
        if vial["device"]:
            insist(vial["draws"])
            return self._in_hand(vial, event, "wasted")
        owners = {draw["owner"] for draw in vial["draws"].values()}
        insist(vial["dose"] == "single" and owners == {(event["patient"], event["order"])})
        self.stands(vial, event, "stock")
        return [self.take(vial, event, event["volume_ul"]), self.sink("wasted", event["volume_ul"])]

    def _breakage(self, event: dict[str, Any]) -> list[Any]:
        if event.get("vial") is None:
            return self._from_syringe(event, "breakage")
        device = self.device(event)
        if device is not None and device["draws"] and not self.there(device):
            return self._in_hand(device, event, "breakage")
        return self._gone(event, "breakage", "stock", "quarantine", "in-transit")

    def _destroy(self, event: dict[str, Any]) -> list[Any]:
        return self._gone(event, "destroyed", "stock", "quarantine")

    def _gone(self, event: dict[str, Any], sink: str, *states: str) -> list[Any]:
        vial = self.find(event)
        self.stands(vial, event, *states)
        everything = self.should(vial) if self.late(vial, event) else self.there(vial)
        ul = everything if self.asked(vial, event) is None else event["volume_ul"]
        sink = f"device {sink}" if vial["device"] and sink not in ("lost", "stolen") else sink
        effects = [self.take(vial, event, ul), lambda done: done.__setitem__("moved", ul)]
        if sink not in ("lost", "stolen"):
            return [*effects, self.sink(sink, ul)]
        return [*effects, lambda done: vial.__setitem__(sink, vial[sink] + ul)]

    # Counting

    def _count(self, event: dict[str, Any]) -> list[Any]:
        vial = self.find(event)
        self.stands(vial, event, "stock", "quarantine")
        last = self.last(vial)
        insist(last is None or event["at"] >= last["at"])
        insist(event["at"] >= vial["used"])
        insist(self.asked(vial, event) is not None)
        rest = self.there(vial) - event["volume_ul"]

        def effect(done: dict[str, Any]) -> None:
            self.counts[done["id"]] = {
                "vial": vial, "at": event["at"], "n": done["n"], "measured": event["volume_ul"], "rest": rest,
                "open": rest != 0, "who": {event["by"], event["witness"]}, "ins": len(vial["ins"]),
                "explained_ins": 0,
            }  # fmt: skip
            vial["counts"].append(done["id"])

        return [effect]

    def _case(self, event: dict[str, Any]) -> dict[str, Any]:
        case = self.counts.get(event["ref"])
        insist(case and case["open"] and event["at"] >= case["at"])
        assert case is not None
        return case

    def explain(self, case: dict[str, Any], ul: int, *, close: bool) -> Any:
        """Of a shortage this much went out, of a surplus (below 0) this much came in; the book stays."""
        vial = case["vial"]
        insist(ul <= self.should(vial))

        def effect(done: dict[str, Any]) -> None:
            if ul > 0:
                vial["outs"].append({"ul": ul, "n": done["n"], "late": True, "id": done["id"]})
            else:
                vial["ins"].append(-ul)
                self.counts[vial["counts"][-1]]["explained_ins"] += -ul
            case["rest"] -= ul
            case["open"] = not (close and case["rest"] == 0)

        return effect

    def _resolve(self, event: dict[str, Any]) -> list[Any]:
        case = self._case(event)
        insist(not {event["by"], event["witness"]} & case["who"])
        rest, to = case["rest"], event.get("to")
        insist((rest == 0) == (to is None))
        if rest == 0:
            return [lambda done: case.__setitem__("open", False)]
        ul = abs(rest) if self.asked(case["vial"], event) is None else event["volume_ul"]
        insist(0 < ul <= abs(rest))
        if to.startswith("variance"):
            return self._offset(event, case, ul)
        if rest < 0:
            vial = case["vial"]
            insist(
                to == "overfill" and not vial["device"] and vial["overfill"] + ul <= OVERFILL[vial["label"]]
            )
            return [
                lambda done: vial.__setitem__("overfill", vial["overfill"] + ul),
                self.explain(case, -ul, close=True),
            ]
        insist(to in CAUSES)
        vial = case["vial"]
        if to in ("lost", "stolen"):
            keep = lambda done: vial.__setitem__(to, vial[to] + ul)  # noqa: E731
            return [self.explain(case, ul, close=True), keep]
        return [self.explain(case, ul, close=True), self.sink(f"device {to}" if vial["device"] else to, ul)]

    def _offset(self, event: dict[str, Any], case: dict[str, Any], ul: int) -> list[Any]:
        other = self.counts.get(event["to"].partition(":")[2])
        insist(other and other is not case and other["vial"] is case["vial"])
        assert other is not None
        sign = 1 if case["rest"] > 0 else -1
        insist(-sign * other["rest"] >= ul)

        def effect(done: dict[str, Any]) -> None:
            case["rest"] -= sign * ul
            other["rest"] += sign * ul
            case["open"] = case["rest"] != 0

        return [effect]

    def _loss(self, event: dict[str, Any]) -> list[Any]:
        return self._missing(event, "lost")

    def _theft(self, event: dict[str, Any]) -> list[Any]:
        return self._missing(event, "stolen")

    def _missing(self, event: dict[str, Any], kind: str) -> list[Any]:
        if event.get("ref") is None:
            return self._gone(event, kind, "stock", "quarantine", "in-transit")
        case = self._case(event)
        ul = case["rest"] if self.asked(case["vial"], event) is None else event["volume_ul"]
        insist(0 < ul <= case["rest"])
        vial = case["vial"]
        keep = lambda done: vial.__setitem__(kind, vial[kind] + ul)  # noqa: E731
        return [self.explain(case, ul, close=False), keep, lambda done: done.__setitem__("moved", ul)]

    # Undoing

    def _reverse(self, event: dict[str, Any]) -> list[Any]:
        target = self.done.get(event["ref"])
        insist(target and not target.get("undone") and event["at"] >= target["at"])
        assert target is not None
        insist(target["kind"] not in ("count", "resolve", "reverse"))
        undo = getattr(self, "_undo_" + target["kind"].replace("-", "_"))
        return [*undo(event, target), lambda done: target.__setitem__("undone", True)]

    def _undo_opening(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        vial = self.vials[target["vial"]]
        insist(self.there(vial) == target["volume_ul"] and not vial["draws"] and not self.cases(vial))
        insist(not (vial["overfill"] or vial["lost"] or vial["stolen"]))
        insist(vial["mover"] == target["id"])

        def effect(done: dict[str, Any]) -> None:
            vial["ins"].append(-target["volume_ul"])
            vial.update(state="withdrawn", mover=done["id"])

        return [effect]

    _undo_receive = _undo_opening

    def _undo_receive_from(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        vial = self.vials[target["vial"]]
        insist(
            self.there(vial) == target["moved"] and not self.suspense(vial) and vial["mover"] == target["id"]
        )
        insist(vial["used"] < target["at"])

        def effect(done: dict[str, Any]) -> None:
            vial["ins"].append(-target["moved"])
            vial.update(target["was"])

        return [effect]

    def _undo_move(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        vial = self.vials[target["vial"]]
        insist(vial["mover"] == target["id"])
        return [lambda done: vial.update(target["was"])]

    _undo_return_sealed = _undo_move

    def _undo_quarantine(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        effects = self._undo_move(event, target)
        if target.get("from") not in ("stolen", "lost"):
            return effects
        vial = self.vials[target["vial"]]
        insist(self.there(vial) >= target["moved"])

        def effect(done: dict[str, Any]) -> None:
            vial["ins"].append(-target["moved"])
            vial[target["from"]] += target["moved"]

        return [*effects, effect]

    def _undo_distribute(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        vial = self.vials[target["vial"]]
        effects = self._undo_move(event, target)
        return [self.untake(vial, event, target, target["moved"]), *effects]

    def _undo_reverse_distribute(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        undo = self._undo_move if target["from"] == "quarantine" else self._undo_distribute
        return undo(event, target)

    def _on_hand(self, vial: dict[str, Any]) -> None:
        insist(vial["state"] in ("stock", "quarantine", "in-transit"))

    def _undo_draw(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        vial = self.vials[target["vial"]]
        syringe = self.syringes[vial["draws"][target["id"]]["owner"]]
        self._on_hand(vial)
        insist(syringe["ul"] >= target["volume_ul"])

        def effect(done: dict[str, Any]) -> None:
            syringe["ul"] -= target["volume_ul"]
            del (syringe["draws"] if target["id"] in syringe["draws"] else syringe["old"])[target["id"]]
            del vial["draws"][target["id"]]

        return [self.untake(vial, event, target, target["volume_ul"]), effect]

    def _undo_administer(
        self, event: dict[str, Any], target: dict[str, Any], sink: str = "administered"
    ) -> list[Any]:
        syringe = self.syringes[target.get("hand") or (target["patient"], target["order"])]
        sink = f"device {sink}" if target.get("hand") else sink

        def effect(done: dict[str, Any]) -> None:
            syringe["ul"] += target["volume_ul"]
            syringe["draws"].update(syringe["old"])
            syringe["old"] = {}

        return [effect, self.sink(sink, -target["volume_ul"])]

    def _undo_waste(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        if target.get("vial") is None or target.get("hand"):
            return self._undo_administer(event, target, "wasted")
        return self._undo_gone(event, target, "wasted", target["volume_ul"])

    def _undo_breakage(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        if target.get("vial") is None or target.get("hand"):
            return self._undo_administer(event, target, "breakage")
        return self._undo_gone(event, target, "breakage", target["moved"])

    def _undo_destroy(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        return self._undo_gone(event, target, "destroyed", target["moved"])

    def _undo_gone(self, event: dict[str, Any], target: dict[str, Any], sink: str, ul: int) -> list[Any]:
        vial = self.vials[target["vial"]]
        self._on_hand(vial)
        sink = f"device {sink}" if vial["device"] else sink
        return [self.untake(vial, event, target, ul), self.sink(sink, -ul)]

    def _undo_loss(self, event: dict[str, Any], target: dict[str, Any], kind: str = "lost") -> list[Any]:
        ul = target["moved"]
        if target.get("ref") is None:
            vial = self.vials[target["vial"]]
            self._on_hand(vial)
            effects = [self.untake(vial, event, target, ul)]
        else:
            case = self.counts[target["ref"]]
            vial = case["vial"]

            def effect(done: dict[str, Any]) -> None:
                vial["outs"].append({"ul": -ul, "n": done["n"], "late": True, "id": done["id"]})
                case["rest"] += ul
                case["open"] = True

            effects = [effect]
        insist(vial[kind] >= ul)
        return [*effects, lambda done: vial.__setitem__(kind, vial[kind] - ul)]

    def _undo_theft(self, event: dict[str, Any], target: dict[str, Any]) -> list[Any]:
        return self._undo_loss(event, target, "stolen")
