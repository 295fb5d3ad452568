"""Loads every table file, so that the metadata is whole; nothing else."""

import models.awards.decisions
import models.campaigns.campaigns
import models.campaigns.registrations
import models.council.attendance
import models.council.ballots
import models.council.board
import models.council.meetings
import models.council.recusals
import models.nominations.dossiers
import models.nominations.nominations
import models.papers.books
import models.papers.files
import models.papers.outbox
import models.people.accounts
import models.people.organizations
import models.people.persons
import models.people.posts
import models.process.cases
import models.process.diagrams
import models.process.history
import models.process.installation
import models.process.roots
import models.process.tasks
import models.quotas.places
import models.schemes.versions  # noqa: F401
from models.base.tables import Base

metadata = Base.metadata
