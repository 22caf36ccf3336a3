"""`accrue measure attribution` from exported tables and from paths."""

import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented

TOUCHES = "touch_id,person_id,channel,kind,occurred_at,is_human,campaign_id\n"
ORDERS = "order_id,person_id,ordered_at,amount\n"
RULES = ("first", "last", "linear", "position", "decay", "markov", "shapley")


def folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def published(tmp_path):
    """C1 > C2 > C3 converts, C1 and C2 > C3 do not; a robot and a late click change nothing."""
    rows = [
        "1,p1,C1,click,2024-01-01,,",
        "2,p1,C2,click,2024-01-03,true,k1",
        "9,p1,C3,click,2024-01-05,1,k2",
        "10,p1,C1,click,2024-01-08,1,",
        "4,p2,C1,click,2024-01-01,yes,k1",
        "5,p3,C2,click,2024-01-01,,k2",
        "6,p3,C3,open,2024-01-02,,",
        "7,p3,C9,click,2024-01-02,false,",
    ]
    return folder(
        tmp_path,
        touches=TOUCHES + "\n".join(rows),
        orders=ORDERS + "o1,p1,2024-01-06,10\no2,p8,2024-01-06,1\n",
    )


def test_markov_of_touches_and_orders(tmp_path):
    found = answer("measure", "attribution", "--data", published(tmp_path))
    assert found["markov"] == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4}, abs=1e-9)
    assert found["linear"] == pytest.approx({"C1": 1 / 3, "C2": 1 / 3, "C3": 1 / 3}, abs=1e-12)
    weights = [2 ** (-d / 7) for d in (5, 3, 1)]
    assert list(found["decay"].values()) == pytest.approx([w / sum(weights) for w in weights], abs=1e-12)
    assert (found["label"], found["source"], found["refused"]) == ("allocation", "orders", None)
    assert (found["conversions"], found["conversions_without_touch"]) == (1, 1)
    assert (found["touches_not_human"], found["touches_after_conversion"]) == (1, 1)
    assert list(found) == documented("attribution")
    for rule in RULES:
        assert sum(found[rule].values()) == pytest.approx(1, abs=1e-12)
        assert sum(c["conversions"] for c in found["credit"] if c["rule"] == rule) == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "path,conversions,non_conversions\nC1 > C2 > C3,1,0\nC1,0,1\nC2>C3,0,1\n",
        "path;converted\nC1>C2>C3;1\nC1;0\nC2>C3;no\n",
        "Path,Conversions\nC1>C2>C3,1\nC1,0\nC2>C3,0\n",
    ],
)
def test_markov_of_paths(tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    found = answer("measure", "attribution", "--paths", tmp_path / "p.csv")
    assert found["markov"] == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4}, abs=1e-9)
    assert found["decay"] is None
    assert "decay" in found["undefined"]
    assert found["refused"] is None
    refused = answer("measure", "attribution", "--paths", tmp_path / "p.csv", "--rule", "decay")
    assert [(r["code"], r["line"]) for r in refused["refused"]] == [("attribution.no_times", "decay")]
    assert set(refused) & set(RULES) == {"decay"}


def test_options_cut_the_journeys(tmp_path):
    data = published(tmp_path)
    ask = ("measure", "attribution", "--data", data, "--rule", "linear")
    near = answer(*ask, "--window", 3)
    assert near["linear"] == pytest.approx({"C1": 0, "C2": 0.5, "C3": 0.5})
    assert near["touches_before_window"] == 1
    assert "C3" in answer(*ask, "--kind", "click")["linear"]
    named = answer(*ask, "--by", "campaign")["linear"]
    assert named == pytest.approx({"(no campaign)": 1 / 3, "k1": 1 / 3, "k2": 1 / 3})
    folder(tmp_path, campaigns="campaign_id,name,channel\nk1,Spring,mail\nk2,Autumn,mail\n")
    assert set(answer(*ask, "--by", "campaign")["linear"]) == {"(no campaign)", "Spring", "Autumn"}


