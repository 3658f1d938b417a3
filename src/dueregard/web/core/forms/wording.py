"""What forms say when something is missing or wrong: which field, and what to do."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise

_VERBS: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.FileField, "Choose"),
    (forms.ChoiceField, "Select"),
    (forms.ModelChoiceField, "Select"),
)


def subject(label: str | Promise | None) -> str:
    """Return the label as the subject of a sentence; a question becomes "The answer".

    Examples
    --------
    >>> subject("Due date"), subject("When is it due?")
    ('Due date', 'The answer')
    """
    text = str(label or "").strip()
    if not text or text.endswith("?"):
        return "The answer"
    return text[0].upper() + text[1:]


def in_sentence(label: str | Promise | None) -> str:
    """Return the label as it stands inside a sentence; abbreviations keep their capitals.

    Examples
    --------
    >>> in_sentence("Due date"), in_sentence("PDF file")
    ('due date', 'PDF file')
    """
    text = str(label or "").strip()
    if not text:
        return "an answer"
    if text.endswith("?"):
        return f"an answer to “{text}”"
    first = text.split()[0]
    keeps_capital = first == "I" or first[1:] != first[1:].lower()
    return text if keeps_capital else text[0].lower() + text[1:]


def say_plainly(field: forms.Field) -> None:
    """Replace Django's stock messages of ``field``; messages given by the form itself stay."""
    verb = next((word for cls, word in _VERBS if isinstance(field, cls)), "Enter")
    name, of = subject(field.label), in_sentence(field.label)
    # Django fills values into some messages with "%": a percent sign in a label is not one of them.
    safe_name, safe_of = name.replace("%", "%%"), of.replace("%", "%%")
    plain = {
        "required": f"{verb} {of}",
        "max_length": f"{safe_name} must be %(limit_value)d characters or fewer; "
        "you have written %(show_value)d",
        "min_length": f"{safe_name} must be %(limit_value)d characters or more",
        "invalid_choice": f"Choose {safe_of} from the list",
        "invalid_pk_value": f"Choose {safe_of} from the list",
        "invalid_list": f"Choose {of} from the list",
        "empty": "The file is empty. Choose another one",
        "missing": f"Choose {of}",
    }
    if isinstance(field, forms.BooleanField):
        plain["required"] = f"Tick “{field.label}” to go on"
    if isinstance(field, forms.IntegerField):
        plain["invalid"] = f"{name} must be a number, like 12"
    elif isinstance(field, forms.EmailField):
        plain["invalid"] = f"{name} must be an email address, like name@example.org"
    elif isinstance(field, forms.URLField):
        plain["invalid"] = f"{name} must be a web address, like https://www.example.org/paper"
    stock = _stock_messages(field)
    for code, words in plain.items():
        # Codes of validators (max_length) are not among the stock messages: absent on both sides.
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = words


def _stock_messages(field: forms.Field) -> dict[str, object]:
    messages: dict[str, object] = {}
    for cls in reversed(type(field).__mro__):
        messages.update(getattr(cls, "default_error_messages", {}))
    return messages
