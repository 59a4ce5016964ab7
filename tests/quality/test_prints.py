"""What pages of one owner share."""

from bot.quality.prints import prints_of

FRAME = "".join(f"<div class='part part-{number}'></div>" for number in range(30))


def test_comments_make_no_template_and_harm_none() -> None:
    bare = f"<body>{FRAME}</body>".encode()
    commented = f"<body><!-- begin --><?pi x?>{FRAME.replace('></div>', '><!-- ad --></div>')}</body>".encode()
    found = list(prints_of(commented, ""))
    assert [kind for kind, _ in found] == ["same_template"]
    assert found == list(prints_of(bare, ""))
