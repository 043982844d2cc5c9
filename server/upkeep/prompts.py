"""Write the prompts of a study into a file, for a runner of the caller's own.

Not a tool: only the operator names files, and a host passes on no such length.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...store.errors import VelleityError
from ...tools.perturb.design import PerturbDesign
from ...tools.perturb.study import Perturb
from ...tools.responses.planned import plan_line, posed_of, prompt_line
from ...tools.studies import Laboratory
from ..settings import Settings
from .export import ExportFailed


def write_prompts(settings: Settings, said: Mapping[str, Any], target: Path) -> int:
    """Write a plan and its prompts, one JSON object a line; how many prompts.

    `said` are the arguments of the tool `perturb`. Nobody is asked, and nothing is stored.

    Raises:
        ExportFailed: the design cannot be written beforehand, or the file cannot.
        ValidationError: an argument is out of its bounds.
    """
    try:
        lab = Laboratory(settings.home, settings.file)
        try:
            design = lab.design("perturb", said)
        finally:
            lab.close()
        assert isinstance(design, PerturbDesign)
        posed = list(posed_of(Perturb(design).fixed()).values())
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            lines = (plan_line(design, posed), *(prompt_line(design, one) for one in posed))
            file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    except VelleityError as error:
        raise ExportFailed(str(error)) from error
    except FileExistsError:
        raise ExportFailed(f"{target} is there already: name a file that is not.") from None
    except OSError as error:
        raise ExportFailed(f"{target} cannot be written ({error.strerror or error}).") from error
    except ValueError as error:
        raise ExportFailed(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    return len(posed)
