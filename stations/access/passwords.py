"""Password rules (SE-02)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PasswordRules:
    """At least 10 characters, three of four classes, without the own name, phone or user name."""

    def validate(self, password, user=None):
        """Raise ValidationError saying which rule is broken."""
        kinds = [str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum()]
        if len(password) < 10 or sum(any(map(kind, password)) for kind in kinds) < 3:
            raise ValidationError(self.get_help_text(), code="password_weak")
        own = [user.username, user.name, user.phone] if user else []
        if any(text and text.lower() in password.lower() for text in own):
            raise ValidationError(_("The password must not contain your name, number or phone."), code="password_own")

    def get_help_text(self):
        """The rule in words."""
        return _("At least 10 characters, three of: lower case, upper case, digits, other signs.")
