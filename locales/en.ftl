### English: what the bot says first, and what it says where another language lacks a sentence.
###
### Prices and quantities arrive as text in Smart Syntax's own shape, amounts of money formatted.  Words of the language
### that people type (sl, tp1, entry, market, off, 100%p, /commands) stay as they are in every language.

## Small words and how they are put together

nothing-was-sent = Nothing was sent.
listed = { $first }, { $more }
clauses = { $first }; { $more }
side-long = long
side-short = short
side-buy = buy
side-sell = sell
everything = everything
amount-at = { $quantity } at { $price }
as-you-asked = as you asked

## Who protects a position

protection = { $protection }: { $said }
protection-exchange-linked = sl and targets rest at the exchange, which ends one when the other fills
protection-resting-stop = the sl rests at the exchange; the rest is watched by this bot
protection-bot-only = watched by this bot alone; nothing protects you while it is off
protection-no-stop = there is no sl; nothing limits the loss
protection-missing = ⚠ but no sl stands there right now

## Notices: what happened to an order or a bracket

notice-filled =
    { $side ->
        [buy] #{ $id } { $name }: bought { $amount }
       *[sell] #{ $id } { $name }: sold { $amount }
    }
notice-filled-partly =
    { $side ->
        [buy] #{ $id } { $name }: bought { $amount }, { $left } to go
       *[sell] #{ $id } { $name }: sold { $amount }, { $left } to go
    }
notice-placed = #{ $id } { $name } placed: { $side } { $amount }
notice-changed = #{ $id } { $name } changed: { $side } { $amount }
notice-stop-moved = #{ $id } sl moved to { $price }
notice-canceled = #{ $id } { $name } canceled
notice-canceled-why = #{ $id } { $name } canceled: { $why }
notice-refused = #{ $id } ✗ { $name } refused
notice-refused-why = #{ $id } ✗ { $name } refused: { $why }
notice-closed = #{ $id } closed
notice-closing = #{ $id } everything is being closed: { $why }
notice-unprotected = #{ $id } ⚠ the position stands without an sl
notice-protected = #{ $id } the position is guarded again
notice-outside = #{ $id } ⚠ the position changed by { $quantity }, and not by an order of ours
notice-overfilled = #{ $id } ⚠ exits sold { $quantity } more than there was
notice-halted = #{ $id } ⚠ nothing more is sent for it: { $why }

## Tickets

ticket-waits = #{ $id } waits to enter: { $side } { $symbol } on { $account }
ticket-open = #{ $id } { $side } { $quantity } { $symbol } on { $account }, entry { $entry }
ticket-unknown = #{ $id } { $side } { $quantity } { $symbol } on { $account }, unknown entry
ticket-now = { $head }, now { $price }
ticket-closing = { $head }, closing: { $why }
ticket-halted = { $head }, halted: { $why }
ticket-row = { $filled }/{ $total } at { $price }
ticket-row-away = { $filled }/{ $total } at { $price } ({ $away })
ticket-closed = #{ $id } closed: { $side } { $symbol } on { $account }
ticket-unfilled = { $head }, the entry did not fill
ticket-untold = { $head }, unknown entry: what it earned cannot be told, { $fees } of fees
ticket-earned = { $head }, earned { $earned } after { $fees } of fees

## What goes on once the bot is off

after = #{ $id } { $symbol } on { $account }: { $said }
after-waiting = no position yet
after-flat = flat, its last orders are being closed
after-unsent = ⚠ the sl is only sent once this bot runs again
after-open = { $side } { $quantity } stays open
after-unprotected = ⚠ nothing protects it while this bot is off
after-protected = { $side } { $quantity } stays open, protected by the sl at the exchange ({ $protection })
after-resting = at the exchange rest { $orders }
after-order = { $name } at { $price }
after-pair = { $name } at { $price } linked to sl at { $stop }

## What happened to a bracket, step by step

journal-price = { $said }  (price { $price })
journal-opened = planned, and the first orders decided
journal-joined-entry = a further line joined: another entry
journal-joined-exits = a further line joined: other exits
journal-missed = { $name } was not found at the exchange
journal-held = the exchange holds { $quantity }
journal-typed = you typed: { $line }
journal-report = { $name } is { $status }
journal-filled = { $said }, { $quantity } filled at { $price }
journal-triggered = { $said }, triggered
journal-why = { $said }: { $why }
status-pending-new = pending new
status-new = new
status-filled = filled
status-canceled = canceled
status-expired = expired
status-rejected = rejected
status-never = never

## What a line would do

