"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind

declare_kind(
    RecordKind(
        "product",
        "Product",
        "Products",
        "products.Product",
        owner=None,
        team=None,
        fields=("price_minor", "cost_minor"),
    )
)
