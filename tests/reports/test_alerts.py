"""What an alert says, in which order, and how long it may be."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.reports import render
from bot.reports.alerts import MAX_CAUSES, render_alert
from bot.reports.causes import Change, causes_of, host_of
from bot.reports.details import render_details
from bot.reports.message import MAX_EMBED_TOTAL, Message, within_limits
from storage.records import Guild
from storage.words import Credit, EventKind, Reason
from tests.reports.samples import GUILD, SITE, change, link, lost


def alert(changes: list[Change], guild: Guild = GUILD) -> Message:
    return render_alert(changes, site=SITE, guild=guild)


def text_of(message: Message) -> str:
    embed = message.embeds[0]
    return "\n".join([embed.title or "", *(f"{field.name}\n{field.value}" for field in embed.fields)])


def test_one_site_that_removes_twelve_links_is_one_line() -> None:
    message = alert(lost("blog.example", 12))
    fields = message.embeds[0].fields
    assert message.embeds[0].title == r"example\.com: 12 links lost"
    assert [field.name for field in fields] == [r"🔴 blog\.example removed 12 links", "What to do"]
    assert "…and 9 more in the attached file" in (fields[0].value or "")
    rows = list(csv.DictReader(io.StringIO(message.attachments[0].data.decode("utf-8-sig"))))
    assert len(rows) == 12
    assert {row["reason"] for row in rows} == {"link_removed"}


def test_the_title_says_the_count_and_the_site() -> None:
    changes = [*lost("blog.example", 1), change(EventKind.RESTORED, link("https://friend.example/"))]
    assert alert(changes).embeds[0].title == r"example\.com: 1 link lost, 1 restored"


def test_a_lost_link_shows_its_evidence_worth_and_last_sight() -> None:
    shown = text_of(alert(lost("blog.example", 1)))
    assert "HTTP 200" in shown
    assert "Quality **72**" in shown
    assert "followed, in content" in shown
    assert "last seen <t:" in shown
    assert "<https://blog.example/post-0>" in shown
    assert "Ask the site whether" in shown


def test_what_was_not_measured_is_said_as_such() -> None:
    assert "Quality **not measured**" in text_of(alert(lost("blog.example", 1, quality=None)))


def test_different_reasons_are_different_causes() -> None:
    causes = causes_of(lost("blog.example", 2) + lost("blog.example", 1, reason=Reason.PAGE_GONE))
    assert sorted(cause.count for cause in causes) == [1, 2]


def test_our_own_broken_page_is_named_and_counted_as_a_page() -> None:
    broken = change(EventKind.TARGET_BROKEN, None, Reason.PAGE_GONE, after="https://example.com/old", evidence="404.")
    message = alert([broken, *lost("blog.example", 2)])
    assert message.embeds[0].title == r"example\.com: 2 links lost, 1 page of yours broken"
    assert "<https://example.com/old>" in text_of(message)
    assert "mend the page" in text_of(message)


def test_a_broken_page_of_ours_says_how_many_links_lead_there_and_lists_the_best() -> None:
    event, _ = change(EventKind.TARGET_BROKEN, None, Reason.PAGE_GONE, after="https://example.com/old", evidence="404.")
    links = [link(f"https://blog{n}.example/", quality=90.0 - n) for n in range(5)]
    message = alert([(event, one) for one in links])
    shown = text_of(message)
    assert message.embeds[0].title == r"example\.com: 1 page of yours broken (5 links)"
    assert [f"<{one.source_url}>" in shown for one in links] == [True, True, True, False, False]
    assert "Quality **90** at best" in shown
    assert message.attachments[0].data.count(b"\n") == 6


def test_the_gravest_and_most_valuable_comes_first() -> None:
    changes = [
        change(EventKind.RESTORED, link("https://restored.example/")),
        change(EventKind.ANCHOR_CHANGED, link("https://anchor.example/"), before="a", after="b"),
        *lost("weak.example", 5, quality=10.0),
        *lost("unrated.example", 9, quality=None),
        *lost("strong.example", 1, quality=90.0),
    ]
    hosts = [cause.where for cause in causes_of(changes)]
    assert hosts == ["strong.example", "weak.example", "unrated.example", "anchor.example", "restored.example"]


def test_only_good_news_is_silent_and_pings_nobody() -> None:
    guild = Guild(id=1, ping_role_id=5)
    good = alert([change(EventKind.RESTORED, link())], guild)
    assert (good.silent, good.ping_role_id) == (True, None)
    bad = alert([change(EventKind.RESTORED, link()), *lost("blog.example", 1)], guild)
    assert (bad.silent, bad.ping_role_id) == (False, 5)


def test_a_credit_that_grows_is_good_news_and_one_that_shrinks_is_not() -> None:
    better = change(EventKind.CREDIT_CHANGED, link(), before="nofollow", after="followed")
    hidden = change(EventKind.CREDIT_CHANGED, link(), before="followed", after="followed, hidden")
    assert alert([better]).silent
    assert not alert([hidden]).silent
    assert "**followed** → **followed, hidden**" in text_of(alert([hidden]))


def test_a_toxic_page_is_not_a_link_to_click() -> None:
    shown = text_of(alert([change(EventKind.TURNED_TOXIC, link("https://spam.example/x", toxicity=80.0))]))
    assert "`https://spam.example/x`" in shown
    assert "<https://spam.example" not in shown
    assert "Toxicity **80**" in shown


def test_a_round_that_was_set_aside_says_that_nothing_needs_to_be_done() -> None:
    message = render_alert(
        [change(EventKind.ROUND_SET_ASIDE, None, evidence="38 of 40 pages could not be read.")], site=None, guild=GUILD
    )
    assert message.embeds[0].title == "Our own checks were in doubt"
    assert "Nothing needs to be done" in text_of(message)


def test_every_kind_of_change_has_its_sentence() -> None:
    for kind in EventKind:
        for reason in (None, *Reason):
            assert "{" not in text_of(alert([change(kind, link(), reason, before="nofollow", after="followed")]))


hostile = st.sampled_from(["[x](https://evil.example)", "@everyone", "**b** `c`", "\n# h", "\u202e", "x" * 2000, ""])


kinds_of_changes = st.lists(st.sampled_from(EventKind), min_size=1, max_size=9)


@given(anchor=hostile, evidence=hostile, path=hostile, kinds=kinds_of_changes)
def test_an_alert_is_within_limits_and_no_strangers_text_is_alive(
    anchor: str, evidence: str, path: str, kinds: list[EventKind]
) -> None:
    changes = [
        change(kind, link(f"https://h{n}.example/{path}", anchor=anchor), before=anchor, after=path, evidence=evidence)
        for n, kind in enumerate(kinds * 3)
    ]
    for message in (alert(changes), render_details(changes, site=SITE)):
        fitted = within_limits(message)
        assert sum(map(len, fitted.embeds)) <= MAX_EMBED_TOTAL
        assert [len(embed.fields) for embed in fitted.embeds] == [len(embed.fields) for embed in message.embeds]
        words = re.sub("`[^`]*`", "", text_of(message) + (message.embeds[0].description or ""))
        assert not any(bad in words for bad in ("](http", "@everyone", "**b**", "\n# h", "\u202e"))


def test_more_causes_than_fit_are_counted_and_attached() -> None:
    changes = [one for n in range(40) for one in lost(f"site{n}.example", 1)]
    message = alert(changes)
    fields = message.embeds[0].fields
    assert fields[MAX_CAUSES].name == f"…and {40 - MAX_CAUSES} more changes"
    assert message.attachments[0].data.count(b"\n") == 41


def test_many_causes_with_long_texts_still_end_with_what_to_do() -> None:
    long = "[w](https://evil.example/)" * 40
    urls = [f"https://{'h' * 60}{n}.example/{n}{'p' * 150}{m}" for n in range(12) for m in range(4)]
    changes = [change(EventKind.LOST, link(url, anchor=long), Reason.PAGE_GONE, evidence=long) for url in urls]
    fitted = within_limits(alert(changes))
    assert [field.name for field in fitted.embeds[0].fields][-2:] == ["…and 16 more changes", "What to do"]
    assert [attachment.name for attachment in fitted.attachments] == ["changes-example.com.csv"]


def test_details_list_every_link() -> None:
    message = render_details([*lost("blog.example", 5), *lost("news.example", 1, credit=Credit.UGC)], site=SITE)
    description = message.embeds[0].description or ""
    assert all(f"`https://blog.example/post-{n}`" in description for n in range(5))
    assert "user content (ugc)" in description
    assert description.count("41 links") == 2  # each evidence once, above its links
    assert [file.name for file in message.attachments] == ["changes-example.com.csv"]


def test_details_of_links_that_were_removed_since_say_so() -> None:
    assert "not watched any more" in render_details([], site=SITE).content


def test_hosts_are_named_as_browsers_resolve_them() -> None:
    assert host_of("https://www.Bücher.example:8080/x") == "xn--bcher-kva.example"
    assert host_of("nonsense") == "nonsense"
    assert render.host("xn--bcher-kva.example") == r"bücher\.example"
