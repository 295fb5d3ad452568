"""The door of files and letters."""

from flask import Blueprint

blueprint = Blueprint("papers", __name__)
