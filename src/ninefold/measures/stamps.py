"""What every finding of one run carries alike."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from ninefold.contracts.product_card import ProductCard


@dataclass(frozen=True)
class Stamp:
    """The product, the moment, the run, and the day the findings expire; `as_of` is UTC without a zone."""

    product: str
    version: str
    as_of: datetime
    horizon: str
    run: str
    expires: date

    def columns(self, subject_kind: str, rows: int) -> dict[str, pa.Array]:
        """The stamp as columns of so many findings."""
        alike = {
            "subject_kind": pa.scalar(subject_kind),
            "product": pa.scalar(self.product),
            "version": pa.scalar(self.version),
            "as_of": pa.scalar(self.as_of, pa.timestamp("us")),
            "horizon": pa.scalar(self.horizon),
            "run": pa.scalar(self.run),
            "expires": pa.scalar(self.expires, pa.date32()),
        }
        return {name: pa.repeat(value, rows) for name, value in alike.items()}


def stamp(card: ProductCard, as_of: datetime, run: str) -> Stamp:
    """The stamp of a run of the product with this card."""
    moment = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
    expires = moment.date() + timedelta(days=card.expires_after_days)
    return Stamp(card.name, card.version, moment, card.horizon, run, expires)
