"""Whether a release on disk is what it says, and whether its source says what it holds."""

from pipeline.release.verify.release import verify_release
from pipeline.release.verify.verification import Problem, Verification

__all__ = ["Problem", "Verification", "verify_release"]
