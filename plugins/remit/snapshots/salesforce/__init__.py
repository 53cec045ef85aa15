"""Salesforce: metadata and source format, mixed in one tree."""

from remit.snapshots.salesforce.reader import read

__all__ = ["read"]
