"""Each local semgrep rule catches what it is for, and lets its safe neighbour pass."""

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEMGREP = ROOT / ".venv-semgrep" / "bin" / "semgrep"

PLANTED = {
    "template-from-value": "from django.template import Template\nTemplate(body)",
    "filter-from-request": "def page(request):\n    return Deal.objects.filter(**request.GET.dict())",
    "order-from-request": 'def page(request):\n    by = request.GET["sort"]\n    return Deal.objects.order_by(by)',
    "mark-safe-outside-ui": "from django.utils.safestring import mark_safe\nmark_safe(note)",
    "pickle": "import pickle",
    "yaml-load": "import yaml\nyaml.load(text)",
    "shell-true": "import subprocess\nsubprocess.run(command, shell=True)",
    "csrf-exempt-outside-api": "from django.views.decorators.csrf import csrf_exempt\n@csrf_exempt\ndef page(request): ...",
}

SAFE = """
import subprocess, yaml
from django.utils.html import format_html
SORTS = {"name": "name"}
def page(request):
    yaml.safe_load("a: 1")
    subprocess.run(["ls"], check=True)
    return Deal.objects.filter(name=request.GET["q"]).order_by(SORTS[request.GET["sort"]])
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    if not SEMGREP.exists():
        pytest.skip("semgrep has an environment of its own, which `make test` makes")
    tree = tmp_path_factory.mktemp("tree")
    area = tree / "accrue" / "sales"
    area.mkdir(parents=True)
    for rule, code in PLANTED.items():
        (area / f"{rule.replace('-', '_')}.py").write_text(code + "\n")
    (area / "safe.py").write_text(SAFE)
    command = [
        SEMGREP,
        "scan",
        "--metrics=off",
        "--disable-version-check",
        "--no-git-ignore",
        "--json",
        "--quiet",
    ]
    run = subprocess.run(
        [*command, "--config", ROOT / ".semgrep", "accrue"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    caught: dict[str, set[str]] = {}
    for result in json.loads(run.stdout)["results"]:
        caught.setdefault(Path(result["path"]).stem, set()).add(result["check_id"].rpartition(".")[2])
    return caught


@pytest.mark.parametrize("rule", PLANTED)
def test_the_planted_violation_is_caught(rule: str, found: dict[str, set[str]]) -> None:
    assert rule in found.get(rule.replace("-", "_"), set())


def test_safe_code_passes(found: dict[str, set[str]]) -> None:
    assert "safe" not in found
