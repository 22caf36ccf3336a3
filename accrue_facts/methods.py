"""What each design estimates, what it takes for granted, when it gives no number, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """In sentences, for a reader who knows statistics."""

    estimand: str
    assumptions: tuple[str, ...]
    refuses: tuple[str, ...]
    sources: tuple[str, ...]


TIMELINE_SOURCES = (
    "Aitken (1935), generalised least squares.",
    "Brodersen et al. (2015), Annals of Applied Statistics 9: the prior on the drift.",
    "Heckman & Hotz (1989), tests at dates without a launch.",
)
TIMELINE_REFUSES = (
    "Fewer than three periods before go-live for each after it, or under two seasons before it.",
    "Under six dates without a launch to try, or intervals that had to be widened more than twofold at them.",
    "A hole in the series, or one that does not vary before go-live.",
)

METHODS = {
    "randomised holdout": Method(
        "The mean difference in margin for each person assigned to the arm, reached or not (intention to treat), times "
        "the people assigned to it.",
        (
            "Arms were drawn by chance, and nobody changed arm for their outcome.",
            "One person’s arm does not move another person’s outcome.",
            "Outcomes are known, zeros included, for everybody assigned.",
        ),
        (
            "A sample ratio off the plan (p below .001), or arms unlike each other before (p below .01).",
            "Under 100 people, or under 10 with an outcome, in an arm; outcomes that do not vary at all.",
        ),
        (
            "Neyman (1923) and Welch (1947), the difference of means with unequal variances.",
            "Lin (2013), Annals of Applied Statistics 7, and Deng et al. (2013), the adjusted figure that stands beside it.",
        ),
    ),
    "staggered roll-out": Method(
        "The sum of the group-time effects on the treated, over all units and periods since they adopted that are inside "
        "the period.",
        (
            "Without adoption all units would have moved alike (parallel trends).",
            "Nobody reacted before adopting, units do not move each other, and nobody un-adopts.",
        ),
        (
            "Fewer than two treated units or two controls, or so few ways to deal the dates that p below .05 cannot be had.",
            "Under eight periods before the first adoption; units that moved apart before it (p below .10).",
            "A sign that changes when one unit is left out.",
        ),
        (
            "Callaway & Sant’Anna (2021), Journal of Econometrics 225.",
            "Rambachan & Roth (2023), Review of Economic Studies 90: the sensitivity to trends.",
            "Bertrand, Duflo & Mullainathan (2004), for one common date; permutation of the dates for few units.",
        ),
    ),
    "untouched donors": Method(
        "The mean effect for each treated unit and period after go-live, times both.",
        (
            "Go-live did not touch the donors.",
            "Without it the units would have gone on parallel to a weighted mix of the donors.",
        ),
        (
            "Under ten donors, or under two for each treated unit.",
            "More periods after go-live than a third of those before; units that adopted at different dates.",
        ),
        (
            "Arkhangelsky et al. (2021), American Economic Review 111.",
            "Abadie, Diamond & Hainmueller (2010), Journal of the American Statistical Association 105: placebos in space.",
        ),
    ),
    "control series": Method(
        "The sum, over the periods after go-live, of the measure less its forecast from the periods before it and the "
        "control.",
        (
            "Go-live did not touch the control, and nothing else happened to the measure alone.",
            "The way the two go together stays as it was.",
        ),
        TIMELINE_REFUSES,
        TIMELINE_SOURCES,
    ),
    "trend and season": Method(
        "The sum, over the periods after go-live, of the measure less its forecast from the periods before it.",
        (
            "Nothing else that moves the measure happened at go-live.",
            "Trend, season and drift go on as before.",
        ),
        TIMELINE_REFUSES,
        TIMELINE_SOURCES,
    ),
    "same users before and after": Method(
        "The mean change in minutes of the same users at the same kinds of task, times their tasks since go-live, the loaded "
        "rate of an hour and the declared part of the time that becomes money.",
        (
            "Nothing but the CRM changed how long these users take; a kind of task it left alone tells, where one is named.",
            "The declared part of the time saved was indeed turned into less pay or more work.",
        ),
        (
            "Under five users who did such tasks both before and after, or no declared part that becomes money.",
            "A task the CRM left alone that changed as well (p below .01).",
        ),
        ("Liang & Zeger (1986), Biometrika 73: users, not tasks, vary by chance.",),
    ),
    "declared": Method(
        "None: it is somebody’s word for the period, less a haircut that was named.",
        ("Whoever declared it is right to within the haircut.",),
        ("It overlaps with a larger one of its group, or with measured margin.",),
        ("Nobody measured it.",),
    ),
}
