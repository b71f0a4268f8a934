"""Drugs: dose, frequency, times, status and what became of them."""

from __future__ import annotations

import datetime as dt

import pytest
from marked import check

import matcher

DOSES = [
    "<f concept=prednisone dose=40.0 dose_unit=mg frequency=daily daily_dose=40.0>prednisone 40 mg daily</f>",
    "<f concept=mycophenolate_mofetil dose=1.5 dose_unit=g frequency=bid daily_dose=3.0>MMF 1.5 g bid</f>",
    "<f concept=azathioprine dose=150.0 dose_unit=mg daily_dose=150.0>azathioprine 150 mg/day</f>",
    "<f concept=hydralazine dose=50.0 dose_unit=None daily_dose=150.0>hydralazine 50 TID</f> x18 mo",
    "<f concept=belimumab route=SC frequency=weekly dose=200.0>belimumab 200 mg SC weekly</f>",
    "<f concept=adalimumab dose=40.0 frequency=every_2_weeks>Adalimumab 40 mg every 2 weeks</f>",
    "<f concept=prednisolone dose=1.0 dose_unit=mg/kg daily_dose=1.0>prednisolone 1 mg/kg/day</f>",
    "<f concept=methylprednisolone dose=1.0 dose_unit=g route=IV daily_dose=1.0 duration=3.0>Methylprednisolone 1 g IV x3 days</f>",
    "<f concept=prednisone dose=5.0 daily_dose=5.0>prednisone 5 mg 1-0-0</f>",
    "<f concept=mycophenolate_mofetil daily_dose=2.0>MMF 1-0-1 g</f>",
    "On HCQ 400 mg and <f concept=prednisone dose=10.0 status=active>prednisone 10 mg</f>.",
    "<f concept=warfarin dose=4.0 dose_unit=mg>warfarin was increased from 2 mg to 4 mg</f>",
    "Use albuterol <f concept=albuterol dose=2.0 dose_unit=puffs route=inhaled>2 puffs inhaled q4h PRN</f>",
    "<f concept=prednisone dose=1.0 duration=28.0 frequency=None>Prednisone 1 mg/kg x 4 weeks</f> then taper by 5 mg every week",
    "amlodipine, pulse 78, weight 84 kg and <f concept=candesartan dose=8.0>candesartan 8 mg</f>",
    "Mycophenolate mofetil <f concept=mycophenolate_mofetil dose=1500.0 daily_dose=3000.0>500 mg tabs, 3 tabs po BID</f>",
    "<f concept=mycophenolate_mofetil dose=1.0 dose_unit=g>MMF 2 x 1 g</f>",
]
TIMES = [
    "<f concept=azathioprine started=2018-02-01 started_precision=month stopped=2024-02-29 status=stopped>azathioprine from February 2018 until February 2024</f>",
    "<f concept=mycophenolate_mofetil started=2022-06-01 status=active dose=2.0>mycophenolate 2 g/day (continuous since 06/2022)</f>",
    "<f concept=tacrolimus started=2024-09-01 status=active>Tacrolimus 3 mg/day added in 9/2024</f>",
    "<f concept=methotrexate started=2014-01-01 stopped=2016-12-31 response=inadequate_response>methotrexate (2014-2016), which was ineffective</f>",
    "<f concept=azathioprine stopped=2022-12-31 stop_reason=lack_of_effect response=inadequate_response>Azathioprine 100 mg 2019 to 2022 had been stopped for lack of effect</f>",
    "<f concept=methotrexate stopped=2022-06-01 stop_reason=nausea status=stopped>He stopped methotrexate in June 2022 because of nausea</f>.",
    "<f concept=prednisone duration=37.0 started=2025-05-09>prednisone 50 mg daily (day 38)</f>",
    "<f concept=isoniazid duration=273.94 status=stopped>She completed nine months of isoniazid</f>.",
    "<f concept=cephalexin date=2025-04-01 status=stopped duration=10.0>In April cephalexin for 10 days</f>",
    "<f concept=mycophenolate_mofetil status=active started=2021-05-01>Switched from azathioprine to mycophenolate in May 2021</f>.",
    "<f concept=azathioprine status=stopped>Switched from azathioprine</f> to mycophenolate.",
    "<f concept=prednisone status=active>prednisone 10 mg, never off for longer than a month</f> since 2021",
    "<f concept=rituximab date=2025-06-01>two weeks out from rituximab</f>",
    "<f concept=glucocorticoid stopped=2019-01-01 status=stopped>Off steroids since 2019</f>.",
]
STATUS = [
    "Continue <f concept=mycophenolate_mofetil status=active>MMF</f>, <f concept=tacrolimus status=active>tacrolimus</f>, <f status=active>HCQ</f>.",
    "<f concept=vancomycin status=stopped>vancomycin</f> and <f status=stopped>piperacillin-tazobactam stopped</f> at 48 h",
    "Never received <f negated status=never concept=rituximab>rituximab</f>, <f negated status=never>belimumab</f> or any other <f negated qualifier=other concept=b-cell-targeted_therapy>B-cell-directed therapy</f>.",
    "<f negated status=never concept=rituximab>Rituximab-naive</f>.",
    "No <f negated status=never concept=glucocorticoid>steroids</f> and no <f negated status=never concept=immunosuppressant>immunosuppressant</f> ever.",
    "Pulse <f negated status=never concept=methylprednisolone>methylprednisolone</f> has been proposed but not given.",
    "<f concept=lisinopril status=held>Lisinopril held</f> since admission.",
    "Active SLE failing <f response=inadequate_response concept=belimumab>belimumab</f> and <f response=inadequate_response>MMF</f>, <f response=None concept=glucocorticoid>steroid</f> dependent.",
    "<f concept=leflunomide status=stopped response=intolerant>Leflunomide stopped because of liver enzymes</f>.",
    "<f concept=propranolol response=None>Propranolol started</f> due to tremor.",
    "Could not tolerate <f concept=azathioprine response=intolerant>azathioprine</f>.",
    "methotrexate from 2012 to 2016 and <f status=stopped concept=azathioprine response=inadequate_response>azathioprine from 2016 to 2020</f>, each given up because the disease broke through.",
    "Statin rash: <f concept=atorvastatin status=stopped>stop atorvastatin</f>, recheck.",
    "We will place him on <f concept=carvedilol hypothetical status=planned>carvedilol 25 mg twice a day</f>.",
    "<f concept=methylprednisolone hypothetical status=planned started=2025-06-16>Methylprednisolone 500 mg x 3 from tomorrow</f>, then <f hypothetical concept=cyclophosphamide>cyclophosphamide</f>.",
    "Family asked about the <x type=exposure>CAR-NK</x> study.",
    "No longer on <f concept=mycophenolate_mofetil status=stopped>MMF</f>.",
    "<f negated concept=tobacco>Tobacco use: none</f>.",
]
HIGHEST = [
    "<f concept=prednisolone dose=30.0 qualifier=highest>Prednisolone 30 mg daily is the highest dose</f> he has had.",
    "<f concept=prednisone dose=20.0 comparator=<= qualifier=highest>Never on more than 20 mg of prednisone</f>.",
    "<f concept=prednisolone dose=15.0 comparator=<= qualifier=highest>Prednisolone has never exceeded 15 mg daily</f>.",
]
HIGHEST += [
    "<f concept=prednisone dose=50.0 qualifier=highest>Peak prednisone was 50 mg daily</f> in 2018.",
    "<f concept=prednisolone dose=25.0 comparator=<= qualifier=highest>Prednisolone, at most 25 mg a day</f>.",
    "CK peaked at 3100 on <f concept=prednisone dose=30.0 not_qualifier=highest>prednisone 30 mg</f>.",
    "Reduce <f concept=prednisone not_qualifier=highest>prednisone to at most 5 mg</f>.",
]
COURSES = [
    "<f concept=leflunomide started=2017-01-01 stopped=2025-06-15 status=stopped>Leflunomide 2017 until this admission</f>.",
    "<f concept=azathioprine duration=608.75 response=inadequate_response>AZA</f> / <f concept=methotrexate duration=273.94>MTX | 20 mo / 9 mo</f>, flared in May on both",
    "<f concept=rituximab date=2023-10-01 qualifier=last>Rituximab: two infusions in October 2023</f>, none since.",
    "<f concept=ocrelizumab date=2022-03-01 qualifier=last>Last ocrelizumab 3/2022</f>.",
    "<f concept=belimumab started=2024-09-01 date_end=2025-05-20 status=active>Belimumab 200 mg weekly added in September 2024, last injection 05/20/2025</f>.",
    "IgG 7.1 g/l (04/2025, before <f concept=rituximab date_precision=note status=None>rituximab</f>).",
    "The zoster dose of April was cancelled because of <f concept=rituximab date_precision=note>rituximab</f>.",
    "D/c meds: <f concept=azathioprine status=None>azathioprine 100 mg</f>",
    "Pred 55 mg/d x 2 wk at <f concept=body_weight value=52.0>52 kg</f>.",
]
VACCINES = [
    "<f concept=live_zoster_vaccine date=2018-01-01>Live zoster vaccine (Zostavax) 2018</f>.",
    "<f concept=recombinant_zoster_vaccine date=2025-05-19>Shingrix #2 given 05/19</f>; no other <f negated qualifier=other concept=vaccine started=2025-01-01>vaccine this year</f>.",
    "Inactivated influenza vaccine 10/2024, no <f negated concept=live_vaccine>live vaccine</f> since childhood.",
    "<f concept=yellow_fever_vaccine date=2025-05-28>Yellow fever vaccine on 05/28</f> before travel.",
]


