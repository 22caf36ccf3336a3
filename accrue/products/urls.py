from django.urls import path

from accrue.products import views

app_name = "products"
urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/new/", views.new_product, name="new_product"),
    path("products/<int:product_id>/", views.product, name="product"),
    path("products/<int:product_id>/edit/", views.edit_product, name="edit_product"),
    path("products/<int:product_id>/timeline/", views.product_timeline, name="product_timeline"),
    path("products/<int:product_id>/archive/", views.archive_product, name="archive_product"),
    path("products/<int:product_id>/restore/", views.restore_product, name="restore_product"),
]
