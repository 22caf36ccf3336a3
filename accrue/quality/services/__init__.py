from accrue.quality.services.deciding import keep_apart, reopen_pair

__all__ = ["keep_apart", "reopen_pair"]