@pytest.mark.parametrize("sentence", [*DOSES, *TIMES, *STATUS, *HIGHEST, *COURSES, *VACCINES])
def test_drugs(sentence: str) -> None:
    check(sentence, date="2025-06-15")


def facts(text: str, concept: str) -> list[matcher.Fact]:
    return [f for f in matcher.read_notes(matcher.Note(text, date="2025-06-15")).facts if f.concept == concept]


def test_each_dated_dose_is_a_fact() -> None:
    given = facts("Rituximab 1000 mg on 05/02 and again on 05/16/2025.", "rituximab")
    assert [fact.date for fact in given] == [dt.date(2025, 5, 2), dt.date(2025, 5, 16)]
    assert {fact.dose for fact in given} == {1000.0}
    measles = facts("MMR x2 (2009, 2012), varicella x2 (2010, 2013)", "measles, mumps and rubella vaccine")
    assert [fact.date for fact in measles] == [dt.date(2009, 1, 1), dt.date(2012, 1, 1)]


def test_a_dose_of_before_is_history_and_the_present_one_is_active() -> None:
    older, present = facts(
        "Prednisone 80 mg daily for four weeks in March 2024, tapered to the present 12.5 mg.", "prednisone"
    )
    assert (older.daily_dose, older.duration, older.historical, older.status) == (80.0, 28.0, True, None)
    assert (present.dose, present.status, present.historical) == (12.5, "active", False)