explained = { $symbol } on { $account }: { $side } { $quantity } { $base }
explained-market = { $side } { $quantity } at the market, now { $price } ({ $worth })
explained-limit = { $side } { $quantity } at { $price } or better ({ $worth })
explained-exit-market = { $side } { $quantity } at the market
explained-exit-at = { $side } { $quantity } at { $price } ({ $away } from the entry)
explained-exit-once = { $side } { $quantity } once the price reaches { $price } ({ $away } from the entry)
explained-at-risk = at risk
explained-at-least = at least
explained-reward = reward
explained-ratio = ratio
explained-fees = fees
explained-protection = protection
explained-note = note
explained-loss = { $amount }, with every exit at the sl
explained-loss-only = { $amount }, with every exit at the sl; there is no target
explained-gain = { $amount } are gained, with every exit at the sl
explained-gain-only = { $amount } are gained, with every exit at the sl; there is no target
explained-reached = { $amount }, with every target reached
explained-each = { $ratio } reward for each unit at risk
explained-rates = { $maker } maker, { $taker } taker
explained-rates-counted = { $maker } maker, { $taker } taker; counted above

## What core says.  It speaks English only, and some of it is stored: it is known by its shape and told again, so these
## sentences must be core's own, letter for letter, without choices.  A test holds the two together.

# Why something is closed, canceled, refused or left alone
core-oversold = more was sold than held
core-at-the-stop = price at the stop
core-stop-at-once = stop would trigger at once
core-stop-refused = stop refused
core-unprotected = unprotected for too long
core-no-id-left = no order id is left for a stop
core-never-reached = never reached the exchange
core-not-reachable = exchange not reachable
core-too-late = too late to be sent
core-would-trigger = would trigger immediately
core-no-margin = not enough margin or balance
core-reduce-only = reduce-only refused
core-filter = price, size or notional filter
core-not-in-time = not sent in time
core-rate-limit = rate limit
core-market-closed = market closed
core-linked = ended by its linked order
core-position-closed = position closed
core-liquidated = liquidated
core-lost = no longer known to the exchange
core-refused = refused

# The engine
core-changed-meanwhile = the bracket changed meanwhile in another process; send it again
core-not-saved = the ledger did not take it ({ $error })
core-earlier-unsaved = earlier news could not be saved yet
core-look-at-brackets = look at /brackets
core-defect = this bot failed at it, its log says how
core-being-done = it is being carried out
core-late-entry = this message is { $seconds } s old; entries are not made late
core-late = this message is { $seconds } s old; nothing is done that late
core-send-again = send it again
core-not-traded = { $symbol } is not traded on { $account }
core-unreachable = { $account } cannot be reached now
core-unreachable-why = { $account } cannot be reached now ({ $error })
core-another-works = { $account } takes no orders: another Bracketeer works on it
core-stopped = { $account } takes no orders: it was stopped by a defect, see the log
core-market-twice = { $symbol } on { $account } is named twice
core-no-account = no account "{ $name }"
core-did-you-mean = did you mean "{ $name }"?
core-there-are = there are { $names }

# Size, price, margin
core-below-smallest = { $asked } is below the smallest size of { $least } { $base }
core-above-largest = { $asked } is above the exchange's largest order of { $most }
core-rounded-down = { $asked } rounded down to { $quantity } (step { $lot })
core-below-tick = { $price } is below one tick
core-through = a limit at { $limit } reaches { $share } % through the market at { $price }; at most { $most } % is allowed
core-write-market = write `market` to enter at once
core-below-notional = { $quantity } is worth { $worth }, below the exchange's minimum of { $least }
core-at-least = at least { $least }
core-above-cap = { $worth } is above this account's limit of { $cap } per order
core-earlier-entries = earlier entries of this message take { $amount }
core-not-free = { $need } are needed, { $free } are free
core-stop-too-small = a stop for { $quantity } is too small an order for the exchange
core-nearer-stop = a larger size or a nearer stop
core-whole-stop = `stoploss ... 100%p`
core-pairs-guard-all = linked pairs guard all of what they sell, not a part
core-foreign-from = { $position } from { $price } is on the account and was not opened here
core-foreign = { $position } is on the account and was not opened here
core-confirm-adopt = confirm to take it over, or close it first
core-would-close = the account is { $held }; in one-way mode a { $side } entry would close it
core-close-first = `{ $line }` first
core-adopted-until = the stop guards the { $quantity } taken over at once, at { $price } until the entry fills
core-adopted = the stop guards the { $quantity } taken over at once
core-more-than-position = { $quantity } is more than the position of { $whole }
core-no-stop = no stop: nothing limits the loss
core-bot-only = no stop can rest here: protected only while this bot runs
core-no-exits = no exits at all
core-beyond-liquidation = the stop at { $price } is beyond the liquidation price near { $near }
core-smaller-size = a nearer stop or a smaller size
core-liquidation = liquidation near { $near }

