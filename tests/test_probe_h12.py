from __future__ import annotations
from typing import Any
import pytest
from support.cast import client_of, PASSWORD
from euthymia.domain import wire
from euthymia.domain import monitoring as alarms
from journey.infusion.chair import AtTheChair, later
pytestmark = pytest.mark.django_db

def test_limits_zero(cast, unit):
    from support.places import a_session
    from django.urls import reverse
    s = a_session(cast)
    c = client_of(cast.noor)
    url = reverse("infusion-limits", args=[s.pk])
    page = c.get(url)
    form = page.context["form"]
    data = {n: (f.initial if f.initial is not None else "") for n, f in form.fields.items()}
    data["reason"] = "agreed with Dr Okafor"; data["seen"]="0"
    data["rass-high"] = "-0"
    r = c.post(url, data); print("ZZ", r.status_code, r.context and r.context["form"].errors.as_text())
    from euthymia.clinic.audit import pages
    with unit(cast.lakeside):
        print("ZZ", pages.verify(cast.lakeside.pk))

@pytest.mark.parametrize("ch", ["sbp","hr","spo2","rr","etco2"])
@pytest.mark.parametrize("end", [0,1])
def test_far(cast, unit, ch, end):
    chair = AtTheChair.ordered(cast, unit)
    k = wire.CHANNELS[ch]
    v = (k.low, k.high)[end]
    vit = {"sbp":"120","dbp":"70","spo2":"98"}
    vit[ch] = str(v)
    if ch=="sbp": vit["dbp"] = "30"
    try:
        chair.vitals(vit); chair.start(reason="agreed with Dr Okafor"); print("ZZ", ch, v, "ok")
    except Exception as e: print("ZZ", ch, v, repr(e)[:200])
