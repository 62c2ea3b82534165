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
