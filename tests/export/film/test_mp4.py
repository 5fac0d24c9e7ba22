"""The encoder of films."""

import pytest

from photoindex.advice.machines import InstallPackage
from photoindex.errors import MissingLibraryError
from photoindex.export.film.mp4 import FILM_PACKAGE, require_encoder


@pytest.mark.usefixtures("no_film_package")
def test_without_the_package_the_licence_and_the_package_are_named() -> None:
    with pytest.raises(MissingLibraryError) as caught:
        require_encoder()
    assert "GPL" in caught.value.hint
    assert caught.value.advice == (InstallPackage(FILM_PACKAGE),)
