"""Drawing with matplotlib's Agg, on a card of its own that reads on Discord's dark and light theme alike. Blocking.

All text is drawn without matplotlib's math language, and letters that the font lacks become boxes.
"""

import io
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font

from bot.reports import render
from bot.reports.series import Bar, Week

CARD, INK, FAINT = "#2b2d31", "#f2f3f5", "#5c5f66"
FONT = "DejaVu Sans"  # matplotlib brings it along
WIDTH, HEIGHT, DPI = 5.4, 2.5, 189  # inches, and dots an inch: 1020 pixels wide; Discord shows 400
ROOM_FOR_NUMBERS = 1.35  # the axis is longer than the longest bar by this
MISSING = "□"
_one_at_a_time = threading.Lock()  # matplotlib's font machinery is not made for threads


def draw_bars(panels: Sequence[tuple[str, Sequence[Bar]]]) -> bytes:
    """A PNG of horizontal bars with their numbers, one titled panel beside the other."""
    with _one_at_a_time:
        figure = _figure()
        for place, (title, bars) in enumerate(panels, 1):
            axes = figure.add_subplot(1, len(panels), place)
            _dress(axes, title)
            rows = list(bars)[::-1]
            drawn = axes.barh(range(len(rows)), [bar.value for bar in rows], color=[bar.colour for bar in rows])
            axes.bar_label(drawn, [render.number(bar.value) for bar in rows], padding=4, color=INK, fontsize=10)
            axes.set_yticks(range(len(rows)), [drawable(bar.name) for bar in rows], parse_math=False)
            axes.set_xlim(0, max([bar.value for bar in rows] + [1]) * ROOM_FOR_NUMBERS)
            axes.xaxis.set_visible(False)
        return _png(figure)


def draw_weeks(weeks: Sequence[Week], *, gained: str, lost: str) -> bytes:
    """A PNG of bars up for what was gained and down for what was lost, in these colours."""
    with _one_at_a_time:
        figure = _figure()
        axes = figure.add_subplot()
        _dress(axes, "Links gained and lost, week by week")
        places = range(len(weeks))
        up = axes.bar(places, [week.gained for week in weeks], color=gained, width=0.6)
        down = axes.bar(places, [-week.lost for week in weeks], color=lost, width=0.6)
        axes.bar_label(up, [f"+{week.gained}" if week.gained else "" for week in weeks], color=INK, padding=2)
        axes.bar_label(down, [f"-{week.lost}" if week.lost else "" for week in weeks], color=INK, padding=2)
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_xticks(places, [f"{week.start:%d %b}" for week in weeks])
        top = max([max(week.gained, week.lost) for week in weeks] + [1]) * ROOM_FOR_NUMBERS
        axes.set_ylim(-top, top)
        axes.yaxis.set_visible(False)
        return _png(figure)


def drawable(text: str, limit: int = 40) -> str:
    """Text that the chart's font can draw, one line; other letters are boxes."""
    known = _letters()
    return "".join(char if ord(char) in known else MISSING for char in render.label(text, limit))


@cache
def _letters() -> frozenset[int]:
    return frozenset(get_font(findfont(FONT)).get_charmap())


def _figure() -> Any:
    return Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=CARD, layout="constrained")


def _dress(axes: Any, title: str) -> None:
    axes.set_facecolor(CARD)
    axes.set_title(drawable(title), color=INK, fontsize=11, loc="left", pad=10, parse_math=False)
    axes.tick_params(colors=INK, length=0, labelsize=10)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "left")
        spine.set_color(FAINT)


def _png(figure: Any) -> bytes:
    target = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(target)
    return target.getvalue()
