"""Every id that the code names has a text; every text is named somewhere, or waits for a part that is to come."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import jinja2
import jinja2.nodes

import upright
import upright.wording

SOURCE = Path(upright.__file__).parent
ID = re.compile(r"^[a-z_]+(\.[a-z0-9_]+)+$")
FORMS = (".open", ".zero", ".one")

# Texts that stand before the part that shows them: the other pages, plan, letter check, the loop and the report.
TO_COME = (
    "absence.",
    "belief.give_it_time.second",
    "boundary.term",
    "contact.needed",
    "first_use.",
    "heading.",
    "item.usual_level",
    "left.",
    "loop.",
    "reading.after.",
    "reading.changes_if",
    "reading.counts_line_page",
    "reading.forecast.",
    "reading.loop.",
    "role.",
    "vault.",
)


def _prefixes(forms):
    return {id.split(".", 1)[0] for id in forms}


def _named(prefixes):
    """Ids and patterns of ids in the code: a part of an f-string that is computed stands for any name."""
    exact, patterns = {}, {}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        pieces = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
        for node in ast.walk(tree):
            if id(node) in pieces:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.match(node.value):
                if node.value.split(".", 1)[0] in prefixes:
                    exact.setdefault(node.value, path)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    "".join(re.escape(p.value)) if isinstance(p, ast.Constant) else r"[a-z0-9_.]+" for p in node.values
                ]
                first = node.values[0]
                start = str(first.value) if isinstance(first, ast.Constant) else ""
                if re.match(r"^[a-z_]+\.", start) and start.split(".", 1)[0] in prefixes:
                    patterns.setdefault("".join(parts), path)
    _named_in_templates(exact, patterns)
    return exact, patterns


def _named_in_templates(exact, patterns):
    """What the templates say: `say('an.id')`, or `say('an.id.' ~ word)`."""
    for path in sorted(SOURCE.rglob("*.html")):
        tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(jinja2.nodes.Call):
            if not (isinstance(call.node, jinja2.nodes.Name) and call.node.name == "say"):
                continue
            parts = call.args[0].nodes if isinstance(call.args[0], jinja2.nodes.Concat) else [call.args[0]]
            fixed = [part.value if isinstance(part, jinja2.nodes.Const) else None for part in parts]
            if len(fixed) == 1 and fixed[0] is not None:
                exact.setdefault(fixed[0], path)
            elif fixed[0] is not None:
                found = "".join(r"[a-z0-9_.]+" if part is None else re.escape(part) for part in fixed)
                patterns.setdefault(found, path)


def test_every_id_in_the_code_has_a_text(english):
    exact, patterns = _named(_prefixes(english.forms))
    # file names and attribute paths look like ids; only those under a prefix of the catalogue are taken
    missing = {
        id: path.name for id, path in exact.items() if id not in english.forms and not _is_stem(id, english.forms)
    }
    assert missing == {}
    unmatched = {p: path.name for p, path in patterns.items() if not any(re.fullmatch(p, id) for id in english.forms)}
    assert unmatched == {}


def _is_stem(id, forms):
    """The beginning of a text's id, which the code completes."""
    return any(known.startswith(id if id.endswith("_") else f"{id}.") for known in forms)


def test_every_text_is_named_or_is_to_come(english):
    exact, patterns = _named(_prefixes(english.forms))
    listed = set(re.findall(r'"([a-z0-9_.]+)"', (SOURCE / "wording" / "helplines.json").read_text(encoding="utf-8")))
    unused = []
    for id in english.forms:
        stem = next((base for form in FORMS if (base := id.removesuffix(form)) != id and base in english.forms), id)
        if "." not in id or {id, stem} & (set(exact) | listed) or stem.startswith(TO_COME):
            continue
        if any(re.fullmatch(pattern, stem) for pattern in patterns):
            continue
        unused.append(id)
    assert unused == []
