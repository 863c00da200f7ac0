"""Areas in the order that a reader asks for."""

from dataclasses import dataclass

from doisoat.desk.warehouse import Rows

LEVELS = ("city", "district", "ward", "village")
# Column to sort by, and whether the largest comes first.
ORDERS = {
    "area": False,
    "beneficiaries": True,
    "share": False,
    "account_problem": True,
    "no_account": True,
    "held": True,
    "paid_by_account": True,
    "forecast_share": False,
    "needed_per_working_day": True,
}


@dataclass(frozen=True)
class Order:
    """A column of ORDERS to sort by; `is_turned`: the other way round than usual."""

    column: str
    is_turned: bool = False

    @classmethod
    def read(cls, text: str) -> "Order":
        """From an address: a column, with - before it the other way round; the first of ORDERS if it names none."""
        column = text.removeprefix("-")
        return cls(column, text != column) if column in ORDERS else cls(next(iter(ORDERS)))

    @property
    def descends(self) -> bool:
        return ORDERS[self.column] != self.is_turned

    def __str__(self) -> str:
        return f"-{self.column}" if self.is_turned else self.column

    def after_click(self, column: str) -> "Order":
        """What the head of a column leads to: the order of that column, or of the one at hand the other way round."""
        return Order(column, column == self.column and not self.is_turned)


def ordered(areas: Rows, order: Order) -> Rows:
    """In that order, unknown values last whichever way round."""
    known = [area for area in areas if area[order.column] is not None]
    rest = [area for area in areas if area[order.column] is None]
    return sorted(known, key=lambda area: area[order.column], reverse=order.descends) + rest
