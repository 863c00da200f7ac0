"""doisoat (đối soát: reconciliation): who on the welfare rolls is who, and whom the city can pay by account."""

__version__ = "0.1.0"
