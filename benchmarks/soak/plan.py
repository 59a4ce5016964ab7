"""What happens in a soak: which links truly change, and which faults hide it. All from one random seed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.soak.world import CREDITS, HOST_FAULTS, LOSSES, Fault, Host, SoakLink, Spell, Truth, World

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SHARED_HOSTS = 6  # hosts with many pages
PAGES_OF_SHARED = 12
DAYS_FOR_GONE_DOMAINS = 28  # it takes 14 days to believe that a domain is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much happens."""

    links: int = 300
    days: int = 30
    losses: int = 30
    credit_changes: int = 20
    restorations: int = 10
    flapping: int = 6
    own_faults: int = 6
    spells: int = 350  # of hosts


def make_world(seed: int, size: Size) -> World:
    """A world of this size; the same seed makes the same world."""
    dice = random.Random(seed)
    hosts, links = _links(size)
    world = World(start=START, end=START + size.days * DAY, hosts=hosts, links=links, own=[], now=START)
    _change_links(world, size, dice)
    _trouble_hosts(world, size, dice)
    _trouble_ourselves(world, size, dice)
    return world


def _links(size: Size) -> tuple[list[Host], list[SoakLink]]:
    hosts: list[Host] = []
    links: list[SoakLink] = []
    for number in range(size.links):
        shared = number < SHARED_HOSTS * PAGES_OF_SHARED
        if not shared or number % PAGES_OF_SHARED == 0:
            hosts.append(Host(name=f"host{len(hosts)}.example"))
        links.append(SoakLink(number, hosts[-1], f"/page-{number}", [(START, Truth.FOLLOWED)]))
    return hosts, links


def _moment(dice: random.Random, first: datetime, last: datetime) -> datetime:
    return first + (last - first) * dice.random()


def _change_links(world: World, size: Size, dice: random.Random) -> None:
    """Everybody is seen for a day first, and the last days are left for the engine to notice."""
    first, last = world.start + DAY, world.end - 4 * DAY
    # a redesign of one host that takes all its links away is as many losses as it has pages
    redesigned, others = world.links[:PAGES_OF_SHARED], world.links[PAGES_OF_SHARED:]
    if size.losses >= 2 * PAGES_OF_SHARED:
        moment = _moment(dice, first, last)
        for link in redesigned:
            link.truths.append((moment, Truth.REMOVED))
        losses = size.losses - PAGES_OF_SHARED
    else:
        others, losses = world.links[:], size.losses
    if size.days >= DAYS_FOR_GONE_DOMAINS:
        alone = others.pop()  # the last hosts have one page each
        alone.truths.append((_moment(dice, first, first + 8 * DAY), Truth.DOMAIN_GONE))
        losses -= 1
    dice.shuffle(others)
    for place in range(losses):
        link = others.pop()
        back = place < size.restorations
        loss = LOSSES[place % len(LOSSES)]
        moment = _moment(dice, first, first + (last - first) / 2 if back else last)
        link.truths.append((moment, loss))
        if back:
            link.truths.append((_moment(dice, moment + 3 * DAY, last), Truth.FOLLOWED))
    for place in range(size.credit_changes):
        others.pop().truths.append((_moment(dice, first, last), CREDITS[place % len(CREDITS)]))
    for place in range(size.flapping):
        _flap(others.pop(), world, dice, brief=place % 2 == 0)


def _flap(link: SoakLink, world: World, dice: random.Random, *, brief: bool) -> None:
    """A link that comes and goes: for less than a confirmation takes, or for half days."""
    link.flaps = True
    away = timedelta(minutes=40) if brief else 12 * HOUR
    moment = _moment(dice, world.start + DAY, world.start + 2 * DAY)
    while moment < world.end - 2 * DAY:
        link.truths += [(moment, Truth.REMOVED), (moment + away, Truth.FOLLOWED)]
        moment += away + timedelta(hours=dice.uniform(8, 30))


def _trouble_hosts(world: World, size: Size, dice: random.Random) -> None:
    for host in world.hosts:
        if dice.random() < 0.3:
            host.redesigns.append(_moment(dice, world.start, world.end))
    for place in range(size.spells):
        fault = HOST_FAULTS[place % len(HOST_FAULTS)]
        longest = {Fault.NXDOMAIN: 10 * DAY, Fault.REFUSED: 10 * DAY, Fault.HANG: 12 * HOUR}.get(fault, 3 * DAY)
        start = _moment(dice, world.start + DAY / 2, world.end - DAY)
        host = dice.choice(world.hosts)
        if not any(spell.start - DAY < start < spell.end + DAY for spell in host.spells):
            host.spells.append(Spell(fault, start, min(start + longest * dice.random(), world.end - DAY)))


def _trouble_ourselves(world: World, size: Size, dice: random.Random) -> None:
    faults = [Fault.OWN_PORTAL, Fault.OWN_DNS, Fault.OWN_BANNED, Fault.OWN_NXDOMAIN]
    slot = (world.end - world.start - 2 * DAY) / max(1, size.own_faults)
    for place in range(size.own_faults):
        start = world.start + DAY + slot * (place + dice.random() / 2)
        fault = faults[place % len(faults)]
        hours = dice.uniform(1, 8) if fault is Fault.OWN_PORTAL else dice.uniform(2, 48)
        world.own.append(Spell(fault, start, start + min(hours * HOUR, slot / 2)))
