"""The night, in order: one short function per task. Start reading here.

Each step reads the tables of the stage before it, calls that stage's pure code, writes its own tables and returns
counts that are safe to log. A step that runs again for the same business date writes the same rows.
"""
