"""The row types of every table in the lake and the warehouse. Column names appear nowhere else first.

core: what the agencies sent, typed and standardised. link: who is who. mart: what is published.
"""
