"""The one way to put a thing on disk: beside its place, synced, looked at again under a lock, swapped whole.

And the one way to read what anybody may have written, `foreign_files`: an ordinary file of bounded size.

`folders` puts folders (runs, curves, cases), `single_files` files (pages, pictures, workbooks, tables), `locks` keeps
writers apart, `steps` are the few calls that change a disk, `file_names` says which names there may be, `seals` which
fields of a record are no longer as they were written.
"""
