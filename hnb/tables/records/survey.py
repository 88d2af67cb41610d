"""Tables of a survey of schools: who answered, what they said, and what all would have said."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column
from hnb.tables.tidy import of_records

ON_LIST, OTHERS = "schools on the list", "everybody else"
ASKED, ANSWERED, SILENT, NOT_ASKED = "asked", "answered", "did not answer", "taken as not asked"
ESTIMATE, LOW, HIGH = "estimate", "low", "high"
LOW_OF_MORE, HIGH_OF_MORE = "low, of more schools", "high, of more schools"
LOST = "lost to weighting"
IN_WORDS = "in their own words"

SPLIT = Column("divided_by", "str", "What schools, or those who answered, are divided by.")
STEP = Column("survey_step", "str", "Whether schools were asked, answered, or did not answer.")
AUDIENCE = Column("audience", "str", "Whether those who answered are of schools on the list.")
QUESTION = Column("question", "str", "A question of the survey, as its file has it.")
ANSWER = Column("answer", "str", "An answer, or several that are counted together.")
POINT = Column("point", "str", "The estimate, or an end of its 95% interval.")
SCHOOLS = Column(
    "schools",
    "Int32",
    "State-funded schools in the council's area.",
    unit="schools",
    minimum=0,
    required=False,
    covers="schools that the survey was for",
)
RESPONDENTS = Column(
    "respondents",
    "Int32",
    "People who answered.",
    unit="answers",
    minimum=0,
    required=False,
    covers="answers to the survey",
)
SHARE = Column(
    "share_percent",
    "float64",
    "Share of all schools that would give the answer, estimated from those that did.",
    unit="percent",
    minimum=0,
    maximum=100,
    required=False,
    covers="schools that the survey was for",
)


TABLES = (
    of_records(
        "council_survey_response",
        "Schools that were asked, that answered the survey, and that did not.",
        c.AS_AT,
        SPLIT,
        c.CATEGORY,
        STEP,
        value=SCHOOLS,
        notes="A phase of which no school answered is taken not to have been asked.",
    ),
    of_records(
        "council_survey_respondents",
        "People who answered the survey, by role and by whether their school is on the list.",
        c.AS_AT,
        SPLIT,
        c.CATEGORY,
        value=RESPONDENTS,
    ),
    of_records(
        "council_survey_answers",
        "Answers to each question of the survey; of one in people's own words, how many there are.",
        c.AS_AT,
        AUDIENCE,
        QUESTION,
        ANSWER,
        value=RESPONDENTS,
    ),
    of_records(
        "council_survey_estimates",
        "What share of all schools would give an answer, with weights for non-response.",
        c.AS_AT,
        QUESTION,
        ANSWER,
        POINT,
        value=SHARE,
        notes="The ends of the interval are of these schools, or of a larger population like them.",
    ),
)
