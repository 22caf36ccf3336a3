"""How columns are called, in many languages. Compared without case, spaces and signs."""

from __future__ import annotations

import unicodedata
from functools import cache

WORDS: dict[str, dict[str, str]] = {
    "person": {
        "given_name": "given name|first name|firstname|forename|fname|vorname|rufname|prénom|prenom|nombre|nome|voornaam|imię|imie|jméno|etunimi|förnamn|fornavn|ad|имя|名|名字|이름|keresztnév|prenume",
        "family_name": "family name|last name|lastname|surname|lname|nachname|familienname|zuname|nom|nom de famille|apellido|apellidos|cognome|sobrenome|apelido|achternaam|nazwisko|příjmení|prijmeni|sukunimi|efternamn|etternavn|efternavn|soyad|soyadı|фамилия|姓|성|vezetéknév|nume",
        "full_name": "full name|fullname|name|contact|contact name|person|person name|display name|customer|customer name|kunde|ansprechpartner|kontakt|kontaktname|vor und nachname|nom complet|nom et prénom|nombre completo|nome completo|volledige naam|naam|imię i nazwisko|celé jméno|fullständigt namn|namn|navn|nimi|фио|полное имя|氏名|名前|姓名|이름 성",
        "email": "email|e mail|email address|e mail address|mail|mail address|primary email|work email|business email|mailadresse|e mail adresse|emailadresse|courriel|adresse e mail|adresse mail|correo|correo electrónico|correo electronico|posta elettronica|indirizzo email|e mailadres|adres e mail|e postadress|e post|sähköposti|почта|электронная почта|эл почта|メール|メールアドレス|电子邮件|邮箱|이메일|e posta|email 1 value",
        "phone": "phone|phone number|telephone|tel|mobile|mobile phone|cell|cell phone|cellphone|work phone|business phone|direct phone|primary phone|telefon|telefonnummer|rufnummer|handy|mobil|mobilnummer|téléphone|telephone number|portable|teléfono|telefono|móvil|movil|cellulare|telefone|celular|telefoon|telefoonnummer|mobiel|numer telefonu|komórka|puhelin|телефон|мобильный|電話|電話番号|电话|手机|전화|전화번호|phone 1 value",
        "job_title": "job title|jobtitle|title|position|role|job|function|funktion|stelle|berufsbezeichnung|poste|fonction|intitulé du poste|cargo|puesto|ruolo|qualifica|functie|stanowisko|titel|befattning|должность|役職|职位|직책",
        "street": "street|street address|address|address line 1|address 1|mailing street|billing street|business street|strasse|straße|anschrift|adresse|rue|calle|dirección|indirizzo|via|straat|adres|ulica|улица|адрес|住所|地址|주소|adresse 1",
        "postcode": "postcode|postal code|zip|zip code|zipcode|zip postal code|mailing zip|mailing postal code|billing zip|billing postal code|business postal code|plz|postleitzahl|code postal|código postal|codigo postal|cap|cep|kod pocztowy|psč|postnummer|postinumero|индекс|почтовый индекс|郵便番号|邮编|우편번호",
        "region": "region|state|province|state province|state region|county|mailing state|billing state|business state|bundesland|kanton|région|département|provincia|estado|regione|provincie|województwo|область|регион|都道府県|省",
        "city": "city|town|mailing city|home city|business city|stadt|ort|wohnort|ville|ciudad|città|citta|cidade|plaats|stad|miasto|kaupunki|город|市|城市|도시",
        "country": "country|country region|country code|nation|land|staat|pays|país|pais|paese|kraj|země|maa|страна|国|国家|국가|ülke|business country region|mailing country|billing country|address country",
        "segment": "segment|customer segment|category|kategorie|categoria|catégorie|lifecycle stage|type|kundengruppe",
        "source": "source|lead source|origin|herkunft|quelle|origen|fonte|bron|original source|channel|kanal",
        "company": "company|company name|organization|organisation|organization name|organisation name|account|account name|employer|associated company|firma|firmenname|unternehmen|gesellschaft|société|societe|entreprise|empresa|compañía|azienda|società|bedrijf|bedrijfsnaam|firmy|spółka|företag|firmanavn|yritys|компания|организация|会社|会社名|公司|회사|şirket|organization 1 name",
        "company_domain": "company domain|company website|company domain name|domain|website|web|homepage|web site|url|webseite|site web|sitio web|sito web",
        "owner": "owner|contact owner|record owner|assigned to|assigned user|assigned user name|account owner|responsible|sales rep|salesperson|agent|sales agent|betreuer|zuständig|zugewiesen|verantwortlich|inhaber|responsable|propriétaire|propietario|proprietario|eigenaar|ответственный",
        "created_at": "created|created at|created date|create date|creation date|date created|created on|added|angelegt|angelegt am|erstellt|erstellt am|erstelldatum|date de création|fecha de creación|data creazione|aangemaakt|датa создания",
        "external_id": "id|record id|contact id|person id|external id|crm id|uid|kontakt id|kundennummer|customer id|customer number|customer no|kunden nr|kundennr|kdnr|kd nr|identifier",
        "accrue_id": "accrue id|accrue number|accrue nummer",
        "consent_newsletter": "newsletter|newsletter opt in|newsletter consent|newsletter subscribed|email opt in|email consent|mailing list|subscribed|newsletter anmeldung|newsletter einwilligung",
        "consent_phone": "phone opt in|phone consent|call consent|may be called|telefonische einwilligung|anruf erlaubt",
        "consent_offers": "offers opt in|marketing opt in|marketing consent|marketing permission|werbeeinwilligung|accepts marketing",
        "consent_at": "consent date|opt in date|opt in time|consent given on|consent timestamp|subscribed on|subscription date|einwilligung am|einwilligungsdatum|optin date",
        "consent_evidence": "consent evidence|consent text|consent source|opt in source|einwilligungstext",
        "company_external_id": "account id|company id|organization id|associated company id|firmen id|organisation id",
    },
    "company": {
        "name": "name|company|company name|account|account name|organization|organisation|organization name|organisation name|firma|firmenname|unternehmen|name der firma|société|nom|raison sociale|entreprise|empresa|razón social|razon social|nombre|azienda|ragione sociale|società|bedrijf|bedrijfsnaam|naam|nazwa|nazwa firmy|företag|yritys|компания|название|会社名|会社|公司名称|公司|회사명",
        "domain": "domain|website|web site|web|url|homepage|company domain|company domain name|webseite|internet|internetseite|site web|site internet|sitio web|página web|sito web|sito|strona www|www|сайт|ウェブサイト|网站",
        "email": "email|e mail|email address|mail|company email|info mail|correo|courriel|e mail adresse|e mailadres|почта|メール|邮箱|이메일",
        "phone": "phone|phone number|telephone|tel|main phone|company phone|switchboard|telefon|telefonnummer|zentrale|téléphone|teléfono|telefono|telefone|telefoon|numer telefonu|телефон|電話番号|电话|전화",
        "industry": "industry|sector|branch|vertical|branche|industrie|secteur|secteur d activité|sector de actividad|industria|settore|setor|branża|bransch|toimiala|отрасль|業種|行业|업종",
        "employees": "employees|employee count|number of employees|no of employees|company size|size|headcount|mitarbeiter|mitarbeiterzahl|anzahl mitarbeiter|beschäftigte|effectif|employés|nombre d employés|empleados|número de empleados|dipendenti|funcionários|werknemers|medewerkers|pracownicy|liczba pracowników|anställda|сотрудники|従業員数|员工数|직원수",
        "street": "street|street address|address|address line 1|address 1|mailing street|billing street|business street|strasse|straße|anschrift|adresse|rue|calle|dirección|indirizzo|via|straat|adres|ulica|улица|адрес|住所|地址|주소|adresse 1",
        "postcode": "postcode|postal code|zip|zip code|zipcode|zip postal code|mailing zip|mailing postal code|billing zip|billing postal code|business postal code|plz|postleitzahl|code postal|código postal|codigo postal|cap|cep|kod pocztowy|psč|postnummer|postinumero|индекс|почтовый индекс|郵便番号|邮编|우편번호",
        "region": "region|state|province|state province|state region|county|mailing state|billing state|business state|bundesland|kanton|région|département|provincia|estado|regione|provincie|województwo|область|регион|都道府県|省",
        "city": "city|town|office city|billing city|stadt|ort|ville|ciudad|città|citta|cidade|plaats|stad|miasto|kaupunki|город|市|城市|도시",
        "country": "country|country region|country code|nation|land|staat|billing country|office location|pays|país|pais|paese|kraj|země|maa|страна|国|国家|국가|ülke",
        "owner": "owner|account owner|company owner|record owner|assigned to|assigned user|assigned user name|responsible|sales rep|betreuer|zuständig|verantwortlich|responsable|propriétaire|propietario|proprietario|eigenaar|ответственный",
        "created_at": "created|created at|created date|create date|creation date|date created|created on|added|angelegt|angelegt am|erstellt|erstellt am|date de création|fecha de creación|data creazione|aangemaakt",
        "external_id": "id|record id|company id|account id|organization id|organisation id|external id|crm id|kundennummer|customer id|customer number|customer no|kunden nr|kundennr|kdnr|kd nr|identifier",
        "accrue_id": "accrue id|accrue number|accrue nummer",
    },
    "deal": {
        "name": "name|deal|deal name|deal title|title|opportunity|opportunity name|subject|bezeichnung|verkaufschance|titel|affaire|opportunité|nom de l affaire|oportunidad|negocio|opportunità|kans|szansa|сделка|название|案件名|商机名称",
        "amount": "amount|value|deal value|deal amount|close value|price|revenue|expected revenue|opportunity amount|wert|betrag|auftragswert|summe|volumen|montant|valeur|importe|valor|importo|valore|bedrag|waarde|kwota|wartość|belopp|сумма|金額|金额|금액",
        "currency": "currency|currency code|amount currency|amountcurrency|deal currency|währung|devise|moneda|divisa|valuta|moeda|waluta|валюта|通貨|货币",
        "stage": "stage|deal stage|stage name|sales stage|pipeline stage|status|phase|verkaufsphase|étape|etape|etapa|fase|etap|этап|ステージ|阶段|단계",
        "opened_on": "engage date|opened|opened on|open date|created|created at|created date|create date|start date|deal created|date created|creation date|add time|angelegt|angelegt am|erstellt|eröffnet|date de création|fecha de creación|data creazione|date entered",
        "closed_on": "close date|closed|closed on|closed at|closed date|won time|lost time|actual close date|date closed|abgeschlossen|abschlussdatum|geschlossen am|date de clôture|fecha de cierre|data chiusura|data fechamento|closing date|deal closed time",
        "expected_close": "expected close|expected close date|estimated close date|forecast date|erwarteter abschluss|voraussichtlicher abschluss|date de clôture prévue|fecha prevista de cierre|chiusura prevista|expected closing",
        "company": "company|company name|account|account name|organization|organisation|organization name|organisation name|customer|client|associated company|firma|unternehmen|kunde|société|entreprise|empresa|cliente|azienda|bedrijf|klant|компания|клиент|会社名|公司",
        "company_domain": "company domain|domain|website|company website",
        "company_external_id": "account id|company id|organization id|associated company id|organisation id",
        "person_email": "contact email|person email|email|e mail|primary contact email|customer email",
        "person_external_id": "contact id|person id|associated contact id|primary contact id",
        "product": "product|product name|product code|produkt|artikel|produit|producto|prodotto|produto|товар|продукт|製品|产品|sku",
        "owner": "owner|deal owner|opportunity owner|record owner|sales agent|sales rep|salesperson|agent|assigned to|assigned user|assigned user name|betreuer|verkäufer|zuständig|commercial|vendeur|vendedor|responsable|venditore|verkoper|handlowiec|ответственный|менеджер|担当者|负责人|담당자",
        "source": "source|lead source|deal source|origin|herkunft|quelle|origen|fonte|channel",
        "lost_reason": "lost reason|loss reason|closed lost reason|reason lost|verlustgrund|grund|motif de perte|motivo de pérdida|motivo perdita",
        "external_id": "opportunity id|deal id|id|record id|external id|crm id|identifier",
        "accrue_id": "accrue id|accrue number",
    },
    "order": {
        "number": "order number|order no|order id|order|order name|order ref|order reference|invoice number|invoice no|invoice id|invoice|document number|receipt number|bestellnummer|bestellnr|bestellung|auftragsnummer|auftragsnr|auftrag|rechnungsnummer|rechnungsnr|rechnung|belegnummer|belegnr|numéro de commande|n commande|commande|numéro de facture|n facture|facture|référence commande|número de pedido|pedido|nº pedido|número de factura|factura|numero ordine|ordine|numero fattura|fattura|bestelnummer|ordernummer|factuurnummer|numer zamówienia|zamówienie|numer faktury|faktura|tilausnumero|номер заказа|заказ|номер счета|注文番号|订单号|订单编号|주문번호|sipariş no",
        "ordered_at": "order date|ordered at|ordered on|date|created at|created|date created|created date|placed at|purchase date|invoice date|document date|transaction date|sale date|bestelldatum|auftragsdatum|rechnungsdatum|belegdatum|datum|date de commande|date commande|date de facture|fecha|fecha de pedido|fecha de factura|data|data ordine|data fattura|data do pedido|besteldatum|orderdatum|factuurdatum|data zamówienia|data faktury|orderdato|дата|дата заказа|注文日|订单日期|下单时间|주문일",
        "status": "status|state|order status|order state|financial status|payment status|invoice status|bestellstatus|auftragsstatus|zahlungsstatus|statut|statut commande|état|estado|estado del pedido|stato|stato ordine|orderstatus|status zamówienia|статус|状态|订单状态|상태",
        "cancelled_at": "cancelled at|canceled at|cancelled on|cancellation date|storniert am|stornodatum|annulée le|fecha de cancelación",
        "currency": "currency|currency code|order currency|währung|devise|moneda|divisa|valuta|moeda|waluta|валюта|通貨|货币",
        "owner": "owner|order owner|sales rep|salesperson|sales agent|agent|assigned to|verkäufer|betreuer|zuständig|bearbeiter|commercial|vendeur|vendedor|venditore|verkoper|handlowiec|менеджер",
        "source": "source|sales channel|channel|shop|store|marketplace|herkunft|quelle|kanal|vertriebskanal|canal|origine|fonte",
        "accrue_id": "accrue number|accrue id|accrue nummer",
        "person_email": "email|e mail|customer email|customer e mail|billing email|buyer email|contact email|email address|e mail adresse|kunden e mail|courriel|email client|correo|correo electrónico|e mailadres|adres e mail|почта|邮箱|メールアドレス",
        "person": "customer name|customer|client|client name|buyer|buyer name|billing name|full name|contact|contact name|kunde|kundenname|käufer|rechnungsname|nom du client|nom client|acheteur|cliente|nombre del cliente|comprador|nome cliente|acquirente|klant|klantnaam|klient|nazwa klienta|kund|kunde navn|покупатель|клиент|客户|お客様名|고객",
        "person_external_id": "customer id|customer number|client id|kundennummer|kunden nr|numéro client|id cliente|klantnummer",
        "company": "company|company name|billing company|customer company|account|account name|organization|organisation|firma|firmenname|unternehmen|société|entreprise|empresa|azienda|bedrijf|компания|公司|会社名|회사",
        "company_domain": "company domain|website|company website|domain",
        "product_code": "sku|product code|item code|item number|article number|product sku|item sku|artikelnummer|artikelnr|artnr|produktcode|référence|reference|référence produit|código|codigo|codice|codice articolo|artikelcode|kod produktu|артикул|商品コード|编码|part number",
        "product": "product|product name|item|item name|description|line description|article|artikel|artikelname|bezeichnung|produkt|produktname|produit|nom du produit|désignation|producto|descripción|prodotto|descrizione|produto|product omschrijving|omschrijving|nazwa produktu|товар|наименование|商品名|产品名称|상품명",
        "quantity": "quantity|qty|units|count|pieces|quantity ordered|menge|anzahl|stück|stückzahl|quantité|qté|cantidad|quantità|quantidade|aantal|ilość|antal|количество|数量|수량",
        "unit_price": "unit price|price|item price|price each|price per unit|net unit price|einzelpreis|stückpreis|preis|preis netto|einzelpreis netto|prix unitaire|prix|pu ht|precio unitario|precio|prezzo unitario|prezzo|preço unitário|stuksprijs|prijs|cena jednostkowa|cena|styckpris|цена|単価|单价|단가",
        "line_discount": "line discount|item discount|positionsrabatt|remise ligne|descuento línea|sconto riga",
        "line_amount": "line total|line amount|line net|line net amount|extended price|extended amount|item total|row total|positionssumme|zeilensumme|positionsbetrag|gesamtpreis|montant ligne|total ligne|total línea|importe línea|totale riga|regeltotaal|wartość pozycji",
        "line_tax": "line tax|item tax|tax per item|steuer position|tva ligne",
        "unit_cost": "cost|unit cost|cost price|purchase price|cost per item|cost per unit|einkaufspreis|kosten|stückkosten|selbstkosten|coût|coût unitaire|prix d achat|coste|costo|costo unitario|custo|kostprijs|koszt|себестоимость|原価|成本",
        "line_cost": "line cost|total cost|cogs|cost of goods|cost of goods sold|wareneinsatz|kosten gesamt|coût total|coste total|costo totale",
        "total": "total|order total|grand total|total amount|amount|invoice total|invoice amount|total price|total incl tax|total with tax|gross|gross total|gesamt|gesamtbetrag|summe|endbetrag|brutto|bruttobetrag|rechnungsbetrag|betrag|total ttc|montant ttc|montant|importe|importe total|totale|totale ordine|importo|valor|valor total|totaal|totaalbedrag|bedrag|razem|wartość brutto|kwota|summa|итого|сумма|合計|总额|金额|총액",
        "total_net": "net total|net amount|total net|subtotal net|total excl tax|total without tax|net sales|netto|nettobetrag|summe netto|gesamt netto|total ht|montant ht|base imponible|importe neto|imponibile|totale netto|totaal excl btw|netto bedrag|wartość netto|税抜合計",
        "tax": "tax|taxes|vat|gst|sales tax|total tax|order tax|tax amount|vat amount|mwst|mehrwertsteuer|ust|umsatzsteuer|steuer|steuerbetrag|tva|montant tva|iva|impuesto|impuestos|imposta|btw|podatek|moms|налог|ндс|消費税|税额",
        "shipping": "shipping|shipping cost|shipping costs|shipping total|order shipping|delivery|delivery cost|freight|postage|versand|versandkosten|lieferkosten|porto|fracht|frais de port|livraison|envío|gastos de envío|spedizione|spese di spedizione|frete|verzendkosten|wysyłka|koszt dostawy|frakt|доставка|送料|运费",
        "refunded": "refunded|refunded amount|amount refunded|refund|refund amount|order refund amount|refund total|total refunded|total refund|refunds|erstattet|erstatteter betrag|erstattung|erstattungsbetrag|rückerstattung|rückerstattet|gutschrift|remboursé|montant remboursé|remboursement|reembolso|importe reembolsado|reembolsado|rimborso|importo rimborsato|rimborsato|terugbetaald|terugbetaling|zwrot|kwota zwrotu|återbetalt|återbetalning|возврат|сумма возврата|返金|返金額|退款|退款金额|환불",
        "refunded_at": "refunded at|refunded on|refund date|refunded date|date refunded|date of refund|erstattet am|erstattungsdatum|rückerstattet am|date de remboursement|remboursé le|fecha de reembolso|data rimborso|terugbetaald op|data zwrotu|дата возврата|返金日|退款日期",
        "discount": "discount|discounts|discount amount|order discount|total discount|coupon amount|rabatt|nachlass|remise|réduction|descuento|sconto|desconto|korting|zniżka|скидка|割引|折扣",
    },
    "product": {
        "name": "name|product|product name|item|description|bezeichnung|produkt|produktname|artikel|artikelname|nom|produit|nombre|producto|prodotto|produto|товар|название|製品名|产品名称",
        "code": "code|product code|sku|item number|article number|artikelnummer|artikel nr|produktcode|référence|reference|código|codigo|codice|артикул|商品コード|编码|part number",
        "price": "price|sales price|unit price|list price|preis|verkaufspreis|listenpreis|stückpreis|prix|prix unitaire|precio|prezzo|preço|prijs|cena|pris|цена|価格|价格|가격",
        "cost": "cost|unit cost|purchase price|cost price|einkaufspreis|kosten|stückkosten|coût|coste|costo|custo|kostprijs|koszt|себестоимость|原価|成本",
        "currency": "currency|currency code|währung|devise|moneda|valuta|moeda|waluta|валюта|通貨|货币",
        "external_id": "id|product id|record id|external id|identifier",
        "accrue_id": "accrue id|accrue number",
    },
}


def plain(text: str) -> str:
    """Letters and digits alone, lower case, without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if c.isalnum())


@cache
def targets_by_word(kind: str) -> dict[str, str]:
    """What a column so called goes to."""
    return {
        plain(word): key for key, words in WORDS[kind].items() for word in words.split("|") if plain(word)
    }
