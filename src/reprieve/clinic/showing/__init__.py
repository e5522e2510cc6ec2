"""How what the science found reads on a page: to a visitor who brings a diary, to a patient, to a clinician."""
