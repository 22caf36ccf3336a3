"""How the exports of known systems call their columns, as those systems document them."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.exchange.guessing.words import plain


@dataclass(frozen=True)
class Preset:
    """`columns`: heading → target; empty where a column is known and goes nowhere."""

    key: str
    system: str
    kind: str
    columns: dict[str, str]


def _preset(key: str, system: str, kind: str, text: str) -> Preset:
    pairs = (part.split(">") for part in text.split("|"))
    return Preset(key, system, kind, {heading.strip(): target.strip() for heading, target in pairs})


PRESETS = (
    _preset("salesforce-contacts", "Salesforce", "person", "Id>external_id|AccountId>company_external_id|FirstName>given_name|LastName>family_name|Name>|Email>email|Phone>phone|MobilePhone>phone|Title>job_title|MailingStreet>street|MailingPostalCode>postcode|MailingCity>city|MailingState>region|MailingCountry>country|LeadSource>source|OwnerId>|CreatedDate>created_at|IsDeleted>|MasterRecordId>|Salutation>"),
    _preset("salesforce-contact-report", "Salesforce", "person", "Contact ID>external_id|First Name>given_name|Last Name>family_name|Account Name>company|Email>email|Phone>phone|Mobile>phone|Title>job_title|Mailing Street>street|Mailing Zip/Postal Code>postcode|Mailing City>city|Mailing State/Province>region|Mailing Country>country|Lead Source>source|Contact Owner>owner|Created Date>created_at|Salutation>"),
    _preset("salesforce-accounts", "Salesforce", "company", "Id>external_id|Name>name|Website>domain|Phone>phone|Industry>industry|NumberOfEmployees>employees|BillingStreet>street|BillingPostalCode>postcode|BillingState>region|BillingCity>city|BillingCountry>country|OwnerId>|CreatedDate>created_at|IsDeleted>|ParentId>|Type>"),
    _preset("salesforce-account-report", "Salesforce", "company", "Account ID>external_id|Account Name>name|Website>domain|Phone>phone|Industry>industry|Employees>employees|Billing Street>street|Billing Zip/Postal Code>postcode|Billing State/Province>region|Billing City>city|Billing Country>country|Account Owner>owner|Created Date>created_at|Type>"),
    _preset("salesforce-opportunities", "Salesforce", "deal", "Id>external_id|AccountId>company_external_id|ContactId>person_external_id|Name>name|StageName>stage|Amount>amount|CurrencyIsoCode>currency|CloseDate>closed_on|CreatedDate>opened_on|LeadSource>source|OwnerId>|IsClosed>|IsWon>|Probability>|IsDeleted>"),
    _preset("salesforce-opportunity-report", "Salesforce", "deal", "Opportunity ID>external_id|Opportunity Name>name|Account Name>company|Stage>stage|Amount>amount|Amount Currency>currency|Close Date>closed_on|Created Date>opened_on|Lead Source>source|Opportunity Owner>owner|Probability (%)>|Fiscal Period>|Age>"),
    _preset("hubspot-contacts", "HubSpot", "person", "Record ID>external_id|First Name>given_name|Last Name>family_name|Email>email|Phone Number>phone|Mobile Phone Number>phone|Contact owner>owner|Associated Company>company|Company Name>company|Job Title>job_title|Street Address>street|Postal Code>postcode|City>city|State/Region>region|Country/Region>country|Create Date>created_at|Lifecycle Stage>segment|Original Source>source|Lead Status>|Last Activity Date>|Marketing contact status>|Associated Company IDs>company_external_id"),
    _preset("hubspot-companies", "HubSpot", "company", "Record ID>external_id|Company name>name|Company Domain Name>domain|Website URL>domain|Company owner>owner|Phone Number>phone|Street Address>street|Postal Code>postcode|State/Region>region|City>city|Country/Region>country|Industry>industry|Number of Employees>employees|Create Date>created_at|Last Activity Date>|Lifecycle Stage>"),
    _preset("hubspot-deals", "HubSpot", "deal", "Record ID>external_id|Deal Name>name|Deal Stage>stage|Amount>amount|Currency>currency|Close Date>closed_on|Create Date>opened_on|Deal owner>owner|Associated Company>company|Associated Company IDs>company_external_id|Associated Contact IDs>person_external_id|Closed Lost Reason>lost_reason|Original Source Type>source|Pipeline>|Last Activity Date>"),
    _preset("pipedrive-people", "Pipedrive", "person", "Person - ID>external_id|Person - Name>full_name|Person - First name>given_name|Person - Last name>family_name|Person - Email>email|Person - Email - Work>email|Person - Email - Home>email|Person - Email - Other>email|Person - Phone>phone|Person - Phone - Work>phone|Person - Phone - Mobile>phone|Person - Phone - Home>phone|Person - Organization>company|Organization - Name>company|Person - Owner>owner|Person - Person created>created_at|Person - Label>segment|Person - Labels>segment|Person - Job title>job_title"),
    _preset("pipedrive-organizations", "Pipedrive", "company", "Organization - ID>external_id|Organization - Name>name|Organization - Website>domain|Organization - Owner>owner|Organization - Industry>industry|Organization - Number of employees>employees|Organization - City/town/village/locality of Address>city|Organization - Country of Address>country|Organization - Organization created>created_at|Organization - Label>|Organization - Labels>|Organization - Address>"),
    _preset("pipedrive-deals", "Pipedrive", "deal", "Deal - ID>external_id|Deal - Title>name|Deal - Value>amount|Deal - Currency of Value>currency|Deal - Stage>stage|Deal - Status>stage|Deal - Deal created>opened_on|Deal - Won time>closed_on|Deal - Lost time>closed_on|Deal - Deal closed on>closed_on|Deal - Expected close date>expected_close|Deal - Organization>company|Deal - Contact person>|Deal - Owner>owner|Deal - Lost reason>lost_reason|Deal - Source origin>source|Deal - Product name>product|Deal - Pipeline>|Deal - Probability>|Person - Email>person_email|Organization - Name>company"),
    _preset("espocrm-contacts", "EspoCRM", "person", "id>external_id|firstName>given_name|lastName>family_name|name>|salutationName>|emailAddress>email|phoneNumber>phone|accountName>company|accountId>company_external_id|title>job_title|addressStreet>street|addressPostalCode>postcode|addressCity>city|addressState>region|addressCountry>country|assignedUserName>owner|createdAt>created_at|deleted>|description>"),
    _preset("espocrm-accounts", "EspoCRM", "company", "id>external_id|name>name|website>domain|emailAddress>email|phoneNumber>phone|industry>industry|billingAddressStreet>street|billingAddressPostalCode>postcode|billingAddressState>region|billingAddressCity>city|billingAddressCountry>country|assignedUserName>owner|createdAt>created_at|type>|sicCode>|deleted>|description>"),
    _preset("espocrm-opportunities", "EspoCRM", "deal", "id>external_id|name>name|amount>amount|amountCurrency>currency|stage>stage|closeDate>closed_on|createdAt>opened_on|accountName>company|accountId>company_external_id|contactId>person_external_id|assignedUserName>owner|leadSource>source|probability>|deleted>|lastStage>"),
    _preset("shopify-orders", "Shopify", "order", "Name>number|Email>person_email|Financial Status>status|Paid at>|Fulfillment Status>|Fulfilled at>|Accepts Marketing>|Currency>currency|Subtotal>|Shipping>shipping|Taxes>tax|Total>total|Discount Code>|Discount Amount>discount|Shipping Method>|Created at>ordered_at|Lineitem quantity>quantity|Lineitem name>product|Lineitem price>unit_price|Lineitem compare at price>|Lineitem sku>product_code|Lineitem requires shipping>|Lineitem taxable>|Lineitem fulfillment status>|Lineitem discount>line_discount|Billing Name>person|Billing Street>|Billing Address1>|Billing Address2>|Billing Company>company|Billing City>|Billing Zip>|Billing Province>|Billing Country>|Billing Phone>|Shipping Name>|Shipping Street>|Shipping Address1>|Shipping Address2>|Shipping Company>|Shipping City>|Shipping Zip>|Shipping Province>|Shipping Country>|Shipping Phone>|Notes>|Note Attributes>|Cancelled at>cancelled_at|Payment Method>|Payment Reference>|Refunded Amount>refunded|Vendor>|Outstanding Balance>|Employee>|Location>|Device ID>|Id>|Tags>|Risk Level>|Source>source"),
    _preset("woocommerce-orders", "WooCommerce", "order", "Date>ordered_at|Order #>number|N. Revenue (formatted)>|Status>status|Customer>person|Customer type>|Product(s)>|Items sold>|Coupon(s)>|Net Sales>total_net|N. Revenue>total_net|Attribution>source"),
    _preset("stripe-payments", "Stripe", "order", "id>number|Created date (UTC)>ordered_at|Amount>total|Amount Refunded>refunded|Refunded date (UTC)>refunded_at|Currency>currency|Captured>|Converted Amount>|Converted Amount Refunded>|Converted Currency>|Fee>|Taxes On Fee>|Is Link>|Mode>|Payment Source Type>|Status>status|Description>|Statement Descriptor>|Customer ID>|Customer Description>|Customer Email>person_email|Invoice ID>|Transfer>|Card ID>"),
    _preset("google-contacts", "Google Contacts", "person", "Name>full_name|First Name>given_name|Given Name>given_name|Middle Name>|Additional Name>|Last Name>family_name|Family Name>family_name|Name Prefix>|Name Suffix>|Nickname>|File As>|Organization Name>company|Organization 1 - Name>company|Organization Title>job_title|Organization 1 - Title>job_title|Organization Department>|E-mail 1 - Value>email|E-mail 2 - Value>email|E-mail 1 - Label>|E-mail 1 - Type>|Phone 1 - Value>phone|Phone 2 - Value>phone|Phone 1 - Label>|Phone 1 - Type>|Address 1 - Street>street|Address 1 - Postal Code>postcode|Address 1 - City>city|Address 1 - Region>region|Address 1 - Country>country|Labels>segment|Group Membership>segment|Birthday>|Notes>|Photo>|Website 1 - Value>company_domain"),
    _preset("outlook-contacts", "Outlook", "person", "First Name>given_name|Middle Name>|Last Name>family_name|Suffix>|Title>|Company>company|Department>|Job Title>job_title|E-mail Address>email|E-mail 2 Address>email|E-mail 3 Address>email|E-mail Display Name>|E-mail Type>|Business Phone>phone|Mobile Phone>phone|Home Phone>phone|Primary Phone>phone|Company Main Phone>|Business Postal Code>postcode|Business State>region|Business Country/Region>country|Home Country/Region>country|Categories>segment|Web Page>company_domain|Notes>|Business Fax>|Business Street>street|Business City>city"),
    _preset("vcard", "vCard", "person", "Given name>given_name|Family name>family_name|Full name>full_name|E-mail>email|E-mail 2>email|Phone>phone|Phone 2>phone|Company>company|Job title>job_title|City>city|Country>country|Website>company_domain|Note>|Birthday>|UID>external_id"),
    _preset("sales-opportunities", "CRM sales opportunities", "deal", "opportunity_id>external_id|sales_agent>owner|product>product|account>company|deal_stage>stage|engage_date>opened_on|close_date>closed_on|close_value>amount"),
    _preset("sales-accounts", "CRM sales opportunities", "company", "account>name|sector>industry|year_established>|revenue>|employees>employees|office_location>country|subsidiary_of>"),
    _preset("sales-products", "CRM sales opportunities", "product", "product>name|series>|sales_price>price"),
)  # fmt: skip


ENOUGH = 12
"""Columns of an export that name it, however many more it has."""


def preset_for(headings: list[str], kind: str = "") -> Preset | None:
    """The export these columns come from: most of them are its own, and they fill most of what it needs."""
    best, best_score = None, 0.0
    names = [plain(heading) for heading in headings if heading]
    for preset in PRESETS:
        if kind and preset.kind != kind:
            continue
        known = {plain(heading) for heading in preset.columns}
        hits = sum(name in known for name in names)
        score = hits / max(1, len(names)) + hits / 1000
        is_enough = hits >= min(4, len(known) - 1) and hits >= min(0.3 * len(known), ENOUGH)
        if is_enough and score >= 0.6 and score > best_score:
            best, best_score = preset, score
    return best


def preset_called(key: str) -> Preset | None:
    return next((preset for preset in PRESETS if preset.key == key), None)


def placed(preset: Preset, headings: list[str]) -> list[str]:
    by_name = {plain(heading): target for heading, target in preset.columns.items()}
    return [by_name.get(plain(heading), "") for heading in headings]
