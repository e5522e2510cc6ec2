"""Put one patient with a history into GNU Health. Run by the peer's own Python, which knows nothing of ours.

    python peer_fill.py TRYTOND.CONF DATABASE ROWS

Prints what its client needs to ask: the patient's number and the fields of its two views, as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from trytond.config import config  # type: ignore[import-not-found]

config.update_etc(sys.argv[1])

from trytond.pool import Pool  # type: ignore[import-not-found]  # noqa: E402 # reads the configuration
from trytond.transaction import Transaction  # type: ignore[import-not-found]  # noqa: E402


def main() -> None:
    database, rows = sys.argv[2], int(sys.argv[3])
    Pool.start()
    pool = Pool(database)
    pool.init()
    with Transaction().start(database, 1, context={}) as transaction:
        patient = fill(pool, rows)
        transaction.commit()
        views = {"patient": "gnuhealth.patient", "evaluations": "gnuhealth.patient.evaluation"}
        fields = {
            name: fields_of(pool.get(model), "form" if name == "patient" else "tree") for name, model in views.items()
        }
    print(json.dumps({"patient": patient, "fields": fields}))


def fill(pool: Any, rows: int) -> int:
    party, evaluation = pool.get("party.party"), pool.get("gnuhealth.patient.evaluation")
    person = {"name": "Measured", "is_person": True, "gender": "f", "fed_country": "XXX"}
    (doctor,) = party.create([person | {"lastname": "Doctor", "is_healthprof": True, "internal_user": 1}])
    pool.get("gnuhealth.healthprofessional").create([{"party": doctor.id}])
    (someone,) = party.create([person | {"lastname": "Patient", "is_patient": True}])
    (patient,) = pool.get("gnuhealth.patient").create([{"party": someone.id}])
    began = datetime(2016, 1, 1, 8)  # noqa: DTZ001 # its times have no zone
    evaluation.create(
        [
            {
                "patient": patient.id,
                "evaluation_start": began + timedelta(days=3 * n),
                "chief_complaint": "Headache",
                "present_illness": "One-sided, 7 of 10, light hurts, nausea; sumatriptan after 30 minutes.",
            }
            for n in range(rows)
        ]
    )
    return int(patient.id)


def fields_of(model: Any, kind: str) -> list[str]:
    """The fields its client reads to show that view, and the names of what they point to."""
    view = model.fields_view_get(view_type=kind)
    named = {node.get("name") for node in ElementTree.fromstring(view["arch"]).iter("field")}  # noqa: S314 # its own
    fields = sorted(name for name in named if name in view["fields"])
    return [*fields, *(f"{name}.rec_name" for name in fields if view["fields"][name]["type"] == "many2one")]


if __name__ == "__main__":
    main()
