"""The SQL functions that fold text and cut it into trigrams.

Their tables are written out here, not computed, so that an index never disagrees with the function that filled it.
The bodies are bound when they are made (RETURN, not a string), so neither a search path nor a restore can break them.
"""

from django.db import migrations

# Strokes, and capitals that neither decomposition nor PostgreSQL's "C" collation folds, and what they become.
LETTERS = (
    "øØđĐłŁħĦıŧŦðÐςŋŊƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠ"
    "ΡΣΤΥΦΧΨΩϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔ"
    "ҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮ"
)
BECOME = (
    "ooddllhhittddσnnɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπ"
    "ρστυφχψωϗϙϛϝϟϡϣϥϧϩϫϭϯθϸϲϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕ"
    "җҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯ"
)
SPACES = "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029"
DROPPED = "\xad\u200b\u200c\u200d\u2060\ufeff"
MARKS = "[\u0300-\u036f]+"
TWO_LETTERS = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
SEPARATORS = "@._-+/&,;:()[]'\"#^*!?|\\<>"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fold_sql() -> str:
    """ASCII takes the short way. Else letters come apart from their marks, which are dropped."""
    text = f"regexp_replace(normalize(t, NFKD) COLLATE \"C\", {quoted(MARKS)}, '', 'g')"
    for letter, pair in TWO_LETTERS.items():
        text = f"replace({text}, {quoted(letter)}, {quoted(pair)})"
    letters, become = LETTERS + SPACES + DROPPED, BECOME + " " * len(SPACES)
    ascii_spaces = SPACES[:9]
    return f"""
        CREATE FUNCTION accrue_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN CASE WHEN octet_length(t) = length(t)
            THEN lower(translate(t, {quoted(ascii_spaces)}, '         ') COLLATE "C")
            ELSE lower(translate({text}, {quoted(letters)}, {quoted(become)}) COLLATE "C") END
    """


TRIGRAMS_SQL = """
    CREATE FUNCTION accrue_trigrams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(array_agg(DISTINCT part COLLATE "C"), '{}') FROM (
        SELECT substr(word, i, 3) AS part
        FROM string_to_table(folded, ' ') AS word, generate_series(1, length(word) - 2) AS i
        UNION ALL
        SELECT '^' || left(word, n)
        FROM string_to_table(translate(folded, SEPARATORS, BLANKS), ' ') AS word,
             generate_series(1, least(2, length(word))) AS n
    ) AS parts)
""".replace("SEPARATORS", quoted(SEPARATORS)).replace("BLANKS", quoted(" " * len(SEPARATORS)))
NEEDLE_SQL = """
    CREATE FUNCTION accrue_needle(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN length(accrue_fold(word)) < 3 THEN ARRAY['^' || accrue_fold(word)] ELSE (
        SELECT array_agg(DISTINCT substr(accrue_fold(word), i, 3) COLLATE "C")
        FROM generate_series(1, length(accrue_fold(word)) - 2) AS i
    ) END
"""
PATTERN_SQL = r"""
    CREATE FUNCTION accrue_pattern(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN '%' || replace(replace(replace(accrue_fold(word), '\', '\\'), '%', '\%'), '_', '\_') || '%'
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(sql, reverse_sql=f"DROP FUNCTION {name}")
        for sql, name in [
            (fold_sql(), "accrue_fold(text)"),
            (TRIGRAMS_SQL, "accrue_trigrams(text)"),
            (NEEDLE_SQL, "accrue_needle(text)"),
            (PATTERN_SQL, "accrue_pattern(text)"),
        ]
    ]
