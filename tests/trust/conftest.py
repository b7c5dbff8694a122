"""The browser of tests/browser, for the tests that look at whole outputs in it."""

from tests.browser.conftest import browser, show

__all__ = ["browser", "show"]
