from ninefold.actions.ingesting.ingest import IngestOutcome as IngestOutcome
from ninefold.actions.ingesting.ingest import ingest as ingest
from ninefold.actions.pipeline import RunOutcome as RunOutcome
from ninefold.actions.pipeline import run as run
from ninefold.actions.workspace import Workspace as Workspace
from ninefold.bootstrap import open_workspace as open_workspace
from ninefold.contracts.conformance import check_source as check_source
from ninefold.contracts.conformance_product import check_product as check_product
from ninefold.errors import NinefoldError as NinefoldError
from ninefold.errors import UserError as UserError
from ninefold.settings import Settings as Settings
from ninefold.settings import read_settings as read_settings

__version__: str
__all__: list[str]
