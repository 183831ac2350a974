"""The program's settings as the tests run them: test mode, and a home folder inside the checkout."""

from support import environment

assert environment.ROOT  # says the mode before the settings are read, so this import stays first

from euthymia.config.settings import *  # noqa: E402, F403

# A code that a test makes is still the right one when it arrives, however long that takes.
MFA_TOTP_PERIOD, MFA_TOTP_TOLERANCE = 86_400, 1
