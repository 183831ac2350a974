"""Delivery reports of the provider of text messages, as Azure's Event Grid posts them."""

from __future__ import annotations

import json
from typing import Any

from euthymia.domain.quantities import Unusable
from euthymia.kit import units

from . import actions, queries
from .models import Channel

BY = "the provider of text messages"
_REPORT = "Microsoft.Communication.SMSDeliveryReportReceived"
_HANDSHAKE = "Microsoft.EventGrid.SubscriptionValidationEvent"
_MOST = 1_000


def read(body: bytes) -> list[dict[str, Any]]:
    """The events of a request. Raises Unusable."""
    try:
        events = json.loads(body)
    except ValueError as error:
        raise Unusable.one("", "unreadable", "this is no JSON", "an array of events") from error
    if (
        not isinstance(events, list)
        or len(events) > _MOST
        or not all(isinstance(one, dict) for one in events)
    ):
        raise Unusable.one(
            "", "unreadable", "this is no list of events", f"an array of at most {_MOST} objects"
        )
    return events


def handshake(events: list[dict[str, Any]]) -> str:
    """The code that a new subscription asks to have sent back; "" where there is none."""
    found = next((one for one in events if one.get("eventType") == _HANDSHAKE), {})
    return str(_data(found).get("validationCode", ""))


def note(events: list[dict[str, Any]]) -> int:
    """Write down what became of messages that are ours, in a unit of every tenant; how many there were."""
    known = 0
    for event in events:
        data = _data(event)
        if event.get("eventType") != _REPORT:
            continue
        message = queries.of_reference(Channel.SMS, str(_any(data, "messageId", "MessageId")))
        if message is None:
            continue
        known += 1
        status = str(_any(data, "deliveryStatus", "DeliveryStatus"))
        details = str(_any(data, "deliveryStatusDetails", "DeliveryStatusDetails"))
        delivered = status.casefold() == "delivered"
        with units.all_or_nothing():
            actions.note_delivery(
                by=BY, message=message, delivered=delivered, says=f"{status} {details}".strip()[:200]
            )
    return known


def _data(event: dict[str, Any]) -> dict[str, Any]:
    data = event.get("data")
    return data if isinstance(data, dict) else {}


def _any(data: dict[str, Any], *names: str) -> Any:
    return next((data[name] for name in names if name in data), "")
