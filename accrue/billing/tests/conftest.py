from accrue.sales.tests.conftest import floor

__all__ = ["floor"]
