"""The one error of this package."""


class FactsError(ValueError):
    """Facts that cannot be read or used; the message names file, row and column and says what to do.

    Attributes: `code`, a stable name such as "facts.text_in_number".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
