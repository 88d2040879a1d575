"""Everything that can go wrong, in one tree.

NinefoldError
├── UserError                 shown plainly, no traceback; has a code, an exit status and an HTTP status
│   ├── CardInvalid           a card.toml does not say what it must
│   ├── FileRefused           a whole file cannot be taken: truncated, hostile, changed columns, unreadable
│   │   └── ColumnsChanged    its columns are not those of the card; the source stops until a person has looked
│   ├── CountOutOfRange       far fewer or more rows than the card expects
│   ├── NotPermitted          this person may not do this
│   ├── NotInThisState        it cannot be done now
│   ├── NotAssured            a product has not passed its checks
│   ├── TooFewToPublish       disclosure control leaves nothing to release
│   ├── NotFound              there is no such thing
│   ├── SettingMissing        a setting is absent or makes no sense
│   ├── ExtraNotInstalled     an optional part of Ninefold is not installed
│   ├── Busy                  another process is writing to this workspace
│   └── DiskFull              no room to write; nothing half-written was kept
└── EngineError               translated at the border from DuckDB or Spark

A message says what happened, where, and what to do next. It never repeats a value from the data,
which may be someone's name.
"""


class NinefoldError(Exception):
    """Any error Ninefold raises on purpose."""


class UserError(NinefoldError):
    """Something the person asking can put right."""

    code = "user-error"
    exit_status = 2
    http_status = 400


class CardInvalid(UserError):
    """A card.toml does not say what it must."""

    code = "card-invalid"


class FileRefused(UserError):
    """A whole file cannot be taken; it stays where it is and nothing of it is loaded."""

    code = "file-refused"
    exit_status = 3
    http_status = 422


class ColumnsChanged(FileRefused):
    """A file's columns are not those of the card; the source stops until a person has looked."""

    code = "columns-changed"


class CountOutOfRange(UserError):
    """Far fewer or more rows than the card expects."""

    code = "count-out-of-range"
    exit_status = 3
    http_status = 422


class NotPermitted(UserError):
    """This person may not do this."""

    code = "not-permitted"
    exit_status = 4
    http_status = 403


class NotInThisState(UserError):
    """It cannot be done now, whoever asks."""

    code = "not-in-this-state"
    exit_status = 4
    http_status = 409


class NotAssured(UserError):
    """A product has not passed its checks."""

    code = "not-assured"
    exit_status = 4
    http_status = 409


class TooFewToPublish(UserError):
    """Disclosure control leaves nothing to release."""

    code = "too-few-to-publish"
    http_status = 422


class NotFound(UserError):
    """There is no such thing."""

    code = "not-found"
    http_status = 404


class SettingMissing(UserError):
    """A setting is absent or makes no sense."""

    code = "setting-missing"
    http_status = 500


class ExtraNotInstalled(UserError):
    """An optional part of Ninefold is not installed."""

    code = "extra-not-installed"
    http_status = 501


class Busy(UserError):
    """Another process is writing to this workspace."""

    code = "busy"
    exit_status = 5
    http_status = 409


class DiskFull(UserError):
    """No room to write; nothing half-written was kept."""

    code = "disk-full"
    exit_status = 5
    http_status = 507


class EngineError(NinefoldError):
    """DuckDB or Spark failed in a way the person asking cannot put right."""
