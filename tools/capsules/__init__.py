"""Replication capsules: a study in one file, and its findings made again from it.

`container` is the file: packed to the same bytes each time, and read with nothing believed of it.
`lines` is what stands in it, `writing` takes a study from a store into one, `unpacking` from one
into a store; `replaying` concludes anew and says what differs. Asks nobody.
"""
