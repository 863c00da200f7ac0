"""The embedded installation: every server the pipeline needs, from wheels, on one machine, without root or Docker.

cli          the commands behind the Makefile
stack        up and down
nightly      one business date through the scheduler
postgres     the PostgreSQL cluster
supervision  the processes and the supervisor that keeps them
"""
