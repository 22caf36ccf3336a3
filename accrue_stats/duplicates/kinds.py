"""What the columns of a table of people or companies hold, told by their names and, where these say nothing, by their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

type Kind = Literal[
    "given", "family", "full", "company", "email", "phone", "date", "id", "street", "number", "city", "postcode",
    "state", "country", "gender", "domain", "text", "category", "ignored",
]  # fmt: skip

# The first that fits wins; names are folded, with _ between their words.
NAMES: tuple[tuple[Kind, str], ...] = (
    ("ignored", r"(^|_)(cluster|entity|truth|gold|label|true_id|match_id|group_id|duplicate_of|is_dup\w*)(_id)?$"),
    ("ignored", r"(^|_)(created|updated|modified|imported|changed|inserted)(_|$)|^(created|updated)at$|timestamp"),
    ("ignored", r"^(owner|owner_id|team|source|lead_source|status|stage|notes?|comments?|description|remarks?)$"),
    ("email", r"e_?mail|^mail$|correo|courriel"),
    ("phone", r"phone|(^|_)(tel|mobile|cell|fax|handy|gsm)(_|$|\d)|telef|telephone|movil|mobil"),
    ("id", r"ssn|soc_?sec|social_sec|national_id|nhs|passport|(^|_)(tax|vat|iban|tin|nif|dni|duns|ein)(_|$)|steuer"),
    ("date", r"birth|(^|_)dob(_|$)|geburt|naissance|nacimiento|(^|_)born"),
    ("company", r"compan|organi[sz]ation|(^|_)(org|account|firm|firma|employer|business|societe|empresa|ditta)(_|$)"),
    ("given", r"given|first_?name|fore_?name|^fname$|vorname|prenom|^nombre$|^first$|voornaam|^nome$"),
    ("family", r"sur_?name|last_?name|family|^lname$|nachname|^nom$|nom_de_famille|apellido|^last$|achternaam|cognome"),
    ("gender", r"gender|(^|_)sex(_|$)|geschlecht|sexe|sexo"),
    ("number", r"(street|house|building)_?(num\w*|no|nr)|haus_?n(umme)?r"),
    ("postcode", r"post_?(al)?_?code|^zip|_zip|zip_?code|^plz$|^cp$|^pc$|postal|codigo_postal|^postleit"),
    ("city", r"city|town|suburb|locality|^ort$|^stadt$|ville|ciudad|municip|wohnort|gemeinde|village"),
    ("country", r"country|^land$|^pays$|^pais$|nation"),
    ("state", r"(^|_)(state|province|region|county|bundesland|provincia|departement)(_|$)"),
    ("street", r"addr|street|str(asse|aße)|(^|_)(rue|calle|via|road)(_|$)"),
    ("domain", r"domain|website|(^|_)(url|web|homepage)(_|$)"),
    ("full", r"(^|_)(full_?name|name|contact|person|customer|naam|contact_name|display_name|nombre_completo)$"),
)  # fmt: skip
RECORD_ID = re.compile(
    r"^(id|rec|record|row|index|nr|no|key|pk|uuid|guid|unnamed.*)$|(_|^)(id|key|uuid|guid|no|nr)$|^rec_"
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DOMAIN = re.compile(r"(https?://)?(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?")
DATE = re.compile(r"(19|20)\d\d[-/.]?[01]?\d[-/.]?[0-3]?\d([T ].*)?|[0-3]?\d[-/. ][0-3]?\d[-/. ](19|20)?\d\d")
PHONE = re.compile(r"\+?[\d\s()/.-]{7,20}")
UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
MOST = 5_000  # values looked at
OFTEN = 0.7


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds; `why` says, of one that is left out, why."""

    name: str
    kind: Kind
    why: str = ""


def folded(name: str) -> str:
    """A column's name in lower case without accents, its words apart by _: “dateOfBirth” is date_of_birth."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    plain = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def recognised(name: str, values: Sequence[str], *, is_asked: bool = False) -> Column:
    """What a column holds. `values` are its texts that are not empty, in any order. `is_asked`: to be compared by name."""
    called = folded(name)
    if not values:
        return Column(name, "ignored", "it is empty")
    distinct = len(set(values))
    by_name = next((kind for kind, pattern in NAMES if re.search(pattern, called)), None)
    if by_name == "ignored" and is_asked:
        by_name = None
    if by_name == "ignored":
        return Column(name, "ignored", "its name says that it is no detail of whoever the row is about")
    if by_name in ("id", None) and _counts_rows(called, values, distinct):
        return Column(name, "ignored", "it numbers the rows")
    kind = by_name or _by_content(values, distinct)
    if by_name in ("full", "street", "company", "text", "city") and _share(EMAIL, values) > OFTEN:
        kind = "email"
    return Column(name, kind)


def _counts_rows(called: str, values: Sequence[str], distinct: int) -> bool:
    """Whether the column tells rows apart and nothing else."""
    if distinct < len(values) or len(values) < 2:
        return bool(RECORD_ID.search(called)) and distinct == len(values)
    if RECORD_ID.search(called) and not re.search(r"ssn|soc_?sec|social|national|tax|vat", called):
        return True
    if _share(UUID, values) > OFTEN:
        return True
    numbers = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 16]
    return len(numbers) == len(values) and max(numbers) - min(numbers) < 2 * len(values)


def _by_content(values: Sequence[str], distinct: int) -> Kind:
    if _share(EMAIL, values) > OFTEN:
        return "email"
    if _share(DATE, values) > OFTEN:
        return "date"
    if _share(DOMAIN, values) > OFTEN and any("." in value for value in values[:20]):
        return "domain"
    some = values[:MOST]
    digits = sum(value.replace(".", "").replace(",", "").isdigit() for value in some) / len(some)
    if digits <= OFTEN and _share(PHONE, values) > OFTEN:
        return "phone"
    if len(values) >= 20 and distinct <= max(12, len(values) * 0.02):
        return "category"
    length = sum(map(len, some)) / len(some)
    if digits > OFTEN:
        return "id" if length >= 5 and distinct > 0.3 * len(values) else "number"
    return "street" if length > 22 or any(c.isdigit() for c in "".join(some[:50])) else "text"


def _share(pattern: re.Pattern[str], values: Sequence[str]) -> float:
    some = values[:MOST]
    return sum(pattern.fullmatch(value.strip()) is not None for value in some) / len(some)
