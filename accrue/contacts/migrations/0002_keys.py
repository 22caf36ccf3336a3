"""The SQL functions that make keys of names and phones, and the indexes by which the same are found."""

import django.db.models.functions.text
from django.db import migrations, models

import accrue.contacts.keys

LEGAL_FORMS = (
    "ab|ag|aps|as|asa|bhd|bv|bvba|co|company|corp|corporation|doo|eg|ek|ev|gbr|gmbh|inc|incorporated|kft|kg|kgaa|kk|lda|"
    "limited|llc|llp|lp|ltd|ltda|mbh|nv|ohg|oy|oyj|plc|pte|pty|pvt|sa|sarl|sas|se|sl|slu|spa|sro|srl|ug|zoo"
)
# A first letter that sounds alike; then also all vowels and what is not heard fall away.
SKELETON = r"""
    CREATE FUNCTION accrue_skeleton(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(left(replace(word, 'ph', 'f'), 1), 'cqzwyj', 'kksvii') || regexp_replace(
        translate(substr(replace(word, 'ph', 'f'), 2), 'cqzwdaeiouyhj', 'kksvt'), '(.)\1+', '\1', 'g')
"""
PERSON_WORDS = """
    CREATE FUNCTION accrue_person_words(given text, family text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(translate(accrue_fold(given || ' ' || family), '-_,/.''`’´', '     '))
"""
PERSON_KEY = """
    CREATE FUNCTION accrue_pair_key(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN least(accrue_skeleton(split_part(words, ' ', 1)), accrue_skeleton(split_part(words, ' ', -1))) || ' '
        || greatest(accrue_skeleton(split_part(words, ' ', 1)), accrue_skeleton(split_part(words, ' ', -1)))
"""
KEY_OF_PERSON = """
    CREATE FUNCTION accrue_person_key(given text, family text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN accrue_pair_key(accrue_person_words(given, family))
"""
COMPANY_WORDS = rf"""
    CREATE FUNCTION accrue_company_words(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN coalesce(nullif(btrim(regexp_replace(regexp_replace(
        translate(accrue_fold(name), '-_,/&+()|:;"!?.''`’´', '              '),
        '\m({LEGAL_FORMS})\M', ' ', 'g'), ' +', ' ', 'g')), ''), accrue_fold(name))
"""
COMPANY_KEY = """
    CREATE FUNCTION accrue_company_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN left(accrue_skeleton(replace(accrue_company_words(name), ' ', '')), 8)
"""
PHONE_KEY = """
    CREATE FUNCTION accrue_phone_key(e164 text, phone text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN e164 <> '' THEN e164 ELSE regexp_replace(phone, '[^0-9]+', '', 'g') END
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("filters", "0001_search")]
    operations = [
        *(
            migrations.RunSQL(sql, reverse_sql=f"DROP FUNCTION {name}")
            for sql, name in [
                (SKELETON, "accrue_skeleton(text)"),
                (PERSON_WORDS, "accrue_person_words(text, text)"),
                (PERSON_KEY, "accrue_pair_key(text)"),
                (KEY_OF_PERSON, "accrue_person_key(text, text)"),
                (COMPANY_WORDS, "accrue_company_words(text)"),
                (COMPANY_KEY, "accrue_company_key(text)"),
                (PHONE_KEY, "accrue_phone_key(text, text)"),
            ]
        ),
        migrations.AddIndex(
            "company",
            models.Index(
                django.db.models.functions.text.Lower("email"),
                condition=~models.Q(email=""),
                name="company_by_email",
            ),
        ),
        migrations.AddIndex(
            "company", models.Index(accrue.contacts.keys.CompanyKey("name"), name="company_by_key")
        ),
        migrations.AddIndex(
            "company",
            models.Index(
                accrue.contacts.keys.PhoneKey("phone_e164", "phone"),
                condition=~models.Q(phone=""),
                name="company_by_phone",
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(accrue.contacts.keys.PersonKey("given_name", "family_name"), name="person_by_key"),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                accrue.contacts.keys.PhoneKey("phone_e164", "phone"),
                condition=~models.Q(phone=""),
                name="person_by_phone",
            ),
        ),
    ]
