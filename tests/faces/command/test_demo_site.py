"""The demo's articles have an invented reviewer, one of them is overdue; written again nothing changes."""

from __future__ import annotations

import pytest

from euthymia.clinic.learning import queries
from euthymia.clinic.learning.models import ArticleReview
from euthymia.faces.command import demo_site
from euthymia.journey.intake import offering
from euthymia.kit import clock, units
from support.cast import INSTALLER, Cast

pytestmark = pytest.mark.django_db


def test_every_article_is_reviewed_and_one_is_overdue(cast: Cast) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        nurse = cast.noor.member()
    for _ in range(2):
        demo_site.write(cast.lakeside, nurse, clock.now())
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        found = queries.standings(queries.reviews(), clock.now().date())
        assert ArticleReview.objects.count() == len(found)
        assert [(one.article.slug, one.article.language) for one in found if not one.in_order] == [
            demo_site.LATE
        ]
        settings = offering.settings(cast.lakeside)
    assert settings.is_open and settings.publish_answer_time