def test_a_drug_since_one_time_and_a_dose_since_another() -> None:
    whole, dosed = facts("MMF since 3/2024, 3 g/day from June 2024 on.", "mycophenolate mofetil")
    assert (whole.started, whole.status, whole.dose) == (dt.date(2024, 3, 1), "active", None)
    assert (dosed.started, dosed.daily_dose) == (dt.date(2024, 6, 1), 3.0)


def test_since_and_now_are_one_course() -> None:
    (course,) = facts("MMF since 3/2024, now 2.5 g/day", "mycophenolate mofetil")
    assert (course.started, course.dose, course.status) == (dt.date(2024, 3, 1), 2.5, "active")


def test_a_taper_still_to_come_is_planned() -> None:
    now, later = facts("Prednisone 70 mg daily from today, down by 10 mg every week to 15 mg.", "prednisone")
    assert (now.dose, now.status, now.hypothetical) == (70.0, "active", False)
    assert (later.dose, later.status, later.hypothetical) == (15.0, "planned", True)


def test_what_was_planned_and_is_cancelled_in_the_next_sentence() -> None:
    said = facts("Asks where the rituximab stands. The infusion slots were cancelled, NOT given.", "rituximab")
    assert any(fact.negated and fact.status == "never" for fact in said)


def test_an_allergen_is_no_exposure() -> None:
    patient = check("ALLERGIES: <x type=exposure>penicillin</x> - hives", date="2025-06-15")
    assert any(fact.type == "allergy" for fact in patient.facts)


def test_the_columns_of_a_table_say_which_dates_are_starts() -> None:
    text = (
        "Drug             Dose            Start       Stop\n"
        "Azathioprine     150 mg daily    01/2018     03/2020\n"
        "Mycophenolate    1 g bid         04/2020     ongoing\n"
    )
    (stopped,) = facts(text, "azathioprine")
    assert (stopped.started, stopped.stopped, stopped.status) == (dt.date(2018, 1, 1), dt.date(2020, 3, 1), "stopped")
    (ongoing,) = facts(text, "mycophenolate mofetil")
    assert (ongoing.started, ongoing.stopped, ongoing.status) == (dt.date(2020, 4, 1), None, "active")
