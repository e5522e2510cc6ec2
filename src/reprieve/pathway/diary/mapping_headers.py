"""What is a column likely to hold, by its name alone?

Names as they are met in apps and in people's own tables, in English, Spanish, German, French and
Portuguese, without accents and case. A name is a first guess: the values must bear it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reprieve.pathway.diary.mapping import NOT_READ
from reprieve.pathway.diary.mapping_words import PLACES, QUALITIES, SYMPTOMS, bare

_UNIT = {
    **dict.fromkeys(("min", "mins", "minutes", "minute", "minutos", "minuten", "m"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "horas", "hora", "std", "stunden", "heures"), "hours"),
    **dict.fromkeys(("d", "day", "days", "dias", "tage", "jours"), "days"),
    **dict.fromkeys(("s", "sec", "seconds", "segundos", "sekunden", "secondes"), "seconds"),
}
# A scale from 1 to 10 is read as one from 0: nobody writes down an attack of no pain. One from 1 to 5 is not.
_SCALE = re.compile(r"(?:\b0\s*(?:-|–|to|a|bis|à)\s*|/\s*)(100|10|5|4|3)\b|\b1\s*(?:-|–|to|a|bis|à)\s*(10|100)\b")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]?|:.*$")

# The date and time columns are told apart by their values: "start" may be a date, a time or both.
_NAMES: Mapping[str, str] = {
    "start": "start started start_time begin began beginning onset attack_start start_date started_at start_datetime "
    "inicio comienzo fecha_de_inicio fecha_y_hora hora_de_inicio beginn start_zeit startzeit anfang debut "
    "date_de_debut heure_de_debut inicio_da_crise data_de_inicio timestamp datetime date_time date_and_time "
    "hora_inicio hora_comienzo hora_de_comienzo fecha_inicio inicio_dolor inicio_del_dolor inicio_crisis "
    "inicio_de_la_crisis empieza hora_inicial uhrzeit_beginn heure_debut hora_do_inicio data_inicio "
    "when startdate starttime attack_start_time onset_time headache_start migraine_start",
    "date": "date day fecha dia datum tag data jour attack_date full_date entry_date date_of_attack",
    "time": "time hora uhrzeit zeit heure horario time_of_onset start_hour clock",
    "end": "end ended end_time finish finished stop stopped end_at ended_at end_datetime attack_end fin final "
    "hora_de_fin fecha_de_fin ende endzeit date_de_fin heure_de_fin fim termino data_do_fim enddate endtime "
    "hora_fin hora_final hora_de_finalizacion fecha_fin fin_dolor fin_del_dolor termina acaba heure_fin hora_do_fim",
    "end_date": "end_date enddatum",
    "duration": "duration length lasted how_long duracion dauer duree duracao hours minutes total_time "
    "attack_duration duration_in_minutes duration_in_hours duration_minutes duration_hours",
    "pain": "pain intensity severity pain_level pain_score pain_intensity pain_severity max_pain peak_pain level "
    "strength rating dolor intensidad nivel_de_dolor intensidad_del_dolor nivel schmerz schmerzstarke starke "
    "intensitat schmerzintensitat douleur intensite intensite_de_la_douleur dor intensidade intensidade_da_dor "
    "max_intensity worst_pain nrs vas pain_0_to_10 headache_severity headache_intensity migraine_severity",
    "headache": "headache headaches had_headache dolor_de_cabeza cefalea kopfschmerz kopfschmerzen kopfweh "
    "mal_de_tete cephalee dor_de_cabeca cefaleia",
    "symptoms": "symptoms symptom associated_symptoms sintomas symptome symptomes other_symptoms",
    "places": "location pain_location pain_locations locations place where area pain_area ubicacion localizacion "
    "lugar ort schmerzort lokalisation localisation lieu localizacao pain_position pain_positions",
    "side": "side pain_side headache_side lado seite schmerzseite cote lateralite laterality",
    "qualities": "quality pain_quality pain_type qualities type_of_pain character tipo_de_dolor calidad "
    "schmerzart schmerzqualitat schmerzcharakter type_de_douleur tipo_de_dor",
    "autonomic": "autonomic autonomic_symptoms autonomic_signs cranial_autonomic",
    "drugs": "medication medications medicine medicines meds drug drugs medication_taken medications_taken "
    "treatment rescue_medication acute_medication painkillers painkiller medicacion medicamento medicamentos "
    "farmaco farmacos medikament medikamente tabletten medikation medicament medicaments traitement remedio "
    "remedios medicacao pills tablets relief_medication",
    "drug_taken": "drug_taken took_medication medication_taken_yes_no tomo_medicacion",
    "drug_time": "medication_time time_of_medication drug_time time_taken hora_de_medicacion",
    "note": "note notes comment comments remarks nota notas comentario comentarios notiz notizen bemerkung "
    "bemerkungen kommentar remarque remarques commentaire commentaires observacoes observaciones",
    "aura": "aura had_aura con_aura mit_aura avec_aura com_aura",
    "function_lost": "disabled unable_to_work missed_work bedridden in_bed",
    "menstruation": "menstruation period menses bleeding regla menstruacion periode regles menstruacao",
    "believed_migraine": "migraine is_migraine migrana jaqueca migrane enxaqueca",
    "entered_at": "created created_at entered entered_at logged logged_at recorded_at creado erstellt",
    "worse_with_activity": "worse_with_activity worse_with_movement worsened_by_activity aggravated_by_activity "
    "empeora_con_actividad",
    "restless": "restless restlessness agitation inquietud unruhe",
    NOT_READ: "trigger triggers desencadenantes ausloser declencheurs gatilhos weather pressure barometric_pressure "
    "wetter clima tiempo id # weekday day_of_week geohash latitude longitude mood sleep stress humidity temperature",
}
_BY_NAME: Mapping[str, str] = {bare(name): means for means, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a column's name says: its meaning, and the unit or the scale that stands in it."""

    means: str | None
    unit: str | None = None
    scale: str | None = None


def by_name(header: str) -> Named:
    """What a column's name says of it.

    >>> by_name("Duración (min)")
    Named(means='duration', unit='minutes', scale=None)
    >>> by_name("Pain (0-10)").scale, by_name("Sleepiness").means
    ('0-10', None)
    """
    # Hyphens part words, except those of a scale.
    inside = " ".join(found for found in _BRACKETS.findall(header[:200].casefold()) if found)
    whole = bare(header)
    name = bare(_SCALE.sub(" ", _BRACKETS.sub(" ", header[:200]))).rstrip("?.: ").lstrip("¿ ")
    means = _BY_NAME.get(whole) or _BY_NAME.get(name) or _a_sign(name)
    found = _SCALE.search(inside or header[:200].casefold())
    scale = found and (found[1] or found[2])
    unit = next((_UNIT[word] for word in re.findall(r"[a-zµ]+", bare(inside)) if word in _UNIT), None)
    if means == "duration" and unit is None:
        unit = next((_UNIT[word] for word in name.split() if word in _UNIT), None)
    return Named(
        means=means,
        unit=unit if means == "duration" else None,
        scale=f"0-{scale}" if scale and means == "pain" else None,
    )


def _a_sign(name: str) -> str | None:
    """The sign that a column of ticks is named after."""
    for words in (SYMPTOMS, QUALITIES, PLACES):
        meant = words.get(name, ())
        if len(meant) == 1 and meant[0] not in ("none", "side.not_told"):
            return meant[0]
        if meant[:1] == ("aura",):
            return meant[-1]
    return None
