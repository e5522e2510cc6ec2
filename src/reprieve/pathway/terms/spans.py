"""How long are the spans that rules of different kinds share, in days?"""

from __future__ import annotations

# ICHD-3 G2: what was there in the last year is diagnosed. Older attacks tell little of how a drug works now. [ours]
PRESENT_DAYS = 365

# A month of ICHD-3, as its windows are counted here, and a year of it. [ours]
MONTH_DAYS, YEAR_DAYS = 30, 365

# A month of a trial.
TRIAL_MONTH_DAYS = 28
