"""The mass-loss guard: our own trouble is set aside, a true loss is told."""

from datetime import UTC, datetime, timedelta

from bot.checking.guard import HOLD, MIN_HOSTS, WINDOW, Guard, Outlook, Sight

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hosts(outlook: Outlook, numbers: range, answer: str = "") -> list[Sight]:
    return [Sight(host=f"h{n}.example", outlook=outlook, answer=answer) for n in numbers]


def test_absences_on_many_hosts_at_once_are_doubted() -> None:
    doubt = Guard().weigh(hosts(Outlook.ABSENT, range(20)) + hosts(Outlook.WELL, range(20, 30)), NOW)
    assert doubt is not None
    assert doubt.evidence == "Links were missing on 20 of 30 hosts within 2 hours."


def test_failures_on_many_hosts_at_once_are_doubted() -> None:
    assert Guard().weigh(hosts(Outlook.TROUBLED, range(20)), NOW) is not None


def test_fifty_pages_of_one_host_are_one_host() -> None:
    pages = [Sight(host="one.example", outlook=Outlook.ABSENT)] * 50
    assert Guard().weigh(pages + hosts(Outlook.WELL, range(3)), NOW) is None


def test_a_host_with_one_good_page_is_well() -> None:
    mixed = hosts(Outlook.ABSENT, range(10)) + hosts(Outlook.WELL, range(10))
    assert Guard().weigh(mixed, NOW) is None


def test_three_links_lost_by_a_small_team_are_believed() -> None:
    assert Guard().weigh(hosts(Outlook.ABSENT, range(3)), NOW) is None


def test_a_few_losses_among_many_good_hosts_are_believed() -> None:
    assert Guard().weigh(hosts(Outlook.ABSENT, range(8)) + hosts(Outlook.WELL, range(8, 60)), NOW) is None


def test_trouble_that_comes_host_by_host_is_noticed_too() -> None:
    guard = Guard()
    doubts = [guard.weigh(hosts(Outlook.TROUBLED, range(n, n + 1)), NOW + n * timedelta(minutes=10)) for n in range(8)]
    assert [doubt is not None for doubt in doubts] == [n >= MIN_HOSTS - 1 for n in range(8)]


def test_what_was_seen_long_ago_does_not_count() -> None:
    guard = Guard()
    guard.weigh(hosts(Outlook.TROUBLED, range(4)), NOW)
    assert guard.weigh(hosts(Outlook.TROUBLED, range(4, 8)), NOW + WINDOW + HOUR) is None


def test_the_same_answer_from_three_hosts_is_somebody_in_between() -> None:
    portal = hosts(Outlook.ABSENT, range(3), "login page") + hosts(Outlook.WELL, range(3, 50))
    assert Guard().weigh(portal, NOW) is not None


def test_a_true_mass_loss_is_believed_after_the_hold() -> None:
    guard = Guard()
    gone = hosts(Outlook.ABSENT, range(20))
    times = [NOW + n * HOUR for n in range(14)]
    believed = [guard.weigh(gone, at) is None for at in times]
    assert believed == [at - NOW >= HOLD for at in times]


def test_doubt_ends_when_hosts_are_well_again_and_a_new_one_has_its_own_hold() -> None:
    guard = Guard()
    guard.weigh(hosts(Outlook.TROUBLED, range(20)), NOW)
    assert guard.weigh(hosts(Outlook.WELL, range(20)), NOW + HOUR) is None
    assert guard.since is None
    later = NOW + 5 * HOLD
    doubt = guard.weigh(hosts(Outlook.ABSENT, range(20)), later)
    assert doubt is not None
    assert doubt.since == later


def test_a_share_that_was_always_high_is_in_line_with_the_past() -> None:
    guard = Guard()
    for day in range(60):
        at = NOW + day * timedelta(days=1)
        usual = [Sight(host=f"d{day}h{n}", outlook=Outlook.TROUBLED if n < 5 else Outlook.WELL) for n in range(20)]
        assert guard.weigh(usual, at) is None
    worse = hosts(Outlook.TROUBLED, range(9)) + hosts(Outlook.WELL, range(9, 20))
    assert guard.weigh(worse, NOW + timedelta(days=90)) is None
    assert Guard().weigh(worse, NOW) is not None


def test_a_clock_that_is_set_back_forgets_rather_than_doubts() -> None:
    guard = Guard()
    guard.weigh(hosts(Outlook.TROUBLED, range(20)), NOW)
    assert guard.weigh(hosts(Outlook.WELL, range(20, 22)), NOW - timedelta(days=1)) is None


def test_our_eyes_are_open_when_another_host_was_seen_well_lately() -> None:
    guard = Guard()
    guard.weigh(hosts(Outlook.WELL, range(1)), NOW)
    assert guard.sees_well(NOW + HOUR, within=HOUR, besides=())
    assert not guard.sees_well(NOW + 2 * HOUR, within=HOUR, besides=())
    assert not guard.sees_well(NOW, within=HOUR, besides={"h0.example"})
