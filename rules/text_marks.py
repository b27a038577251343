"""Marks that stand in a text while it is rewritten: private characters, which no input holds."""

SOURCE, ORGANISATION, CONTACT = "\ue000", "\ue001", "\ue002"
"""Stand in the text for a person of the source, the organisation, a contact detail."""

KEPT = ""
"""Stands for a place of the form that only looks like the source's."""

QUOTED = "\u2148"
"""Ends a word of the first person in a quotation: a letter that no normalised text holds."""

SUBJECT_OPENS, SUBJECT_CLOSES, CHANGED = "\ue010", "\ue011", "\ue020"
"""Stand around the name of a subject, and where a rule changed the text."""
