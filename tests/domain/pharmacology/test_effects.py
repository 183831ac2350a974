"""Effects and interactions as context: the published sizes, from a baseline, with their marks."""

from __future__ import annotations

import numpy as np
import pytest

from euthymia.domain.pharmacology.effects import CONTEXT, HEART_RATE, RELATIONS, SYSTOLIC, Relation
from euthymia.domain.pharmacology.interactions import EXPOSURES, Route, exposures
from euthymia.domain.quantities import Unusable


@pytest.mark.parametrize(("relation", "change"), [(SYSTOLIC, 7.7), (HEART_RATE, 3.8)])
def test_at_200_ng_per_ml_the_change_is_the_size_seen_in_clinics(relation: Relation, change: float) -> None:
    assert float(relation.change(200.0)) == pytest.approx(change, abs=0.05)


@pytest.mark.parametrize("relation", RELATIONS)
class TestRelation:
    def test_nothing_given_changes_nothing(self, relation: Relation) -> None:
        assert float(relation.change(0.0)) == 0
        assert float(relation.from_baseline(118.0, 0.0)) == 118

    def test_it_rises_with_concentration_to_its_most(self, relation: Relation) -> None:
        change = relation.change(np.geomspace(1, 1e7, 50))
        assert (np.diff(change) > 0).all()
        assert change[-1] < relation.most and change[-1] == pytest.approx(relation.most, rel=0.01)

    def test_it_stands_on_the_patients_own_reading(self, relation: Relation) -> None:
        low, high = relation.from_baseline(100.0, 150.0), relation.from_baseline(140.0, 150.0)
        assert float(high - low) == pytest.approx(40)

    @pytest.mark.parametrize("baseline", [0.0, -5.0, float("nan")])
    def test_without_a_baseline_there_is_no_absolute_value(self, relation: Relation, baseline: float) -> None:
        with pytest.raises(Unusable, match="is not known"):
            relation.from_baseline(baseline, 100.0)

    @pytest.mark.parametrize("plasma", [-1.0, float("nan"), float("inf")])
    def test_what_is_no_concentration_is_refused(self, relation: Relation, plasma: float) -> None:
        with pytest.raises(Unusable):
            relation.change(np.array([1.0, plasma]))

    def test_it_is_marked_as_one_source(self, relation: Relation) -> None:
        assert relation.standing.is_doubtful and relation.source
        assert "one source, unverified" in CONTEXT and "own baseline" in CONTEXT


class TestInteractions:
    def test_intravenous_exposure_changes_little_where_oral_exposure_multiplies(self) -> None:
        for row in EXPOSURES:
            if row.auc_factor is not None and row.route is Route.INTRAVENOUS:
                assert 0.85 <= row.auc_factor[0] <= row.auc_factor[1] <= 1.15
        oral = [row.auc_factor for row in EXPOSURES if row.route is Route.ORAL and row.auc_factor]
        assert max(high for _, high in oral) == 3.0 and min(low for low, _ in oral) == 0.14

    def test_a_drug_is_found_by_route(self) -> None:
        assert len(exposures("Rifampicin")) == 3
        assert [row.auc_factor for row in exposures("rifampicin", Route.ORAL)] == [(0.14, 0.14)]
        assert exposures("ketoconazole") == []

    def test_every_row_has_a_source_and_a_standing(self) -> None:
        for row in EXPOSURES:
            assert row.says and row.source and str(row.standing)

    def test_numbers_that_were_only_recalled_are_not_here(self) -> None:
        said = " ".join(f"{row.who} {row.says}" for row in EXPOSURES)
        assert "St John" not in said and "103" not in said
        assert exposures("clarithromycin", Route.NASAL) == []
