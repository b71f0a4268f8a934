"""Finding trials by words: SQLite's full-text index where there is one, else comparing letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from matcher.store.schema import trials

_INDEX = "trial_words"
_WORD = re.compile(r"\w+")
_MOST_WORDS = 20
_TELLING = 3
"""Letters of the shortest word that is worth finding alone: not "of", not "in"."""
_SHORTEST_NAME = 4
"""Letters of the shortest other name that is looked for: an abbreviation stands for too much."""
_MOST_NAMES = 40
_WEIGHTS = {"key": 4.0, "title": 1.0, "conditions": 3.0}
"""How much a word counts where it stands: a condition is what the trial is about, a title may only touch it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What must be found together: all the words, or one of the other names of what they mean."""

    words: tuple[str, ...]
    names: tuple[str, ...] = ()


def find(connection: sa.Connection, words: str, limit: int) -> list[int]:
    """Ids of the trials that have all words, the best first; of those that have some, where none has all.

    What the vocabulary knows by other names is found by those too: "heart attack" finds myocardial infarction.
    """
    asked = [word.lower() for word in _WORD.findall(words)][:_MOST_WORDS]
    if not asked or limit < 1:
        return []
    search = _by_index if _has_index(connection) else _by_letters
    whole = _other_names(" ".join(asked))
    each = [_Asked(tuple(asked), whole)] if whole else [_Asked((word,), _other_names(word)) for word in asked]
    found = search(connection, each, limit, "AND")
    telling = [_Asked((word,)) for word in asked if len(word) >= _TELLING]
    return found if found or len(asked) == 1 or not telling else search(connection, telling, limit, "OR")


def _other_names(words: str) -> tuple[str, ...]:
    """The names of the one disease, drug or procedure that some words mean, without the words themselves."""
    from matcher.terms import vocabulary

    meant = vocabulary().lookup(words) if len(words) >= _TELLING else ()
    if len(meant) != 1:
        return ()
    written = (" ".join(_WORD.findall(name.lower())) for name in (meant[0].name, *meant[0].synonyms))
    names = dict.fromkeys(name for name in written if len(name) >= _SHORTEST_NAME and name != words)
    return tuple(names)[:_MOST_NAMES]


def remember(connection: sa.Connection, number: int, key: str, title: str | None, conditions: Sequence[str]) -> None:
    """Put a trial's words into the index."""
    if _has_index(connection):
        forget(connection, number)
        connection.execute(
            sa.text(f"INSERT INTO {_INDEX} (rowid, key, title, conditions) VALUES (:id, :key, :title, :conditions)"),
            {"id": number, "key": key, "title": title or "", "conditions": "\n".join(conditions)},
        )


def forget(connection: sa.Connection, number: int) -> None:
    """Take a trial's words out of the index."""
    if _has_index(connection):
        connection.execute(sa.text(f"DELETE FROM {_INDEX} WHERE rowid = :id"), {"id": number})


def _has_index(connection: sa.Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    known = connection.info.get("matcher_index")
    if known is None:
        known = sa.inspect(connection).has_table(_INDEX)
        connection.info["matcher_index"] = known
    return bool(known)


def _by_index(connection: sa.Connection, asked: Sequence[_Asked], limit: int, joined: str) -> list[int]:
    query = f" {joined} ".join(f"({_clause(one)})" for one in asked)
    rank = ", ".join(map(str, _WEIGHTS.values()))
    statement = sa.text(
        f"SELECT rowid FROM {_INDEX} WHERE {_INDEX} MATCH :query ORDER BY bm25({_INDEX}, {rank}), rowid LIMIT :limit"
    )
    return list(connection.execute(statement, {"query": query, "limit": limit}).scalars())


def _clause(asked: _Asked) -> str:
    words = " AND ".join(f'"{word}"*' for word in asked.words)
    return " OR ".join([f"({words})", *(f'"{name}"' for name in asked.names)])


def _by_letters(connection: sa.Connection, asked: Sequence[_Asked], limit: int, joined: str) -> list[int]:
    columns = {"key": trials.c.key, "title": trials.c.title, "conditions": sa.cast(trials.c.conditions, sa.Text)}
    score: sa.ColumnElement[float] = sa.literal(0.0)
    met = []
    for one in asked:
        hits: dict[str, list[sa.ColumnElement[bool]]] = {word: [] for word in (*one.words, *one.names)}
        for name, column in columns.items():
            for word, hit in hits.items():
                hit.append(_begins(sa.func.coalesce(column, ""), word))
                score = score + sa.case((hit[-1], _WEIGHTS[name]), else_=0.0)
        together = sa.and_(*(sa.or_(*hits[word]) for word in one.words))
        met.append(sa.or_(together, *(sa.or_(*hits[name]) for name in one.names)))
    wanted = sa.and_(*met) if joined == "AND" else sa.or_(*met)
    statement = sa.select(trials.c.id).where(wanted).order_by(score.desc(), trials.c.id).limit(limit)
    return list(connection.execute(statement).scalars())


def _begins(column: sa.ColumnElement[str], word: str) -> sa.ColumnElement[bool]:
    """The word begins here: what stands before it is no letter."""
    text = sa.func.lower(column)
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    starts = [text.like(f"{escaped}%", escape="\\")]
    starts += [text.like(f"%{before}{escaped}%", escape="\\") for before in (" ", '"', "-", "/", "(")]
    return sa.or_(*starts)
