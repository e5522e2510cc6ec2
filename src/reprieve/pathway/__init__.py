"""The science: from a headache diary to measured relief, in plain Python.

Rooms stand in the patient's order and a room imports only from those before it:
terms, rules, diary, safety, diagnosis.
"""