# Levels
core-no-price-above-zero = { $price } is no price above zero
core-no-entry-yet = { $price } counts from an entry, and none has filled yet
core-write-price = write a price, or `off 2%`
core-level-not-above-zero = the { $what } { $price } is not above zero
core-far = a { $what } at { $price } is { $share } % away from { $now }
core-wrong-side-below = the { $what } of a { $side } must be below the market at { $now }, { $price } is { $where }
core-wrong-side-above = the { $what } of a { $side } must be above the market at { $now }, { $price } is { $where }
core-stop-word = stop
core-target-word = target
core-trail-waits = a trail that waits for a price leaves the position without a stop until then
core-add-stop = add `sl off 2%`
core-would-be-at-once = `{ $line }` would be at once

# Planning
core-opposite = a long and a short entry in one message would close one another in one-way mode
core-spot-short = { $symbol } is a spot market, there is nothing to be short of
core-no-price = no price of { $symbol } is known yet
core-try-again = try again in a moment
core-full-entries = #{ $id } already has { $most } entries, more do not fit
core-being-closed = the { $side } position is being closed
core-wait-flat = wait until it is flat
core-breakeven-no-stop = `breakeven` moves a stop, and there is none
core-farthest = `100%p` takes what the others leave, so it must be the farthest target
core-over-100 = the targets add up to more than 100 %
core-full-targets = at most { $most } targets fit one position, over its whole life
core-no-target-for = { $share } % has no target and runs to the stop
core-nothing-to-guard = there is no { $side } position of { $symbol } to guard
core-side-not-filled = the { $side } entry of #{ $id } has not filled yet
core-exits-later = exits can be added once it has
core-joins = joins #{ $id }, which holds { $quantity }
core-replaces-stop = its stop replaces the one that stands

# Commands about what stands
core-nothing-ours = nothing of ours is open on { $symbol }
core-no-side-ours = no { $side } of ours is open on { $symbol }
core-say-which = there is a long and a short; say which
core-or = `{ $first }` or `{ $second }`
core-closes-all = closes all of { $bracket }
core-less-than-step = less than one step of the position
core-too-small = { $quantity } is too small an order for the exchange
core-closes-rest = closes all of { $bracket }: what would be left is too small to sell
core-closes-part = closes { $quantity } of { $bracket }
core-has-no = #{ $id } has no { $what }
core-position-has-no = the position has no { $what }
core-cancels = { $bracket }: cancels { $what }
core-cancels-stop = { $bracket }: cancels { $what }; nothing limits the loss then
core-which-target = which target?
core-moved-wrong-side = { $what } at { $price } is on the wrong side of the market at { $now }
core-moves = #{ $id }: { $what } to { $price }
core-position-moves = the position: { $what } to { $price }
core-the-position = the position
core-entry-not-filled = the entry of #{ $id } has not filled yet
core-breakeven-wrong-side = break-even is { $price }, on the wrong side of the market at { $now }
core-breakeven-at = { $bracket }: stop to break-even at { $price }
core-breakeven-later = { $bracket }: stop to break-even at { $price }; nothing limits the loss until then

# What explaining adds
core-orders-unknown = which orders rest is not known here, so none are shown
core-follows = the sl follows the best price at a distance of { $distance } %
core-follows-after = the sl follows the best price at a distance of { $distance } %, once the price has reached { $price }
core-even-first = once the first target is filled, the sl moves to break-even, fees included
core-even-at = once the price has reached { $price }, the sl moves to break-even, fees included
core-price-option = give its price with --price
core-give-price = give one with --price
core-not-known = { $symbol } is not known on { $account }

