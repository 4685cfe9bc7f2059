"""The answer of planner futures proved again from its folder: a plan that is the same in all futures until the news.

As a run is, by a second writing of the mathematics: the futures are read from the case in the folder, the program of
the tree is written down anew, and the tables give its plan and its prices.
"""
