"""Phrases that no paper should have, each with what to write in its place and a sentence that has it.

They are those of an earlier paper that its readers could not follow, words that our rules of
writing forbid, and what a template says where a value does not fit it. `planted` is a sentence in
which a checker must find the phrase.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_COUNTED = (
    "plans|weeks|years|months|authorities|areas|councils|children|residents|requests|appeals|decisions"
    "|schools|places|pupils|neighbours|others|points|times"
)


class Phrase(NamedTuple):
    """A regular expression, what is better, and a sentence in which it is to be found."""

    pattern: str
    better: str
    planted: str

    def found_in(self, text: str) -> str:
        """What a text has of it, in capitals or not; empty where it has nothing."""
        match = re.search(self.pattern, text, re.IGNORECASE)
        return match.group() if match else ""


# in a main paper and in its appendix
EVERYWHERE = (
    Phrase(r"\bbear(s)? out\b|\bborne out\b", "Yes or No", "The figures do not bear out that it has more."),
    Phrase(r"\bbeside\b", "compared with, next to", "It has 40 beside 50 elsewhere."),
    Phrase(r"\ba head\b(?! ?teacher)|\bper head\b|\bfor each head\b", "per child", "It is £525 a head."),
    Phrase(r"\bnought\b", "zero", "The line is nought."),
    Phrase(r"\b(what|which) (came|has come|comes)\b|\bthat (came|comes|come) in\b", "the actual figure", "What came was 7,196."),
    Phrase(r"\bstands?\b|\bstood\b", "is", "The block stands at £72.1 million."),
    Phrase(r"\b(is|are|was|were|be|not|yet|figures?|years?|files?) held\b(?! (back|in place))|\bheld (for|by|at|in|here|figure)", "is available", "The later years are not held."),
    Phrase(r"\bto be expected\b", "expected", "11,529 plans are to be expected."),
    Phrase(r"\breckon\w*", "worked out", "Nothing can be reckoned."),
    Phrase(r"\bthe (highest|lowest) first\b|\bby share, the\b", "35th highest of 150", "It is 35th of them by share, the highest first."),
    Phrase(r"\bthe middle (one|rate|authority)\b", "a typical (median) neighbour", "It is the middle one of its statistical neighbours."),
    Phrase(r"\blimits that should\b|\blimits that hold\b", "the likely range", "The limits that should hold the count are wide."),
    Phrase(r"\bfour times in five\b|\btrue difference\b|\bat hand\b", "only a change of about … would show", "The test would find a true difference of 23%."),
    Phrase(r"\bverdict\b", "the answer", "The verdict on the number is: cannot tell."),
    Phrase(r"(^|: )cannot tell\b", "Too early to say", "The answer on the number is: cannot tell."),
    Phrase(r"\blead(s)? one to expect\b", "we would expect", "The model would lead one to expect 48.2."),
    Phrase(r"\bleft out in turn\b|\bsettled\b", "explain about an eighth", "Little is settled by it."),
    Phrase(r"\b(grow\w*|grew|ris\w+|rose|fall\w*|fell|drop\w*|up|down|change\w*|increase\w*|decrease\w*|more|fewer|less)( by| of)? [−-]\d", "fallen by", "Plans have grown by −7.8%."),
    Phrase(r"[−-]£?\d[\d.,]*%? (more|fewer|less|higher|lower)\b", "8% fewer", "There are −8% more plans."),
    Phrase(r", (City|County) of\b", "Bristol", "High needs in Bristol, City of."),
    Phrase(r"\b(\d+) plans? out of \d+ plans?\b", "33 of 772", "All of them (1 plan out of 1 plan)."),
    Phrase(rf"(?<![\d.,–-])(?<!of )1 ({_COUNTED})\b", "one plan", "It has 1 plans."),
    Phrase(r"(?<![\d,.])1 (plan|child|request|appeal|council|school) (took|takes|is|was|has|had)\b", "One plan took", "In 2024 it was 5%. 1 plan took over a year."),
    Phrase(r"\b(\d+)(st|nd|rd|th) (highest|lowest)( in England)?[.,;]", "35th highest of 150", "Its share was the 35th highest."),
    Phrase(r"\b(\d+)(st|nd|rd|th) (highest|lowest) of \1\b", "the lowest of 11", "It is the 11th highest of 11."),
    Phrase(r"(?-i:\bGap: )|\bread in part\b", "over or under the block", "Gap: spend less block"),
    Phrase(r"\bchance in the count\b|\bchance alone\b", "too large to be chance", "Chance in the count alone does not explain that."),
    Phrase(r"\bset (beside|against)\b", "compared with", "It is set against England."),
    Phrase(r"\bagainst (medians? of )?£?\d[\d.,]*%?( and\b|[.;])", "17% (neighbours 29%, England 25%)", "It refused 17.4% of them, against 29.3% and 25.2%."),
    Phrase(r"\b(does|do|is|are|has|have|was|were) not un\w+", "say it positively", "That is not unusual."),
    Phrase(r"\bnot (fewer|less|more) than\b.*\bnot\b", "say it positively", "It has not fewer than most, but not many."),
    Phrase(r"\bcannot not\b|\bnot [^.;:]{0,40}\bunless\b|\bnot without\b|\bno [^.;:,]{0,30} is not\b", "say it positively", "It is not known unless both are."),
    Phrase(r"\bstatistically unusual\b|\bordinary authorit", "well within the normal range", "It lies where 95% of ordinary authorities are."),
    Phrase(r"\bp-value\b", "gaps of that size are common", "The p-value is large."),
    Phrase(r"\badd the section 251\b|\badd the outturn\b", "delete: an instruction to an analyst", "To know, add the section 251 outturn of both years."),
    Phrase(r"\bno surprise\b", "common", "Anything from 6,396 to 9,012 plans would be no surprise."),
    Phrase(r"\bnot available: .* not available\b", "one list of what is not available", "It is not available: the rate is not available."),
    Phrase(r"\b(schools|colleges|institutions) have \d[\d.]*% of\b", "481 children (7%) are in", "Independent schools have 6.7% of the plans."),
    Phrase(r"\bpays for itself\b", "pays for directly", "Places that the department pays for itself are left out."),
    Phrase(r"\bnot tied to plans\b", "spending that cannot be linked to plans", "It is £62.29 from spend not tied to plans."),
    Phrase(r"\bit is not sure\b", "the likely range is", "But it is not sure."),
    Phrase(r"\balike in\b", "whose children have similar backgrounds", "They are alike in the background of their children."),
    Phrase(r"\bcounted above\b|\bkept back\b", "if place funding is included", "Counted above: publisher's total."),
    Phrase(r"\bWhat of\b", "What has happened since?", "What of the years without lines?"),
    Phrase(r"\basked another way\b", "Does the answer depend on the method?", "How far it moves when the question is asked another way."),
    Phrase(r"\bcannot be said\b", "is not known", "How that happened cannot be said."),
    Phrase(r"(?<![\d.])0\.0% of\b", "No plan took over a year", "More than a year passed before 0.0% of the plans were issued."),
    Phrase(r"\bof the plans of .{3,60}\(\d[\d,]* plans?\)", "282 of 2,616 plans", "Those who have most of the plans of Leicestershire in special schools (282 plans)."),
    Phrase(r"\bsupposed to be\b|\bnobody has offered\b|\bevery other line\b", "these are illustrations only", "With one number supposed to be another, it would be as the table says."),
    Phrase(r"\bbring in\b", "Early years hourly rates", "What does an hour of early years education bring in?"),
    Phrase(r"\bWhat was wrong\b", "How accurate was the last forecast?", "What was wrong last time?"),
    Phrase(r"\bfollow prices\b", "costs rise with inflation", "Unit costs follow prices."),
    Phrase(r"\bshown to be none\b", "A smaller effect cannot be ruled out", "A smaller effect is not shown to be none."),
    Phrase(r"\bas large in England\b", "Councils with as big a gap by chance", "As large in England: 44.6%."),
    Phrase(r"\bthan otherwise\b", "than expected", "The answer is: more than otherwise."),
    Phrase(r"\b(and|leave|leaves) 0 \w+|(?<![\d.,])0 (authorities|councils|areas)\b", "none below", "That leaves 3 authorities above and 0 authorities below."),
    Phrase(r"\bwith exceptions\b", "plans that may take longer by law counted", "Plans issued within 20 weeks, with exceptions."),
    Phrase(r"\bmix of others\b", "a blend of other authorities", "It is compared with a mix of others."),
    Phrase(r"\bWhat does this not show\b|\bHow sure is that\b", "one line in italics", "What does this not show?"),
    Phrase(r"(?-i:\bNone\b)(?! of| was| were| is| are| took| has| have| had)|\bnan\b|(?-i:\bNaT\b)|<NA>|\binf\b", "a missing value", "It had None in January."),
    Phrase(r"(?<![\w.,])[−-]£?0(\.0+)?(%|\b)(?![.,]?\d)", "zero", "It changed by −0.0%."),
    Phrase(r"\ba (£?8\d*|£?8[\d,.]+|11|18)(%|\b)", "an 8%", "It was a 8% rise."),
    Phrase(r"\ban (£?[1-79]|£?1[02-79])(%|\b)(?![\d,])", "a 7%", "It was an 7% rise."),
    Phrase(r"(?-i:\b([a-z]+) \1\b)(?<!that that)(?<!had had)", "the word once", "It is the the highest."),
    Phrase(r"[{}]|\[[^\]]*$| [.,;:]|\.\.(?!\.)|,,|\(\)|\( | \)", "a template that is filled in", "It had 5 plans ."),
    Phrase(r"\b\w*s’s\b|\b(Helens|Scilly|Cotswolds|Tynes)'s\b", "no s after an apostrophe", "This is the Isles’s share."),
    Phrase(r"\b1st (highest|lowest)\b", "the highest", "Its share was the 1st highest."),
    Phrase(r"\bbalance\b", "deficit or surplus", "The balance was £5 million."),
)  # fmt: skip

# a statistician's words, and editions of a list, have their place in the appendix
IN_MAIN = (
    Phrase(r"\bconfidence interval\b|\bstandard deviation\b|\bPoisson\b|\bregression\b|\bShapley\b|\bquartile\w*|\bpercentile\w*|\bcoefficient\w*|\b(un)?weighted\b|\bbootstrap\w*|\bplacebo\w*|\bsignifican(t|ce)\b|\binterval\b", "the likely range", "The confidence interval is wide."),
    Phrase(r"\(20\d\d list\)", "the edition belongs to the appendix", "It is below its statistical neighbours (2025 list)."),
    Phrase(r"\bwhat (it|an authority) cannot choose\b", "given its deprivation, ages and region", "From what it cannot choose we would expect 48."),
    Phrase(r"\bthe model(s)? (predict|explain)s?\b", "These factors explain only an eighth", "The model predicts 12.7% of it."),
    Phrase(r"\b(hnb|notebook|parameter|release)\b", "an instruction to an analyst", "Run hnb fetch to see it."),
    Phrase(r"(?<![\d.])\d+\.\d\d+%", "rounded for reading", "It rose by 4.25%."),
)  # fmt: skip
