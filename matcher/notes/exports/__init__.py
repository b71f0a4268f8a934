"""Exports of clinical notes: files, folders, FHIR, databases.

Two layers, neither of which needs the pipeline: `reader.read_records` gives the notes as they stand in an export,
`grouping.group_notes` brings those of a patient together, in bounded memory. `patients.read_patients` reads what they say.
"""
