"""Damage to bytes: what disks, networks, editors and ill will do to a file."""

from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]
LONGEST = 2_000_000  # bytes that a mutant may grow to
TOKENS = (
    *(b'"', b"'", b";", b",", b"\t", b"\r", b"\n", b"\r\n", b"\x00", b"\x1a", b"\xef\xbb\xbf", b"\xff\xfe", b"\xad"),
    *(b"=1+1", b"@SUM(A1)", b"-1", b"0", b"1e400", b"NaN", b"99999999999999999999", b"2024-02-30", b"30/02/1945"),
    *("٣٤".encode(), "\u202e".encode(), "Ð".encode(), "e\u0301\u0323".encode(), b"\xed\xa0\x80", b"\xf5\x80"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<c/>", b"</row>", b"../", b"%s%n", b"\\", b"{}", b"[[[["),
)
EDGES = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00")


def mutate(content: bytes, random: Random) -> bytes:
    """One to four mutations, one after the other."""
    for _ in range(random.choice((1, 1, 2, 3, 4))):
        content = random.choice(MUTATIONS)(content, random)[:LONGEST]
    return content


def _block(content: bytes, random: Random) -> tuple[int, int]:
    """Start and end of a piece, mostly a short one."""
    start = random.randrange(len(content) + 1)
    return start, min(len(content), start + int(2 ** random.uniform(0, 12)))


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 4, 32)) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _truncate(content: bytes, random: Random) -> bytes:
    cut = random.randrange(len(content) + 1)
    return content[:cut] if random.random() < 0.8 else content[cut:]


def _delete(content: bytes, random: Random) -> bytes:
    start, end = _block(content, random)
    return content[:start] + content[end:]


def _duplicate(content: bytes, random: Random) -> bytes:
    start, end = _block(content, random)
    times = random.choice((1, 1, 2, 100))
    return content[:end] + content[start:end] * times + content[end:]


def _move(content: bytes, random: Random) -> bytes:
    start, end = _block(content, random)
    rest = content[:start] + content[end:]
    place = random.randrange(len(rest) + 1)
    return rest[:place] + content[start:end] + rest[place:]


def _overwrite(content: bytes, random: Random) -> bytes:
    start, end = _block(content, random)
    size = end - start
    filling = random.choice((bytes(size), b"\xff" * size, b" " * size, random.randbytes(size)))
    return content[:start] + filling + content[end:]


def _insert(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    token = random.choice(TOKENS) if random.random() < 0.8 else random.randbytes(random.randrange(1, 64))
    return content[:place] + token + content[place + random.choice((0, len(token))) :]


def _edge(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    value = random.choice(EDGES)
    return content[:place] + value + content[place + len(value) :]


def _lines(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    if len(lines) < 2:
        return content
    start, count = random.randrange(len(lines)), random.choice((1, 1, 2, len(lines)))
    return b"".join(lines[:start] + random.sample(lines, min(count, len(lines))) + lines[start:])


def _transcode(content: bytes, random: Random) -> bytes:
    """Saved again by an editor that believes in another encoding."""
    source, target = random.sample(("utf-8", "latin-1", "utf-16", "cp1258", "utf-8-sig"), 2)
    return content.decode(source, "replace").encode(target, "replace")


MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _flip, _truncate, _delete, _duplicate, _move, _overwrite, _insert, _insert, _edge, _lines, _transcode),
)
