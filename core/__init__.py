"""What to do: the pure core of Bracketeer, and the engine that carries it out.

A bracket is what a person asked for, every order ever sent for it, and a few facts.  ``step`` folds one event in,
compares what should stand at the exchange with what does, and says what to send and what to tell; so OCO is "the
position is zero, therefore nothing is wanted", OUO is "the wanted stop quantity *is* the position", and recovery from a
crash is the ordinary path.

In reading order:

    orders       FIX words: Order, Report, Fill          instrument   steps, and rounding toward safety
    venue        what an exchange can do, as data        ids          client order ids and their bits
    instruction  what a message says, as data            grammar, syntax, slips, sense, problems   text to instruction
    bracket      the data and what can be read off it    events       what can happen, what can be asked
    ladder       targets and their shares                stops        where the stop belongs
    renewal      what the exchange ends soon             exits        what should stand, per layout
    owed         facts the state owes itself
    fold, wishes apply: take a fact in                   match        which order stands for which want
    decide       close the gap                           notices      what a person should hear
    machine      step, wake, same                        plan, entering, beside, liquidation, levels, told   planning
    preview      what a plan would place and risk        account      an account's facts, shared out
    terms        what a yes to a plan was said to
    ports        what the core needs of the world        touch, market   which brackets a price can change
    people, limits   who may do what, where, how much    people_store   what of that is kept, and what is to be told
    set_back     a ledger of a clock that was ahead         watch, worker, engine   look, step, save, then send

Rules: nothing but ``watch``, ``worker`` and ``engine`` is asynchronous; nothing reads a clock or rolls dice; numbers
are ``Decimal``, times aware UTC; prices are quote per base, quantities base coin, shares and fees fractions.

Glossary: *slot* the role of an order in a bracket (e1, sl, tp1, close); *generation* the n-th order sent for a slot;
*rung* what is left of a target; *layout* which orders rest and who links them; *endless* a want of which too much is
harmless, because the exchange clips it to the position; *promised* what may still fill; *relied on* believed to stand;
*settled* sure not to change any more; *outside* what hands, liquidation or deleveraging did to the position.
"""
