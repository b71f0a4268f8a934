import pytest
from growth import exponent
from hypothesis import given
from hypothesis import strategies as st

from matcher.text.characters import normalise
from matcher.text.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


# "¶" marks where a sentence ends.
@pytest.mark.parametrize(
    "marked",
    [
        # prose
        "She is well.¶ No fever, no cough.¶ Return in 3 weeks.",
        "Seen by Dr. Miller for approx. 20 min.¶ He feels better.",
        "Mr. K. was seen by Dr. A. Smith.¶ She agreed.",
        "Hepatitis B.¶ She was vaccinated.",
        "E. coli in the urine, sensitive to trimethoprim.¶ Treated.",
        "Takes metoprolol 25 mg p.o. b.i.d. and aspirin.¶ Also a statin.",
        "Lisinopril 10 mg p.o. QD and others.",
        "Potassium was 3.5 and INR 1.2.¶ Repeat tomorrow.",
        "Smokes (1 pack/d, i.e. 20 pack years).¶ Drinks little.",
        "Lives at home, e.g. with help from St. Mary's.¶ Walks.",
        "Creatinine is 2.¶ Potassium is 4.",
        "Was it lupus?¶ We think so!¶ Biopsy planned.",
        "Drug-induced? minocycline stopped.",
        "Rub?? not heard by attending.¶ Lungs clear.",
        'He said "I am fine."¶ Then he left.',
        "Stable...¶ Then he fell.",
        "Born in the U.S. in 1960.¶ Married.",
        "Seen at 9 a.m. today.¶ Fasting.",
        "Fig. 2 shows it.¶ No. 3 does not.",
        "Complement 98 (90-180).¶ anti-histone sent.",
        # a stop without a blank
        "She denies fever.¶She has a cough.",
        # terse notes
        "S: slept ok.¶ CP better w/ tylenol.¶ no SOB, no HA.¶ no rash",
        "Abd soft.¶ neuro nonfocal.¶ ext no edema",
        # one line each
        "A: lupus¶\nP: continue prednisone¶\nF/u 2 wk",
        "PAST HISTORY¶\nGout¶\nAsthma",
        "no fever¶\nno cough¶\nno rash",
        # lists
        "PLAN¶\n1. Prednisone 20 mg for now.¶ Continue MMF.¶\n2. Labs",
        "- aspirin¶\n- metformin 500 mg¶\n- none other",
        "# Anemia.¶ Hgb 7.9.¶\n# ID.¶ No fever.",
        "a) first¶\nb) second",
        "• Chest: clear¶\n• Heart: regular",
        "#1 lupus¶\n#2 gout",
        # headers
        "MEDICATIONS:¶\naspirin 81 mg",
        "IMPRESSION::¶\nStable disease.",
        "Chief complaint: cough¶\nAllergies: none",
        "=====¶\nResults",
        # paragraphs
        "No pneumonia¶\n\ndiabetes since 2010",
        # tables
        "WBC    3.1 L    3.9    4.0-10.5¶\nHgb    8.1 L    8.8    11.5-15.5",
        "Sodium\t140\tmmol/L¶\nPotassium\t4.1\tmmol/L",
        "| Drug | Dose |¶\n| aspirin | 81 mg |",
        "Patient: B.C.      Sex: F      Age: 40¶\nSeen today.",
        # run-on transcriptions, where a comma stands for a line break
        "He is fine.,¶PLAN: ,¶Observe.",
        "MEDICATIONS: ,¶1. Aspirin.,¶2. Plavix 75 mg.,¶ALLERGIES:,¶None.",
        "Nodes are negative.,¶Bone scan is clear.",
        "Temp: 98.6,¶The patient is well.",
        "HISTORY: ,¶1. Diabetes.¶ 2. Gout.",
        "denies fever, chills, Raynaud, gout",
    ],
)
def test_sentences_end_where_marked(marked: str) -> None:
    assert sentences(marked.replace("¶", "")) == [part.strip() for part in marked.split("¶")]


def test_a_wrapped_line_goes_on() -> None:
    text = (
        "The patient was admitted because of a painful swollen knee that had come\n"
        "on over two days, and she was given colchicine by Dr.\n"
        "Weber in the emergency room. She has a history of hypertension,\n"
        "Sjogren's disease and gout.\n"
    )
    assert [sentence.count("\n") for sentence in sentences(text)] == [2, 1]


def test_short_lines_broken_by_ocr_go_on_after_a_word_that_cannot_end() -> None:
    assert sentences("The patient has\nno history of\ndiabetes") == ["The patient has\nno history of\ndiabetes"]


def test_a_wrapped_list_item_goes_on() -> None:
    text = "1. Lupus nephritis, class IV, now on mycophenolate and\n   tacrolimus; follow levels\n2. Gout"
    assert len(sentences(text)) == 2


def test_lab_lines_are_not_wrapped_prose() -> None:
    text = "Labs: WBC 3.4 K/uL, ANC 2.0, Hgb 9.9 g/dL (8.4 on admission), plt 45k\nBMP ok, Cr 1.1\nAST 24 ALT 19"
    assert len(sentences(text)) == 3


def test_form_feed_ends_a_sentence() -> None:
    for text in ("No pneumonia\fHas diabetes", normalise("No pneumonia\fHas diabetes"), "no pneumonia\fhas diabetes"):
        assert len(sentences(text)) == 2


@given(st.text(st.sampled_from("aB1.,:;-() \n\t|?!\"'\f•éμ"), max_size=200))
def test_spans_are_ordered_trimmed_and_cover_everything_but_blanks(text: str) -> None:
    spans = sentence_spans(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert "\n\n" not in text[start:end]
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "unit", ["a", "a:", ".", ". ", ",", "- ", "a\n", "A: ", "a  ", "|", ",ABC D", "1. ", ')"', "( "]
)
def test_time_is_linear_on_text_without_sentences(unit: str) -> None:
    assert exponent(lambda text: sentence_spans(normalise(text)), unit, 25_000, 200_000, below=1.3) < 1.3
