"""Cases that tests are run on, a file each kind: folders of sheets, cases in memory, and how to edit either."""
