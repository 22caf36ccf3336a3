"""What the texts of a file say of an order: that it stands, that it was cancelled, or that it is none yet."""

from __future__ import annotations

from accrue.exchange.options import Options
from accrue.exchange.planning.item import compact

ORDER, CANCELLED, NONE = "order", "cancelled", "none"
MEANINGS = {ORDER: "An order", CANCELLED: "A cancelled order", NONE: "No order: leave its rows out"}
WORDS = {
    ORDER: "paid|complete|completed|confirmed|closed|done|delivered|shipped|sent|fulfilled|unfulfilled|partially fulfilled|partial|partially paid|partially refunded|processing|in progress|open|pending|authorized|on hold|invoiced|overdue|unpaid|succeeded|success|ok|active|won|new|bezahlt|offen|abgeschlossen|erledigt|versendet|versandt|geliefert|bestätigt|in bearbeitung|fakturiert|berechnet|payée|payé|expédiée|livrée|terminée|confirmée|en cours|pagado|enviado|entregado|completado|confirmado|pagato|spedito|consegnato|completato|confermato|betaald|verzonden|geleverd|voltooid|opłacone|wysłane|zrealizowane|betald|betalt|оплачен|доставлен|выполнен",
    CANCELLED: "cancelled|canceled|void|voided|refunded|returned|charged back|reversed|deleted|storniert|storno|erstattet|annulliert|widerrufen|annulée|annulé|remboursée|remboursé|cancelado|cancelada|reembolsado|anulado|annullato|rimborsato|geannuleerd|terugbetaald|anulowane|zwrócone|annullerad|annulleret|отменён|отменен|возврат",
    NONE: "draft|checkout draft|quote|quotation|estimate|offer|proposal|abandoned|failed|declined|expired|pending payment|incomplete|requires payment method|entwurf|angebot|fehlgeschlagen|abgebrochen|devis|brouillon|échouée|borrador|presupuesto|fallido|bozza|preventivo|fallito|concept|offerte|mislukt|szkic|oferta",
}  # fmt: skip
REFUNDED_IN_PART = compact("partially refunded")
_MEANT = {compact(word): meaning for meaning, words in WORDS.items() for word in words.split("|")}


def meaning_of(text: str, options: Options) -> str:
    """As said for this import, else as such words usually mean. Raises ValueError."""
    found = (
        options.states.get(text)
        or _MEANT.get(compact(text).removeprefix("wc"), "")
        or _MEANT.get(compact(text), "")
    )
    if not found:
        raise ValueError(f"What does “{text[:60]}” say of an order? Choose it on the page before.")
    return found
