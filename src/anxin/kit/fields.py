"""Model fields that keep personal data sealed in the database."""

import json
from typing import TYPE_CHECKING, Any

import msgspec
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from anxin.kit.crypto import keyring

if TYPE_CHECKING:  # the stubs know parameters that the classes do not have at run time
    _Binary = models.BinaryField[Any, Any]
    _Char = models.CharField[str, str]
else:
    _Binary, _Char = models.BinaryField, models.CharField


class SealedTextField(_Binary):
    """A text in Python, an encrypted ``bytea`` in the database.

    It cannot be searched or sorted; use a :class:`BlindIndexField` beside it for exact look-ups.

    Args:
        purpose: ``context.column``; bound into the ciphertext, so that a value copied to another column
            cannot be opened there.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        kwargs["editable"] = kwargs.get("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["purpose"] = self.purpose
        return name, path, args, kwargs

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed; search its blind index instead")

    def get_default(self) -> Any:
        return self._given_default("")

    def _given_default(self, otherwise: Any) -> Any:
        if not self.has_default():  # asked first: the mark for "no default" is itself callable
            return otherwise
        return self.default() if callable(self.default) else self.default

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        return super().get_db_prep_value(self._sealed(value), connection, prepared)

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Any:
        return None if value is None else self._opened(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def _sealed(self, value: Any) -> bytes:
        return keyring().seal(str(value), purpose=self.purpose)

    def _opened(self, sealed: bytes) -> Any:
        return keyring().open(sealed, purpose=self.purpose)


class SealedJSONField(SealedTextField):
    """A JSON value in Python, an encrypted ``bytea`` in the database."""

    def get_default(self) -> Any:
        return self._given_default({})

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """``None`` is a value of JSON too: where a column may not be empty, it is sealed like any other."""
        if value is None and not self.null:
            return models.Field.get_db_prep_value(self, self._sealed(None), connection, prepared)
        return super().get_db_prep_value(value, connection, prepared)

    def _sealed(self, value: Any) -> bytes:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return keyring().seal(text, purpose=self.purpose)

    def _opened(self, sealed: bytes) -> Any:
        return _from_json(keyring().open_bytes(sealed, purpose=self.purpose))


def _from_json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        return json.loads(content)  # NaN and the infinities, which Python writes and JSON does not know


class SealedBytesField(SealedTextField):
    """Bytes in Python, an encrypted ``bytea`` in the database: files that name people."""

    def get_default(self) -> Any:
        return self._given_default(None if self.null else b"")

    def _sealed(self, value: Any) -> bytes:
        return keyring().seal_bytes(bytes(value), purpose=self.purpose)

    def _opened(self, sealed: bytes) -> Any:
        return keyring().open_bytes(sealed, purpose=self.purpose)


class BlindIndexField(_Char):
    """The keyed hash of a sealed value: finds it exactly, tells nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
