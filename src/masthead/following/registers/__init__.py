"""Registers of officials and candidates, read from their publishers' own files: one file here for each form.

Reading knows no database. A reader is given files and returns rows, and the rows it had to skip with their lines.
"""
