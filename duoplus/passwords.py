"""What a password may not be, besides what Django knows of it."""

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from ledger.exchange.actors import DEMO_PASSWORD
from ledger.models import User


def is_public(password: str) -> bool:
    """Tell whether a password is that of the demo, outside of the demo."""
    return not settings.DEMO and password == DEMO_PASSWORD


class LongEnough(MinimumLengthValidator):
    """Django's own, with the sentence that its Dutch lacks."""

    def get_error_message(self) -> str:
        """Return the sentence."""
        return f"Dit wachtwoord is te kort. Neem er een van minstens {self.min_length} tekens."


class NotThePublicPassword:
    """The password of the demo can be read in the source: it protects nothing."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django calls it so
        """Raise ValidationError with a Dutch sentence."""
        if is_public(password):
            raise ValidationError("Dit is het wachtwoord van de demo, dat iedereen kent. Kies een eigen wachtwoord.")

    def get_help_text(self) -> str:
        """Say what is refused."""
        return "Niet het wachtwoord van de demo."
