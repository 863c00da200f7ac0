"""An invented Hanoi in the landing contract, with the truth beside it: for the demo, tests and benchmarks.

It does not use the pipeline's own standardisation, so that neither hides a mistake of the other.
"""
