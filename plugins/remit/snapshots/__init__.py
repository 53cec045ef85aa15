"""What a system says: offline snapshots of its setup, read into one plain model.

A snapshot is data from outside: nothing in it is run, and what of it cannot be read is a value of the model,
never an absence. `opening` finds the reader by the kind of a snapshot; each reader is a module, or a folder
where a format has many kinds of files.
"""
