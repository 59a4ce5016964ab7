"""What vendors' exports say of linking domains, column by column."""

import pytest

from bot.exchange.lists import joined, read_list
from bot.exchange.metrics import HEADERS, DomainMetric, metric_columns, values_in
from bot.exchange.table import DomainsOnlyError
from bot.quality.authority import METRICS


def test_every_metric_that_is_read_has_a_name_for_people() -> None:
    assert set(HEADERS.values()) == set(METRICS)


@pytest.mark.parametrize(
    ("header", "row", "metrics"),
    [
        ("Referring page URL\tDomain rating\tUR\tTarget URL", "https://www.a.com/x\t63\t12,5\thttps://me.com/",
         {("ahrefs_dr", 63.0), ("ahrefs_page_ur", 12.5)}),
        ("#\tDomain Rating\tURL Rating\tReferring Page URL\tLink URL", "1\t55\t9\thttps://a.com/x\thttps://me.com/",
         {("ahrefs_dr", 55.0), ("ahrefs_page_ur", 9.0)}),
        ("Page ascore;Source url;Target url", "21;https://a.com/x;https://me.com/", {("semrush_page_as", 21.0)}),
        ("URL,Title,Page Authority,Domain Authority,Target URL", "https://a.com/x,T,31,44,https://me.com/",
         {("moz_page_pa", 31.0), ("moz_da", 44.0)}),
        ("Target URL,Source URL,SourceCitationFlow,SourceTrustFlow,TargetTrustFlow",
         "https://me.com/,https://a.com/x,30,18,50", {("majestic_page_cf", 30.0), ("majestic_page_tf", 18.0)}),
        ("URL,DA,DR,TF,CF", "https://a.com/x,1,2,3,4",
         {("moz_da", 1.0), ("ahrefs_dr", 2.0), ("majestic_tf", 3.0), ("majestic_cf", 4.0)}),
    ],
)  # fmt: skip
def test_each_vendors_metrics_are_read_with_their_source(
    header: str, row: str, metrics: set[tuple[str, float]]
) -> None:
    listing = read_list(f"{header}\n{row}\n".encode())
    assert len(listing.rows) == 1
    assert set(listing.metrics) == {DomainMetric("a.com", name, value) for name, value in metrics}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("63", 63.0), ("63.5", 63.5), ("63,5", 63.5), ("63/100", 63.0), (" 63 %", 63.0), ("'63", 63.0), ('="63"', 63.0),
     ("0", 0.0), ("100", 100.0), ("101", None), ("-1", None), ("n/a", None), ("", None), ("1e2", None),
     ("٣", 3.0)],
)  # fmt: skip
def test_only_a_number_of_the_scale_is_a_metric(cell: str, value: float | None) -> None:
    said = values_in([cell], metric_columns(["Domain Rating"]))
    assert said == ((("ahrefs_dr", value),) if value is not None else ())


def test_of_several_pages_the_best_speaks_for_the_domain() -> None:
    listing = read_list(b"Source url,Page ascore\nhttps://a.com/x,3\nhttps://b.a.com/y,40\nhttps://c.org/z,\n")
    assert listing.metrics == (DomainMetric("a.com", "semrush_page_as", 40.0),)


def test_a_list_of_domains_is_refused_but_brings_what_it_says_of_them() -> None:
    data = b"Position,Domain,RefDomains,CitationFlow,TrustFlow\n1,a.com,5,27,18\n2,www.b.org,9,24,-1\n"
    with pytest.raises(DomainsOnlyError, match="lists domains") as refused:
        read_list(data)
    assert set(refused.value.metrics) == {
        DomainMetric("a.com", "majestic_cf", 27.0),
        DomainMetric("a.com", "majestic_tf", 18.0),
        DomainMetric("b.org", "majestic_cf", 24.0),
    }


def test_two_files_bring_the_metrics_of_both() -> None:
    one, two = b"Source url,DR\nhttps://a.com/x,3\n", b"Source url,DA\nhttps://a.com/x,4\n"
    assert {metric.name for metric in joined([read_list(one), read_list(two)]).metrics} == {"ahrefs_dr", "moz_da"}


def test_a_table_without_metrics_brings_none() -> None:
    assert read_list(b"Source url,Anchor\nhttps://a.com/x,dr 63\n").metrics == ()
