"""Keys under which the same person or company is found again although it is written another way.

The SQL functions are made by this area's migration `0002_keys`; they alone make keys, so that those of the table and of
what is asked for can never be made differently.
"""

from __future__ import annotations

from django.db.models import Func, TextField


class PersonKey(Func):
    """First and last word of a name in either order, by what is heard of their consonants: “Jon Smyth” is “John Smith”."""

    function = "accrue_person_key"
    output_field = TextField()


class CompanyKey(Func):
    """How a company's name begins, without spaces, legal forms and vowels."""

    function = "accrue_company_key"
    output_field = TextField()


class PhoneKey(Func):
    """The dialling form, or the bare digits of a number that has none. Takes `phone_e164` and `phone`."""

    function = "accrue_phone_key"
    output_field = TextField()