# Reading a text
core-too-long = the text has { $size } characters, { $most } are the most
core-in-parts = send it in parts
core-placeholder = the placeholder "{ $word }" was never filled in
core-correct-alert = correct the alert's text where it is sent from
core-no-command = there is no command in this text
core-too-many = a message holds at most { $most } commands
core-plain-letters = plain letters and digits only
core-bad-character = character { $name } is not in the language
core-unreadable = the text could not be read here
core-named-twice = "{ $word }" is named twice
core-two-headers = "{ $symbol }" on "{ $account }" has commands under two headers
core-one-header = say them under one header
core-markets = { $count } markets (symbols times accounts), { $most } are the most
core-commands = { $count } commands, { $most } are the most
core-speaks-of-position = "{ $word }" speaks of a position; an entry's size is in base coin
core-write = write { $line }
core-limit-price = a limit entry needs a price of its own
core-second-entry = a second { $side } entry in one message
core-own-message = send it as a message of its own
core-side-beside = { $command } beside a { $side } entry
core-names-position = the side names the position: did you mean "{ $line }"?
core-stop-below-100 = a stop's distance is below 100%
core-short-gains = a short gains at most 100%
core-say-stoploss = say it in a "stoploss" command, or "sl-or-tp … tp … sl …"
core-no-stop-there = a stop does not belong to takeprofit
core-needs-tp = { $command } needs a tp
core-needs-sl = { $command } needs an sl or a trail
core-write-two = write "sl-or-tp … sl … tp …", or a "takeprofit" of its own
core-no-target-there = a target does not belong to stoploss
core-one-stop-may = one stop may say "sl off 2% trail 1%"
core-second-stop = a second stop for the { $side }
core-breakeven-twice = "breakeven" is said twice for one stop
core-second-rest = a second target takes all the rest
core-nearer-share = give the nearer ones a share: 33%p
core-targets-add-up = targets for the { $side } add up to { $total }%p
core-100-at-most = 100%p at most, a last 100%p takes the rest
core-not-with-entry = "{ $command }" manages what stands and cannot go with an entry
core-breakeven-option = "breakeven" after an exit command would be its option
core-breakeven-first = write breakeven first, or on the same line
core-said-twice = "{ $word }" is said twice
core-twice-in-command = "{ $word }" is said twice in one command
core-limit-needs-price = a limit needs a price
core-market-no-price = a market order takes no price
core-trail-in-trailing = "trail" in a trailing command
core-at-is-entry = "at" belongs to a limit entry, an exit says sl or tp
core-stop-may-wait = a stop may wait with "after 63000"
core-trailing-range = a trailing distance is above 0% and below 100%
core-above-zero = "{ $word }" must be above zero
core-zero-price = "{ $word }" is a price of zero or less
core-of-position = "{ $word }" of a position
core-share-range = a share is above 0%p, 100%p at most
core-decimals = "{ $word }" has more than { $most } decimals

# What was probably meant
core-price-forms = a price is "off 2%", "e+4%" or "63000"
core-a-stop-is = a stop is "sl off 2%"
core-is-not = "{ $word }" is not { $what }
core-missing = { $what } is missing at the end
core-word-by = the word "by"
core-word-to = the word "to"
core-a-percentage = a percentage
core-a-side = a side
core-a-size = a size
core-a-distance = a distance
core-a-price = a price
core-an-account = an account's name
core-what-to-move = sl, tp or tpN
core-no-symbol = a symbol is missing before "on"
core-write-symbol = write "BTCUSDT" or "BTC/USDT"
core-not-a-symbol = "{ $word }" is not a symbol
core-symbol-first = the symbol and the account come first
core-leave-out = leave it out, or join symbols with a comma: "{ $line }"
core-before-header = "{ $word }" stands before the header
core-no-on = "on" is missing after "{ $word }"
core-no-on-account = "on" and an account are missing after "{ $word }"
core-no-account-after = an account is missing after "on", "{ $word }" is a command
core-account-names = names are like "Binance_F", "paper" or "paper:NAME"
core-later = "{ $word }" is part of the language but not of this version
core-not-to = "{ $word }" is not the word "to"
core-side-first = the side comes first: "{ $line }"
core-entry-side = "{ $word }" belongs to entries; after "{ $command }" the side names the position
core-write-either = write "{ $first }" or "{ $second }"
core-of-what = "{ $word }" of what? an entry's size is in base coin
core-not-a-size = "{ $word }" is not a size
core-off-unsigned = "off" is a distance without a sign; sl, tp and the side give the direction
core-percent-alone = "{ $word }" alone is not a price
core-not-a-price = "{ $word }" is not a price
core-numbers-like = numbers are like "0.01": at most 18 digits on either side of the point
core-no-sign = numbers have no sign
core-all-digits = write all of its digits
core-blank = a blank is missing after "{ $word }"
core-not-a-number = "{ $word }" is not a number
core-unknown-word = unknown word "{ $word }"
core-what-to-do = write what to do: "market long 0.01 sl off 2% tp off 5%"
core-command-missing = a command is missing at the end
core-command-before = a command is missing before "{ $word }"
core-several-targets = write several targets as "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"
core-not-a-clause = "{ $word }" is a name, not a clause
core-cancel-what = cancel all, entries, exits, sl, tp or tpN
core-off-after = write "sl off …" or "tp off …"
core-limit-is = a limit order is "{ $line }"
core-without-blank = write "{ $word }" without a blank
core-cannot-stand = "{ $word }" cannot stand here
