"""add, links, export, check, profile: links as the people of a server see them."""

import gzip
from dataclasses import replace

import pytest

from bot.services.backlinks import Filter
from cogs.common.listing import line_of
from storage import metrics
from storage.words import Reason, Status
from tests.reports import samples
from tests.scenarios.conftest import Scenario, text_of
from tests.scenarios.web import Web

SITE = "example.com"
TARGET = "https://example.com/"


async def links_of(scenario: Scenario) -> dict[str, Status]:
    (site,) = await scenario.bot.sites.all(scenario.alice.guild.id)
    links = await scenario.bot.backlinks.all(scenario.alice.guild.id, site)
    return {link.source_url: link.status for link in links}


async def test_a_pasted_list_is_added_and_checked_at_once(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    one, two = web.link("/one", TARGET), web.link("/two", TARGET, rel="sponsored")
    answer = await scenario.say(scenario.bob, f"!add Here they are:\n- <{one}>\n- [two]({two})\n{one}\nnothing here")
    assert "Added 2 links to `example.com`" in answer.content
    assert "1 twice in your list" in answer.content
    assert "2 lines without a web address (line 1: `Here they are:`, line 5: `nothing here`)" in answer.content
    assert await links_of(scenario) == {one: Status.LIVE, two: Status.LIVE}


async def test_links_that_are_watched_already_are_counted(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    page = web.link("/one", TARGET)
    await scenario.say(scenario.bob, f"!add {page}")
    answer = await scenario.say(scenario.bob, f"!add {page}")
    assert "Nothing new in that list." in answer.content
    assert "1 watched already" in answer.content


async def test_an_attached_export_is_added_by_its_columns(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE, "example.org")
    rows = [
        f"5,T,{web.link('/a', TARGET)},{TARGET},word",
        f"5,T,{web.link('/b', TARGET)},https://shop.example.org/x,word",
    ]
    rows.append(f"5,T,{web.url('/c')},https://stranger.net/,word")
    table = "\n".join(["Page ascore,Source title,Source url,Target url,Anchor", *rows])
    answer = await scenario.say(scenario.bob, "!add", attachments=(("export.csv", table.encode("utf-16")),))
    assert "Added 2 links to `example.com`, `example.org`" in answer.content
    assert "1 leading to `stranger.net`, which is not watched here" in answer.content


async def test_the_metrics_of_an_export_are_kept_and_count(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    export = f"Referring page URL\tDomain rating\tTarget URL\tAnchor\n{web.link('/a', TARGET)}\t63\t{TARGET}\tword\n"
    answer = await scenario.say(scenario.bob, "!add", attachments=(("ahrefs.csv", export.encode("utf-16")),))
    assert "Added 1 link" in answer.content
    assert "Ahrefs' Domain Rating of 1 domain kept for their authority" in answer.content
    domains = b"Domain,TrustFlow\na.com,18\nb.com,20\n"
    answer = await scenario.say(scenario.bob, "!add", attachments=(("majestic.csv", domains),))
    assert "lists domains, not pages" in answer.content
    assert "Majestic's Trust Flow of 2 domains kept" in answer.content
    guild_id = scenario.alice.guild.id
    known = await scenario.database.read(metrics.of_domain, guild_id, "127.0.0.1")
    assert known["ahrefs_dr"].value == 63
    assert await scenario.database.read(metrics.of_domain, guild_id + 1, "127.0.0.1") == {}


async def test_a_slash_command_takes_a_file_and_answers_the_person_alone(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    result = await scenario.slash(scenario.bob, "add", file=("list.txt", web.link("/a", TARGET).encode()))
    assert result.ephemeral
    assert "Added 1 link" in result.response.content


async def test_with_several_sites_a_list_says_which_one_it_is_for(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE, "example.org")
    page = web.link("/one", TARGET)
    answer = await scenario.say(scenario.bob, f"!add {page}")
    assert "Which site do these links lead to?" in answer.content
    answer = await scenario.say(scenario.bob, f"!add {SITE} {page}")
    assert "Added 1 link to `example.com`" in answer.content


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("!add", "Which links?"),
        ("!add nothing to see", "There is no web address in that."),
        ("!add https://example.com/own https://blog.example.com/x", "2 of the site's own pages"),
        ("!add http://10.0.0.1/secret http://169.254.169.254/latest", "2 at private addresses"),
    ],
)
async def test_a_list_of_no_use_gets_a_sentence(scenario: Scenario, typed: str, words: str) -> None:
    await scenario.watched(SITE)
    assert words in (await scenario.say(scenario.bob, typed)).content


async def test_a_file_of_something_else_is_refused_with_what_to_do(scenario: Scenario) -> None:
    await scenario.watched(SITE)
    answer = await scenario.say(scenario.bob, "!add", attachments=(("book.xlsx", b"PK\x03\x04rest"),))
    assert "Save the sheet as CSV" in answer.content


async def test_what_strangers_wrote_is_shown_harmless(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    page = web.link("/one", TARGET, anchor="@everyone [free](https://evil.example) **now**")
    await scenario.say(scenario.bob, f"!add {page}\n@everyone `x` [a](b)")
    shown = await scenario.say(scenario.bob, "!links")
    assert "[free](" not in text_of(shown)
    assert "\\[free\\]" in text_of(shown)
    assert not any(message.mention_everyone for message in scenario.channel.history() if message.author.bot)


async def test_links_are_narrowed_down_by_a_word(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    followed, paid = web.link("/followed", TARGET), web.link("/paid", TARGET, rel="sponsored")
    await scenario.say(scenario.bob, f"!add {followed} {paid}")
    assert "2 links, page 1 of 1" in text_of(await scenario.say(scenario.bob, "!links"))
    shown = text_of(await scenario.say(scenario.bob, "!links sponsored"))
    assert "/paid" in shown
    assert "/followed" not in shown
    assert "No link is lost" in text_of(await scenario.say(scenario.bob, "!links example.com lost"))


async def test_a_word_that_narrows_nothing_down_lists_those_that_do(scenario: Scenario) -> None:
    await scenario.watched(SITE)
    answer = await scenario.say(scenario.bob, "!links shiny")
    assert all(f"`{word}`" in answer.content for word in Filter)


async def test_pages_are_turned_by_buttons_that_outlive_a_restart(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    pages = " ".join(web.link(f"/{number:02}", TARGET) for number in range(20))
    await scenario.say(scenario.bob, f"!add {pages}")
    shown = await scenario.say(scenario.bob, "!links")
    assert "20 links, page 1 of 3" in text_of(shown)
    await scenario.restart()
    await scenario.bob.click(shown, label="Next")
    (edited,) = [message for message in scenario.channel.history() if message.id == shown.id]
    assert "page 2 of 3" in text_of(edited)
    copy = await scenario.alice.click(edited, label="Next")
    assert copy.ephemeral
    assert "page 3 of 3" in text_of(copy.response)
    (unchanged,) = [message for message in scenario.channel.history() if message.id == shown.id]
    assert "page 2 of 3" in text_of(unchanged)


async def test_a_check_tells_what_it_saw(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    here, gone, walled = web.link("/here", TARGET), web.link("/gone", TARGET), web.link("/walled", TARGET)
    await scenario.say(scenario.bob, f"!add {here} {gone} {walled}")
    web.pages["/gone"], web.pages["/walled"] = 404, 403
    answer = await scenario.say(scenario.bob, "!check")
    assert "**1** of 3 links there, 1 missing, 1 could not be told" in answer.content
    assert "I look again after 1 hour before I call a missing link lost." in answer.content
    assert await links_of(scenario) == {here: Status.LIVE, gone: Status.LIVE, walled: Status.LIVE}


async def test_a_long_check_shows_how_far_it_is_and_edits_at_its_own_pace(
    scenario: Scenario, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.common.progress.EDIT_EVERY_SECONDS", 0.4)
    await scenario.watched(SITE)
    await scenario.say(scenario.bob, "!add " + " ".join(web.link(f"/{number}", TARGET) for number in range(12)))
    web.seconds = 0.1  # one host, one page at a time: more than a second in all
    before = len(scenario.env.http_requests)
    answer = await scenario.say(scenario.bob, "!check")
    edits = [one for one in scenario.env.http_requests[before:] if one.method == "PATCH"]
    assert "**12** of 12 links there" in answer.content
    assert 2 <= len(edits) <= 6
    assert "of 12 pages" in str(edits[0].json)


async def test_a_check_of_one_page_shows_its_evidence(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    page = web.link("/here", TARGET, rel="nofollow")
    await scenario.say(scenario.bob, f"!add {page}")
    answer = await scenario.say(scenario.bob, f"!check {page}")
    assert "live" in answer.content
    assert "nofollow" in answer.content


async def test_a_page_without_the_link_is_added_and_its_check_says_so(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    web.pages["/post"] = "<title>Page</title><p>" + "Beans and compost, week after week. " * 40 + "</p>"
    await scenario.say(scenario.bob, f"!add {web.url('/post')}")
    answer = await scenario.say(scenario.bob, f"!check {web.url('/post')}")
    assert "no link seen yet" in answer.content
    assert "I look again after 1 hour before I call a missing link lost." in answer.content


def test_a_page_that_never_had_the_link_is_not_called_unchecked() -> None:
    seen = samples.link(status=Status.PENDING, credit=None, anchor=None, reason=Reason.LINK_REMOVED)
    assert "no link seen yet" in line_of(seen)
    assert "the page is there, the link is not" in line_of(seen)
    assert "not checked yet" in line_of(replace(seen, checked_at=None, reason=None))


async def test_a_page_that_nobody_watches_is_not_checked(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    answer = await scenario.say(scenario.bob, "!check https://techblog.dev/post")
    assert "`https://techblog.dev/post` is not among the pages that I watch" in answer.content


async def test_a_link_that_is_lost_already_needs_no_second_look(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    page = web.link("/gone", TARGET)
    await scenario.say(scenario.bob, f"!add {page}")
    web.pages["/gone"] = 404
    assert "I look again after 1 hour" in (await scenario.say(scenario.bob, f"!check {page}")).content
    await scenario.database.write(lambda db: db.execute("UPDATE backlinks SET status = 'lost'"))
    answer = await scenario.say(scenario.bob, f"!check {page}")
    assert "lost" in answer.content
    assert "I look again" not in answer.content


async def test_checks_are_limited_and_a_refused_one_does_not_count(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    await scenario.say(scenario.bob, f"!add {web.link('/here', TARGET)}")
    for _ in range(4):
        assert "is not among the pages" in (await scenario.say(scenario.bob, "!check https://a.example/x")).content
    answers = [(await scenario.say(scenario.bob, "!check")).content for _ in range(4)]
    assert all("live" in answer for answer in answers[:3])
    assert answers[3].startswith("This server has asked for 3 checks within 30 seconds")
    assert "Try again in" in answers[3]


async def test_the_profile_shows_numbers_and_a_chart(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    await scenario.say(scenario.bob, f"!add {web.link('/a', TARGET)} {web.link('/b', TARGET, rel='nofollow')}")
    typed = await scenario.say(scenario.bob, "!profile example.com")
    assert "2 live" in text_of(typed)
    assert any(attachment.filename.endswith(".png") for attachment in typed.attachments)
    picked = await scenario.slash(scenario.bob, "profile", site="example.com")
    assert "2 live" in text_of(picked.response)
    assert any(attachment.filename.endswith(".png") for attachment in picked.response.attachments)


async def test_an_export_has_every_link(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    await scenario.say(scenario.bob, f"!add {web.link('/a', TARGET, anchor='=1+1')} {web.link('/b', TARGET)}")
    answer = await scenario.say(scenario.bob, "!export")
    (attachment,) = answer.attachments
    assert attachment.filename == "links-example.com.csv"
    text = (await attachment.read()).decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "'=1+1" in text


async def test_an_export_too_large_for_discord_is_packed(
    scenario: Scenario, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scenario.watched(SITE)
    await scenario.say(scenario.bob, "!add " + " ".join(web.link(f"/page/{n}", TARGET) for n in range(20)))
    monkeypatch.setattr(scenario.bot.extensions["cogs.links"], "MAX_FILE_BYTES", 1_500)
    (attachment,) = (await scenario.say(scenario.bob, "!export")).attachments
    assert attachment.filename == "links-example.com.csv.gz"
    assert len(gzip.decompress(await attachment.read()).splitlines()) == 21


async def test_a_lost_link_is_told_in_the_alerts_channel(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    await scenario.say(scenario.alice, f"!alerts {scenario.alerts.mention}")
    await scenario.say(scenario.bob, f"!add {web.link('/a', TARGET, rel='nofollow')}")
    web.link("/a", TARGET, rel="sponsored")
    await scenario.say(scenario.bob, "!check")
    await scenario.deliver()
    assert "sponsored" in text_of(scenario.alerts.last_message)


async def test_another_servers_links_are_out_of_reach(scenario: Scenario, web: Web) -> None:
    await scenario.watched(SITE)
    page = web.link("/secret", TARGET)
    await scenario.say(scenario.bob, f"!add {page}")
    shown = await scenario.say(scenario.bob, "!links")
    await scenario.say(scenario.mallory, "!watch example.com")
    assert "No links yet" in text_of(await scenario.say(scenario.mallory, "!links"))
    assert "no links to export" in (await scenario.say(scenario.mallory, "!export")).content
    assert "not among the pages" in (await scenario.say(scenario.mallory, f"!check {page}")).content
    assert "/secret" in text_of(shown)
