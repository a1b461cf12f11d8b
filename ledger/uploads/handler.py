"""How much of a file that somebody sends is taken in."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class LimitedUploadHandler(FileUploadHandler):
    """Passes a file on until it is too large, and then drops it; `request.too_large` tells the form."""

    def new_file(self, *args: Any, **options: Any) -> None:
        """Count anew for each file."""
        super().new_file(*args, **options)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's own signature
        """Hand the piece to the next handler, or drop the file."""
        self._seen += len(raw_data)
        if self._seen > settings.MAX_UPLOAD_BYTES:
            self.request.too_large = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
