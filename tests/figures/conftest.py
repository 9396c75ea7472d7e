"""The reading that every figure is drawn from."""

from tests.pages.conftest import long_reading

__all__ = ["long_reading"]
