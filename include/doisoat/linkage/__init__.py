"""Who is who: a record of a roll or a bank and the person in the population register.

link.py holds the flow: exact identifiers with verification, blocking, comparison, scores, posterior, judgement.
"""
