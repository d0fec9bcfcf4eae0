"""The service that checks contributions to a release."""

from __future__ import annotations

from lq_graph.contributing.validation.ground import GroundFiles
from lq_graph.contributing.validation.limits import JobLimits
from lq_graph.contributing.validation.service import ValidationService
from lq_graph.releasing.release import Release


def validation_service(release: Release, limits: JobLimits | None = None, patience: float = 5.0) -> ValidationService:
    """The service, whose process is being started; whoever asks for it closes it.

    `patience` is how long a contribution waits for its turn, in seconds.
    """
    datasets = {each.name: release.dataset_file(each.name) for each in release.datasets}
    files = GroundFiles(release.base, datasets, release.ontology, release.shapes, release.checks)
    return ValidationService(files, limits, patience)
