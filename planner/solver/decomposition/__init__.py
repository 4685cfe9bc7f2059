"""Benders decomposition of dispatch by minimum cuts, with column generation over candidate sites: exact, and fast.

WHAT IS PARTED
    A plan decides on capacity and money by the period, and on dispatch by the block of a day. Only the mean energy of a
    source in a period has a price, and within a region and a period dispatch is tied to nothing else. So the master
    problem has all of the program but dispatch, with one energy for each source in each region and period, and a
    subproblem for each region and period asks whether some dispatch gives those energies (Benders 1962). In Geoffrion's
    terms (1972) the program is projected onto all but dispatch; since energies carry all that dispatch costs, cuts of
    feasibility are all it takes.

CUTS
    Without storage a subproblem is a transportation problem from sources to blocks. It is feasible just where no set of
    sources and blocks has a cut below its demand: max-flow and min-cut (Ford and Fulkerson 1956), which for flows with
    demands is the theorem of Gale (1957) and of Hoffman (1960). Of the prefixes of the order of merit the cut violated
    most is known in closed form; where none of them violates one, dispatch by merit gives the energies, or cheaper
    ones. With storage a linear program that minimises what is lacking gives the cut: of all that a point violates the
    one violated most, its prices of blocks and of stores being at most one, which is a choice of normalization as in
    Fischetti, Salvagnin and Zanette (2010). A store adds to a cut what a GW earns on its best day at the cut's prices,
    found by dynamic programming. Cuts that are alike at a point differ elsewhere, and Magnanti and Wong (1981) choose
    among them; what is open here is the price of a source of which nothing stands, which is that of the sources
    before it in the order of merit.

COLUMNS
    Most candidates (a source in a region) are never built. They are left out with all of their columns and rows, and
    join when the duals of the master say that an order there would save something: column generation (Dantzig and
    Wolfe 1960, Gilmore and Gomory 1961), whose pricing is exact, for a candidate's rows have their best duals in closed
    form once all others have theirs.

WHY EXACT
    Every cut is a sum of rows of the program with known multipliers, so it cuts off no plan; when no subproblem lacks
    anything, the energies are those of a dispatch; when no candidate would save anything, the duals of the whole
    program follow from those of the master, the cuts and the pricing. Values and duals are then proved on the matrices
    of the whole program like those of any other method (see certify.py). Nothing of the decomposition is believed.

FILES
    benders.py             the method: rounds of an interior point, then of simplex, to the proof
    master.py              the master problem, whole (Master) and in HiGHS (OpenMaster)
    restricted_master.py   what it holds so far, and what a point of it lacks
    basis.py               a basis that is carried over while it grows
    region_periods.py      what dispatch is made of in each region and period, as arrays
    benders_cuts.py        cuts, and those of sets of sources and blocks in closed form
    subproblem.py          a region period's dispatch in HiGHS, for cuts where there is storage
    subproblem_layout.py   the order of its columns and rows
    candidates.py          which columns and rows are whose
    column_pricing.py      the duals of what was left out, and what an order would save
    contract_pricing.py    the same of contracts with a minimum take
    storage_columns.py     stores: their columns, and what a GW is worth at given prices
    storage_pricing.py     the best day of a store, and the duals that prove it

LITERATURE
    J. F. Benders, Partitioning procedures for solving mixed-variables programming problems,
        Numerische Mathematik 4 (1962) 238-252
    A. M. Geoffrion, Generalized Benders decomposition,
        Journal of Optimization Theory and Applications 10 (1972) 237-260
    L. R. Ford and D. R. Fulkerson, Maximal flow through a network,
        Canadian Journal of Mathematics 8 (1956) 399-404
    D. Gale, A theorem on flows in networks,
        Pacific Journal of Mathematics 7 (1957) 1073-1082
    A. J. Hoffman, Some recent applications of the theory of linear inequalities to extremal combinatorial analysis,
        Proceedings of Symposia in Applied Mathematics 10 (1960) 113-127
    G. B. Dantzig and P. Wolfe, Decomposition principle for linear programs,
        Operations Research 8 (1960) 101-111
    P. C. Gilmore and R. E. Gomory, A linear programming approach to the cutting-stock problem,
        Operations Research 9 (1961) 849-859
    T. L. Magnanti and R. T. Wong, Accelerating Benders decomposition: algorithmic enhancement and model selection
        criteria, Operations Research 29 (1981) 464-484
    M. Fischetti, D. Salvagnin and A. Zanette, A note on the selection of Benders' cuts,
        Mathematical Programming 124 (2010) 175-182
"""
