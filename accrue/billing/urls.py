from django.urls import path

from accrue.billing.views import currencies, lists, panels, records

app_name = "billing"
urlpatterns = [
    path("orders/", lists.orders, name="orders"),
    path("orders/<int:pk>/", records.order, name="order"),
    path("orders/<int:pk>/timeline/", records.order_timeline, name="order_timeline"),
    path("orders/<int:pk>/cancel/", records.cancel, name="cancel"),
    path("orders/of-person/<int:pk>/", panels.of_person, name="of_person"),
    path("orders/of-company/<int:pk>/", panels.of_company, name="of_company"),
    path("orders/of-deal/<int:pk>/", panels.of_deal, name="of_deal"),
    path("invoices/", lists.invoices, name="invoices"),
    path("invoices/<int:pk>/", records.invoice, name="invoice"),
    path("invoices/<int:pk>/pay/", records.pay, name="pay"),
    path("invoices/<int:pk>/refund/", records.refund, name="refund"),
    path("payments/", lists.payments, name="payments"),
    path("currencies/", currencies.currencies, name="currencies"),
    path("currencies/rate/", currencies.set_rate, name="set_rate"),
    path("currencies/import/", currencies.import_rates, name="import_rates"),
    path("currencies/base/", currencies.choose_base, name="choose_base"),
    path("currencies/rates/<int:pk>/delete/", currencies.delete_rate, name="delete_rate"),
]
