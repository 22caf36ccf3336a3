"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="contacts.Company",
        plain=(
            "id email phone phone_e164 country owner team created_at archived_at version name "
            "domain industry employees street postcode city region raw merged_into custom search_custom"
        ),
    ),
    Table(
        model="contacts.Person",
        whose="person",
        by="pk",
        label="The person",
        fill={"family_name": "Erased person {id}"},
        shared=("source", "segment"),
        kept={"country": "two letters that tell of nobody alone, and results by country stay as they were"},
        personal={
            "given_name": "to know and address them",
            "family_name": "to know and address them",
            "email": "to write to them",
            "phone": "to call them",
            "phone_e164": "to call them, and to find them by it",
            "job_title": "to know whom one talks to",
            "street": "to write and to go to them",
            "postcode": "to write and to go to them",
            "city": "to write and to go to them",
            "region": "to write and to go to them",
            "raw": "to put back what was typed where its standard form is wrong",
            "country": "for laws, taxes and how a number is dialled",
            "source": "to know what brought them",
            "segment": "to know what they need",
            "custom": "what the company keeps of them in fields of its own",
            "search_custom": "to find them by what stands in those fields",
        },
        plain="id owner team created_at archived_at version company merged_into",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=("CompanyCreated.name CompanyEdited.fields PersonEdited.fields"),
)
declare_facts(
    whose="person",
    personal={"PersonCreated.name": "to know and address them"},
    plain=(""),
)
