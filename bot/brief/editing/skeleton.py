"""A beginning for a new brief: commented, in order, and sound as a draft."""

from __future__ import annotations

from bot.brief.editing.schema import MODELINE
from bot.brief.parse.nodes import Node, scalar_type


def skeleton(slug: str, today: str) -> str:
    """The text of `<slug>.yaml`. `today` is an ISO date; the slug must be a sound one."""
    title = slug.replace("-", " ").capitalize()
    return _TEXT.format(modeline=MODELINE, slug=_word(slug), title=_word(title), today=today)


def _word(text: str) -> str:
    """The text as YAML, in quotes where some version of YAML takes it for a number, a date or a yes."""
    plain = text[0].isalpha() and scalar_type(Node("scalar", 1, 1, text, plain=True)) == "str"
    return text if plain else f"'{text}'"


_TEXT = """\
{modeline}
# A draft is not served. Replace the invented example below, run `onrecord check`, then set status: live.
schema: brief/1
slug: {slug}
# aliases: [other-name]     # other slugs that readers may type
title: {title}
language: en
status: draft               # draft, live, hold, dormant, closed, withdrawn
# timezone: Europe/Paris    # of the story, as Region/City
# topics: [weather, towns]

# Raise the number with every published change, and say in the note what changed.
revision:
  number: 1
  at: '{today}T00:00:00Z'    # when this brief learned it, not when it happened
  note: First version.

# One to five points. Each names the items below that it rests on; it may say no more than they do.
summary:
- id: b-dam
  text: The mayor said the dam is safe.
  refs: [s-mayor-safe]

# The texts that the brief is made from. Put each text in the archive folder and name it here:
#   archive: {{file: {slug}/src-1.txt, sha256: <what sha256sum prints>}}
# Then run `onrecord verify`. A brief that quotes anybody needs it.
sources:
- id: src-1
  type: article             # article, statement, transcript, document, post
  headline: Dam is safe, mayor says
  url: https://example.org/dam
  # agency: {{entity: agency, at: src-1#p1}}
  # published: {{edtf: '{today}', basis: editor}}    # basis: editor = supplied by you, not by the text

# Everybody and everything that speaks or is spoken for. Aliases are what the sources call them.
entities:
- id: mayor
  type: person              # person, organisation, state, place, other
  name: The mayor
  aliases: [Mayor]
  # role: {{text: mayor of the town, at: src-1#p1}}    # in the words of that paragraph
  # named: false            # if the source does not name the person
- {{id: town, type: place, name: The town}}

# Who says what: one speaker, one proposition that could be confirmed or denied by itself.
#   kind: direct (all quoted), mixed (partly), indirect (not quoted), act (a reported act: denies, calls)
#   cue:  the source's own word for the saying; at: the paragraph (non-blank lines counted from 1)
statements:
- id: s-mayor-safe
  speaker: mayor
  on_behalf_of: town
  kind: indirect
  cue: said
  gist: The mayor said the dam is safe.
  at: src-1#p1
  # kind: mixed             # with words that stand in quotation marks in the source, exactly as there
  # quoted: [perfectly safe]
  # when: {{text: on Tuesday, edtf: '{today}', basis: derived, from: [src-1.published]}}
  # via: [{{as: a local radio station, act: reported}}]

# What can be true or false, without a speaker; and who asserts or denies it, by which statements.
# "contested" is never written: it is worked out from the positions.
claims:
- id: c-safe
  proposition: The dam is safe.
  type: factual             # factual, prediction, intention, analysis, characterisation
  positions:
  - {{by: mayor, stance: asserts, certainty: certain, statements: [s-mayor-safe]}}

# What the source states in its own voice.
facts:
- id: f-rain
  text: It rained for three days.
  voice: reporter           # reporter, caption, document
  at: src-1#p2

# What happened when. A date of which nothing is known: when: {{text: null, edtf: null, basis: none}}
timeline:
- id: t-rain
  text: It rains for three days.
  when: {{text: null, edtf: null, basis: none}}
  refs: [f-rain]

glossary: []
# - {{id: g-spillway, term: spillway, text: The channel beside a dam., basis: editor}}

# What the sources do not say, and readers will ask.
open_questions:
- id: oq-inspected
  text: When was the dam last inspected?
  near: [s-mayor-safe]

# What was wrong in an earlier revision: the items, what they said (was) and say (now).
corrections: []
"""
