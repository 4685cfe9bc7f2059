"""Reports on paper and on a phone: in few pages, and nothing wider than what it stands on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Pages = Callable[[str], Path]
    Look = Callable[..., Any]

MOST_PAGES = 11
"""Pages that a report of a country may take: what is longer, nobody reads on paper."""
WIDE = """() => {
  const scrolls = (node) => {
    for (let at = node.parentElement; at; at = at.parentElement)
      if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const edge = document.documentElement.clientWidth + 1;
  return [...document.querySelectorAll("body *")]
    .filter((one) => !one.closest("svg *") && one.getBoundingClientRect().right > edge && !scrolls(one))
    .map((one) => `${one.tagName} ${one.getAttribute("class")} ${one.id}`);
}"""
"""Elements that reach beyond the right edge of the page, those in boxes that scroll apart."""
WRAPPED = """() => [...document.querySelectorAll("dl.facts div")].filter((card) =>
  card.scrollWidth > card.clientWidth || card.scrollHeight > card.clientHeight).map((card) => card.textContent)"""
"""Cards of the head whose text does not fit into them."""
SIZES = ("phone", "small phone")


def printed_pages(page: Any) -> int:
    """Pages of the page's PDF."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("name", ["worked", "large"])
def test_a_report_is_printed_on_few_pages(name: str, pages: Pages, look: Look) -> None:
    page = look(pages(name)).page
    assert 2 < printed_pages(page) <= MOST_PAGES


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["tiny", "worked", "large", "abreast"])
def test_nothing_is_wider_than_a_phone(name: str, size: str, pages: Pages, look: Look) -> None:
    page = look(pages(name), size).page
    assert page.evaluate(WIDE) == []
    assert page.evaluate(WRAPPED) == []


def test_what_is_too_wide_is_found(pages: Pages, look: Look) -> None:
    page = look(pages("tiny"), "phone").page
    page.evaluate("document.querySelector('h1').style.width = '3000px'")
    assert any(one.startswith("H1") for one in page.evaluate(WIDE))