def test_each_conversion_ends_a_journey_and_days_hold_their_hours(tmp_path):
    touches = (
        TOUCHES
        + "1,p,a,click,2024-01-01T08:00:00Z,,\n2,p,b,click,2024-01-05T23:00:00Z,,\n3,p,c,click,2024-01-06T00:00:00Z,,\n"
    )
    data = folder(
        tmp_path, touches=touches, orders=ORDERS + "1,p,2024-01-01,5\n2,p,2024-01-05,5\n3,p,2024-01-05,-5\n"
    )
    found = answer("measure", "attribution", "--data", data, "--rule", "first")
    assert found["first"] == {"a": 0.5, "b": 0.5, "c": 0.0}
    assert (found["conversions"], found["touches_after_conversion"]) == (2, 1)


def test_deals_and_leads_are_conversions_too(tmp_path):
    touches = TOUCHES + "1,p,a,click,2024-01-01,,\n2,q,b,click,2024-01-01,,\n"
    deals = "deal_id,person_id,created_at,closed_at,outcome,amount\n1,p,2024-01-01,2024-02-01,won,\n2,q,2024-01-01,2024-02-01,lost,\n3,,2024-01-01,2024-02-01,won,\n"
    leads = "lead_id,person_id,created_at,converted_at\n1,q,2024-01-01,2024-02-01\n2,p,2024-01-01,\n"
    data = folder(tmp_path, touches=touches, deals=deals, leads=leads)
    first = answer("measure", "attribution", "--data", data)
    assert (first["source"], first["last"]) == ("deals", {"a": 1.0, "b": 0.0})
    assert (first["journeys_without_conversion"], first["conversions_without_person"]) == (1, 1)
    second = answer("measure", "attribution", "--data", data, "--conversions", "leads")
    assert second["last"] == {"a": 0.0, "b": 1.0}


def test_nothing_to_share_out_is_refused(tmp_path):
    data = folder(
        tmp_path, touches=TOUCHES + "1,p,a,click,2024-01-01,no,\n", orders=ORDERS + "1,p,2024-01-01,5\n"
    )
    found = answer("measure", "attribution", "--data", data)
    assert [r["code"] for r in found["refused"]] == ["attribution.no_touches"]
    assert (found["markov"], found["conversions_without_touch"]) == (None, 1)
    folder(tmp_path, touches=TOUCHES + "1,q,a,click,2024-01-01,,\n")
    found = answer("measure", "attribution", "--data", data)
    assert [r["code"] for r in found["refused"]] == ["attribution.no_conversions"]
    assert found["linear"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,conversions\nA > > B,1\n", "row 1 (line 2), column path: a step of the path is empty"),
        ("path,conversions\nA,1\nA,-2\n", "row 2 (line 3), column conversions: -2 is below 0"),
        ("path,conversions\nA,x\n", "column conversions: 'x' is not a number"),
        ("path\nA\n", "column conversions: the column is missing"),
        ("path,conversions\n,1\n", "column path: it is empty"),
        ("path,conversions\n", "no rows of data"),
    ],
)
def test_bad_paths_are_told(tmp_path, text, words):
    (tmp_path / "p.csv").write_text(text)
    done = invoke("measure", "attribution", "--paths", tmp_path / "p.csv")
    assert done.exit_code == 2
    assert words in done.stderr
    assert not done.stdout


def test_bad_asking_is_told(tmp_path):
    data = published(tmp_path)
    for options, words in (
        ((), "either --data DIR"),
        (("--data", data, "--conversions", "deals"), "no table deals"),
        (("--data", data, "--kind", "call"), "no 'call'"),
        (("--paths", tmp_path / "none.csv"), "no such file"),
    ):
        done = invoke("measure", "attribution", *options)
        assert (done.exit_code, words in done.stderr) == (2, True), done.output


def test_the_page_says_it_is_an_allocation(tmp_path):
    page = tmp_path / "a.html"
    done = invoke("measure", "attribution", "--data", published(tmp_path), "--html", page)
    assert done.exit_code == 0
    assert "not an effect" in done.output
    assert "not an effect" in page.read_text()
