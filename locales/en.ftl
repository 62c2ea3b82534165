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
machine = somebody at the machine
somebody = somebody else
as-somebody-asked = as { $name } asked
as-asked = as was asked

## Who protects a position

protection = { $protection }: { $said }
protection-exchange-linked = sl and targets rest at the exchange, which ends one when the other fills
protection-resting-stop = the sl rests at the exchange; the rest is watched by this bot
protection-bot-only = no sl rests at the exchange: this bot alone watches, and nothing protects you while it is off
protection-no-stop = there is no sl; nothing limits the loss
protection-missing = ⚠ but no sl stands there right now
protection-unknown = ⚠ not known yet whether the sl stands: the exchange has not answered
protection-last-known = ⚠ the exchange does not answer; the sl at { $price } stood there last
protection-entry-unknown = ⚠ not known whether the entry filled: the exchange has not answered, and no sl is known to stand

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
notice-in-parts = { $said } ({ $parts })
notice-placed = #{ $id } { $name } placed: { $side } { $amount }
notice-changed = #{ $id } { $name } changed: { $side } { $amount }
notice-stop-moved = #{ $id } sl moved to { $price }
notice-stop-moved-from = #{ $id } sl moved from { $was } to { $price }
notice-canceled = #{ $id } { $name } canceled
notice-canceled-why = #{ $id } { $name } canceled: { $why }
notice-refused = #{ $id } ✗ { $name } refused
notice-refused-why = #{ $id } ✗ { $name } refused: { $why }
notice-closed = #{ $id } closed
notice-closing = #{ $id } everything is being closed: { $why }
notice-unprotected = #{ $id } ⚠ the position stands without an sl
notice-protected = #{ $id } the position is guarded again
notice-dust = #{ $id } ⚠ { $quantity } { $base } is less than the exchange takes in one order: left unguarded, yours to close by hand
notice-outside = #{ $id } ⚠ the position changed by { $quantity }, and not by an order of ours
notice-overfilled = #{ $id } ⚠ exits filled { $quantity } more than there was
notice-halted = #{ $id } ⚠ nothing more is sent for it: { $why }

## Tickets

ticket-stop-moving = the sl is being moved to { $price }; the one at { $was } is known to rest
ticket-waits = #{ $id } waits to enter: { $side } { $symbol } on { $account }
ticket-open = #{ $id } { $side } { $quantity } { $symbol } on { $account }, entry { $entry }
ticket-unknown = #{ $id } { $side } { $quantity } { $symbol } on { $account }, unknown entry
ticket-now = { $head }, now { $price }
ticket-closing = { $head }, closing: { $why }
ticket-halted = { $head }, halted: { $why }
ticket-moved = #{ $id } is shown further down now; go on there.
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
not-watched = #{ $id } { $symbol } on { $account } is NOT watched: { $error }; what rests at the exchange stays
start-trouble = WARNING: { $accounts } cannot be used now: { $why }
start-withdraws = WARNING: the key of { $account } can withdraw, so nothing new is entered there; take that from the key at the exchange, then run: bracketeer account test { $account }
start-working = These accounts can be used: { $accounts }
start-again = { $accounts } can be used now
serving-alone = serving: guards what is open and takes no lines; stop with SIGTERM or ctrl-C, then `bracketeer` types on the same ledger
serving-listening = serving: guards what is open and listens in { $chats }; stop with SIGTERM or ctrl-C
serving-deaf = serving: guards what is open, no chat is connected yet; stop with SIGTERM or ctrl-C
served = served for { $seconds } s
start-recorded = { $file } is played as the price of { $symbols }
start-telegram-posts = Telegram: posts to { $url }
start-telegram-fetched = Telegram: messages are fetched
start-discord-slash = Discord: slash commands
start-discord-plain = Discord: slash commands and plain lines
start-owner = nobody owns this bot yet; within an hour, send it in a private chat: /start { $code }
start-health = health: { $url }

## What happened to a bracket, step by step

journal-price = { $said }  (price { $price })
journal-opened = planned, and the first orders decided
journal-joined-entry = a further line joined: another entry
journal-joined-exits = a further line joined: other exits
journal-missed = { $name } was not found at the exchange
journal-held = the exchange holds { $quantity }
journal-typed = you typed: { $line }
journal-typed-by = { $name } typed: { $line }
journal-typed-once = typed: { $line }
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
explained-at-once = { $side } { $quantity } at once at { $price } or better, now { $now } ({ $worth })
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
explained-refused = would be refused: { $why }
explained-loss = { $amount }, with every exit at the sl
explained-loss-only = { $amount }, with every exit at the sl; there is no target
explained-gain = { $amount } are gained, with every exit at the sl
explained-gain-only = { $amount } are gained, with every exit at the sl; there is no target
explained-reached = { $amount }, with every target reached
explained-reached-rest = { $amount }, with every target reached and the other { $share } at the sl
explained-reached-even = { $amount }, with every target reached and the other { $share } at the sl, by then at { $price }
explained-each = { $ratio } reward for each unit at risk
explained-rates = { $maker } maker, { $taker } taker
explained-rates-counted = { $maker } maker, { $taker } taker; counted above

## What a replay came to, and the demo

played-ambiguous = { $said } (the candle held the sl and a target)
played-row = row { $row }
played-closed = closed
played-refused = refused
played-open = 
    { $orders ->
        [one] still open: a position of { $position } and { $orders } resting order
       *[other] still open: a position of { $position } and { $orders } resting orders
    }
played-average = average entry
played-result = result
played-fills = fills
played-earned = { $earned } after { $fees } of fees
played-unknown = unknown after { $fees } of fees
played-uncovered = { $count }; { $ms } ms without an sl for all of it
played-bare = { $count }; { $ms } ms without an sl for all of it, and there is none at the end
played-overfilled = exits traded { $quantity } beyond the position
demo-opening = Three lines, typed at once on a paper account; the prices are the synthetic walk.
demo-bracket = a bracket: one stop, one target
demo-ladder = a ladder that guards its gains
demo-trail = a stop that trails

## `bracketeer account`, on the machine itself

account-none = no accounts yet; see: bracketeer account add --help
account-column-account = account
account-column-exchange = exchange
account-column-market = market
account-column-net = net
account-column-key = key
account-column-may = may
account-net-live = live
account-net-testnet = testnet
account-market-spot = spot
account-market-swap = swap
account-kept = kept { $account }: { $may }
account-not-checked = not checked: { $why }
account-answers = { $account } answers
account-balance = balance: { $held }
account-balance-none = balance: nothing in a quote currency
account-clock-untold = clock: the exchange tells no time
account-clock-ahead = clock: { $seconds } s ahead of the exchange
account-clock-behind = clock: { $seconds } s behind the exchange
account-clock-wrong = { $clock }; set this machine's clock, or its requests will be refused
account-key = key: { $may }
account-forgot = forgot { $account }; delete the key at the exchange too if nothing else uses it
account-forget = Forget the key of { $account }? (y/N)
account-rotated = 
    { $count ->
        [one] { $count } account is encrypted with { $origin } now
       *[other] { $count } accounts are encrypted with { $origin } now
    }
account-rotated-file = { $rotated }; set BRACKETEER_KEY_FILE={ $path }, unset BRACKETEER_KEY, keep a copy of it elsewhere, and restart the bot if it is running
account-rotated-passphrase = { $rotated }; unset BRACKETEER_KEY_FILE and BRACKETEER_KEY, and restart the bot if it is running
account-may-untold = the exchange does not tell what it may do
account-trade-yes = may trade
account-trade-no = may not trade
account-trade-untold = trading not told
account-withdraw-yes = CAN WITHDRAW
account-withdraw-no = cannot withdraw
account-withdraw-untold = withdrawing not told
account-bound-yes = bound to addresses
account-bound-no = usable from anywhere
account-bound-untold = addresses not told
account-unasked = the exchange was not asked what the key may do; ask with: bracketeer account test { $account }
account-warning = WARNING: { $what }
account-warn-trade = warning: the key of { $account } may not trade here, so every order will be refused
account-warn-withdraw = warning: make sure yourself that the key of { $account } cannot withdraw
account-warn-address = warning: bind the key of { $account } to this machine's address at the exchange
account-exists = there is an account { $account } already; remove it first, nothing was kept
account-brackets = { $account } has open brackets ({ $brackets }); close or cancel them first, nothing was removed
account-mighty = the key of { $account } can withdraw; nothing was kept: make one that can only read and trade
account-mighty-kept = the key of { $account } can withdraw; replace it by one that can only read and trade
account-consent = { $consent }; if you accept that: bracketeer account add { $account } --accept
account-on-paper = { $account } is on paper and needs no key
account-no-exchange = there is no exchange { $name }: names are like Binance_F, OKX, ByBit_F:second
account-nearest = there is no exchange { $name }; did you mean { $nearest }?
account-no-name = { $name } is no account's name: names are like Binance_F, OKX, ByBit_F:second
account-unremoved = nothing was removed
prompt-api-key = API key
prompt-secret = Secret
prompt-password = Passphrase of the key
prompt-of = { $word } of { $account }:
prompt-no-variable = { $variable } in the environment is missing; nothing was kept
prompt-no-word = the { $word } is missing; nothing was kept
prompt-no-line = the { $word } (line { $line } of { $lines } on stdin) is missing; nothing was kept
prompt-not-kept = { $error }; nothing was kept
prompt-vault = Passphrase of the vault:
prompt-vault-new = New passphrase of the vault:
prompt-again = Once more:
prompt-differ = the two passphrases differ; nothing was changed
prompt-nobody = nobody can be asked here, and nothing was done; say --yes to go ahead
prompt-shown = what is typed here could not be hidden, so nothing was asked; use a terminal

## `bracketeer people`, on the machine itself

people-none = nobody is known yet; see: bracketeer people add --help, or people invite
people-each-account = each account
people-all-accounts = all accounts
people-place = { $place } is about { $accounts }
people-place-none = { $place } is about no account
people-halted = no new entries on { $account } since { $time } UTC, by { $by }
people-halted-why = { $halted }, { $why }
people-machine = the machine
people-nothing = may do nothing
people-role = { $role } of { $account }
people-no-owner = nobody is an admin of all accounts now; the bot prints a code for one when it starts
people-invited = 
    { $hours ->
        [one] whoever first sends the bot /start { $code } becomes { $role }; it works once, for { $hours } hour
       *[other] whoever first sends the bot /start { $code } becomes { $role }; it works once, for { $hours } hours
    }

## Commands: what each is for (chat platforms show 100 characters of it), and its parts

command-trade = carry out a line of Smart Syntax
command-trade-line = what to do: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-explain = what a line would place now; nothing is sent
command-explain-line = the line: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-brackets = every open bracket's ticket
command-positions = what is held and what guards it; with a market, a look at what else is held there
command-orders = every order that works; with a market, a look at what else rests there
command-close = leave the position at the market, all of it or a part (0.01, 50%p)
command-close-bracket = the number of a bracket, as in its ticket
command-close-quantity = how much: all, a size (0.01) or a share (50%p)
command-cancel = stop wanting orders (all, entries, exits, sl, tp, tp2); the position stays
command-cancel-bracket = the number of a bracket, as in its ticket
command-cancel-what = which orders: all, entries, exits, sl, tp or tpN
command-be = move the stop to the entry price, fees included
command-be-bracket = the number of a bracket, as in its ticket
command-sl = move the stop to a price (58000, off 2%, e-1%), or place the first one
command-sl-bracket = the number of a bracket, as in its ticket
command-sl-price = where to: 58000, off 2% from the price now, e-1% from the entry
command-tp = move a target (tp2, say) to a price (63000, off 5%, e+2%), or place the first one
command-tp-bracket = the number of a bracket, as in its ticket
command-tp-price = where to: 63000, off 5% from the price now, e+2% from the entry
command-tp-which = which target, where there are several: tp1, tp2 and so on
command-trail = let the stop follow the best price at a distance in percent
command-trail-bracket = the number of a bracket, as in its ticket
command-trail-percent = how far behind the best price, in percent: 2
command-why = what happened to a bracket, step by step
command-why-bracket = the number of a bracket, open or closed
command-price = the last price
command-price-symbol = a market, such as BTCUSDT
command-price-account = the account whose exchange is asked
command-balance = what an account is worth, and what of it is free
command-balance-account = one account; without it those at work
command-history = the newest closed brackets and what they earned
command-accounts = the accounts that you may use here, and as what
command-doctor = how every account and every open bracket does
command-halt = no new entries on an account, or on all that you may trade here; what protects goes on
command-halt-account = one account; without it all of them
command-halt-why = the reason, for whoever asks later
command-resume = take new entries again, on an account or wherever they were halted
command-resume-account = the account that is halted; without it the halt of all
command-flatten = close every bracket that you may trade, after a yes
command-flatten-account = only those of one account
command-settings = your own settings; /settings confirm always|live|above 500|never [ACCOUNT]
command-settings-name = which one: confirm, above, lang or tz
command-settings-value = what it is to be
command-lang = the language you are answered in; /lang auto follows your app
command-lang-language = its code: en, de, es, tr, zh, or auto
command-tz = the time zone of the times you are told, such as Europe/Berlin
command-tz-zone = a city of the time zone database, such as Europe/Berlin
command-bind = make this group about accounts: only they can be seen and traded here; /bind none ends that
command-bind-accounts = names of accounts, or none
command-invite = a one-time code that makes somebody viewer, trader or admin of an account, or of all
command-invite-role = viewer, trader or admin
command-invite-account = one account; without it all of them
command-people = who may do what on your accounts; /people confirm always|above 500|off [ACCOUNT]
command-people-name = what to change: confirm, when everybody is asked first
command-people-value = always, above 500 or off, and an account
command-start = say hello, or use a one-time code
command-start-code = the code you were given
command-help = this list
command-quit = leave; nothing is closed

## What commands answer

help = Type a line of Smart Syntax, such as:
help-numbers = A bracket keeps its number for ever and none is used twice, so some are missing.
usage = Usage: { $usage }: { $help }
one-command = One command in a message, please: nothing was carried out.
no-command = There is no /{ $name }; /help lists the commands.
no-command-near = There is no /{ $name }; did you mean /{ $near }?
console-welcome = Bracketeer, on paper.  /help shows what can be typed, ctrl-D leaves; nothing is closed by leaving.
console-no-bracket = no bracket is open
welcome = Welcome.  /help lists what I understand, /accounts what you may use.
all = all
note = note: { $note }
not-answered-yet = ⚠ #{ $id }: the exchange has not answered yet. What closes or protects is kept and sent again until it does; an entry only for a minute.
unknown-entry = unknown entry
bracket-briefly = #{ $id } { $side } { $quantity } { $symbol } on { $account }
more-brackets =
    { $count ->
        [one] … one more: { $brackets }
       *[other] … { $count } more: { $brackets }
    }
more-lines =
    { $count ->
        [one] … one more line, see /brackets
       *[other] … { $count } more lines, see /brackets
    }
no-brackets = No bracket is open.
nothing-held = Nothing is held.
no-orders = No order of ours works.
nothing-closed = Nothing was closed yet.
nothing-open = Nothing is open.
nothing-connected = Nothing is open or connected.
nothing-to-flatten = No bracket is open that you could close.
no-price-yet = { $symbol } has no price yet.
no-accounts = There is no account that you may use here.
nobody-else = Nobody but you.
halted = Halted: no new entries on { $account }.  What stands goes on being guarded; /resume ends this.
halted-anywhere = Halted: no new entries anywhere.  What stands goes on being guarded; /resume ends this.
halted-because = Reason: { $why }
resumed = New entries are taken again.
resumed-but = New entries are taken there again, once /resume ends the halt of all accounts too.
bound = This chat is bound to { $accounts }.
unbound = This chat is bound to no account.
invited = For one person, once, within two days, as { $role } of { $account }:
invited-all = For one person, once, within two days, as { $role } of every account:
follows-app = follows your app
not-set = not set
limit-order = at most { $limit } USD an order
limit-day = at most { $limit } USD a day
limit-symbols = only { $limit }
limit-leverage = leverage up to { $limit }
limit-asked = asked before orders: { $when }
asked-always = always
asked-above = above { $limit } USD
asked-never = never
demanded-of-you = demanded of you
demanded-on = demanded on { $account }
limits-of-you = your limits
limits-on = limits on { $account }
limit-none = no limits
limit-each = each account
title-positions = positions
title-orders = orders
title-balances = balances
title-accounts = accounts
title-closed = closed brackets
title-doctor = doctor
title-settings = settings
title-people = people
column-account = account
column-symbol = symbol
column-side = side
column-size = size
column-entry = entry
column-protection = protection
column-name = name
column-type = type
column-left = left
column-at = at
column-status = status
column-equity = equity
column-free = free
column-coins = free coins
column-you-are = you are
column-now = now
column-earned = earned
column-fees = fees
column-what = what
column-value = value
column-role = role
column-limits = limits

## Questions and their buttons

words-yes = y, yes
words-no = n, no
ask-again = The same line was carried out { $seconds } s ago.  Again? (y/N)
same-line = The same line was carried out { $seconds } s ago.
ask-adopt = Take it over? (y/N)
ask-replace = Replace it? (y/N)
ask-carry-out = Carry it out? (y/N)
ask-unanswered = That was asked and not answered, so nothing was sent.  The answer is the next line: { $yes }
ask-sure = REAL MONEY.  Sure? (y/N)
ask-flatten =
    { $count ->
        [one] Close one bracket at the market: { $brackets }.  Sure? (y/N)
       *[other] Close { $count } brackets at the market: { $brackets }.  Sure? (y/N)
    }
ask-resting =
    { $count ->
        [one] One entry still rests and may fill: { $entries }.  Withdraw it too? (y/N)
       *[other] { $count } entries still rest and may fill: { $entries }.  Withdraw them too? (y/N)
    }
not-sure-of-one = ✗ #{ $id } { $symbol } · { $account }: I do not know what became of it: { $why }; look at /brackets
real-money = { $account }: REAL MONEY
forwarded = A forwarded message is only a draft.  This one was written { $age } ago.
forwarded-stale = That was written { $age } ago, too long to trade on it; nothing was sent.  If you still mean it, write it yourself.
on-paper = On paper: { $line }
carried-out-before = This was carried out before: { $what }
answered-already = That was answered already, a later question took its place, or it is too long ago; send the line again.
edited = An edited message is never carried out.  If it was carried out as it was first written, that stands; look at /brackets before you send anything again.
burned = That looks like an API key.  I have deleted it where I could, but others may have seen it: it is burned.  Revoke it at the exchange now, and add a new one on the machine itself, with: bracketeer account add NAME
tap-foreign = This button is not one of mine, or from another chat.
tap-another = This button is somebody else's.
too-many = That was too much at once, and was not heard.  Wait a little.
tap-expired = This button has expired; /brackets shows fresh ones.
discord-trade-message = Trade this message
discord-too-late = That came too late to be answered here, and nothing was sent.  Send it again.
discord-broke = That broke before its end; the log says why.  Look at /brackets before you send it again.
discord-closed = I cannot write to you in private, and the answer is for you alone.  Allow direct messages from this server, and ask again.
discord-unread = What was written here while the bot was away could not be read, and nothing of it was done.  Look at /brackets and send again what still counts.
tap-away = Pressed while I was away, so it is not carried out now; press it again if you still want it.
tap-cut-off = I was stopped while this press was open, so it may have been carried out; look at /brackets before you press again.
tap-changed = It has changed since; nothing was sent.  It is now:
button-confirm = Confirm
button-decline = Cancel
button-why = Why
button-cancel = Cancel
button-move-stop = Move SL
button-new-stop = New stop: a price, off 2% or e-1%
button-breakeven = Break-even
button-close-half = Close 50 %
button-close = Close

## What forbids something.  Said in English and told again, as what core says is

denied-unknown = I do not know you; ask whoever runs this bot for a code and send /start CODE
denied-anonymous = nobody can be held to an anonymous message; write it as yourself
denied-role = only a { $role } may do that
denied-role-on = only a { $role } may do that on { $account }
denied-unbound = this chat is bound to no account; an admin binds it with /bind ACCOUNT
denied-place = not in this chat
denied-place-account = this chat is not about { $account }; write to me in private
denied-private = only in a private chat with me
denied-halted = no new entries: halted; /resume ends that
denied-halted-on = no new entries on { $account }: halted; /resume ends that
denied-halted-why = no new entries: halted ({ $why }); /resume ends that
denied-halted-why-on = no new entries on { $account }: halted ({ $why }); /resume ends that
denied-order = { $value } in one order is above { $whose }, { $limit }
denied-day = { $value } in one day is above { $whose }, { $limit }
denied-left = { $limit } are left today
denied-symbol = { $symbol } is not among the symbols of { $whose }
denied-leverage = a leverage of { $value } is above { $whose }, { $limit }
denied-quote = { $symbol } is not counted in dollars, so { $whose } cannot be kept
denied-made = you have opened { $limit } paper accounts since the bot started, the most that one person may; use one of them
state-your-limit = your limit
state-limit-of = the limit of { $what }
state-the-account = the account
state-unknown-amount = an unknown amount
refused-no-bracket = there is no bracket #{ $id }
refused-closed-already = #{ $id } is closed already
refused-open-ones = open: { $brackets }
refused-none-open = none is open
refused-not-traded-there = { $symbol } is not traded there
refused-moved = { $symbol } moved from { $before } to { $price } meanwhile
refused-another = { $symbol } on { $account } is not as it was shown
refused-riskier = { $symbol } on { $account } would risk { $most } now, not { $least }
refused-changed = #{ $id } has changed since you were asked
refused-agreed = the price that was agreed to is not known any more
refused-not-halted = that is not halted; halted: { $what }
state-nothing = nothing
refused-private = this is a private chat; send it in the group
refused-no-role = there is no role { $role }; there are { $roles }
refused-codes = codes are for chats
refused-code = that code is not good, or not any more
refused-no-people = this needs the ledger of people, which is kept by `bracketeer` and `bracketeer serve`
refused-for-chats = this is for chats
refused-environment = this is for chats; here the environment decides
refused-confirm = confirm is one of { $words }
refused-confirm-one = confirm takes one account, or none for all
refused-settings = there are confirm, above, lang and tz
refused-amount = an amount of money, such as 500
refused-zone = there is no time zone { $name }; one is Europe/Berlin
refused-language = there is no { $name } yet; there are { $names }
refused-where-to = where to?  /sl { $id } PRICE, such as /sl { $same } off 2%
refused-not-asked = the exchange cannot be asked now: { $error }
refused-no-account = no account can be used here
refused-untraded = nothing can be traded on { $account }
state-not-connected = not connected yet
state-stopped = stopped by a defect, see the log
state-another = another Bracketeer works on it
state-connected = connected
state-unreadable = connected, but the ledger cannot be read now
state-key-withdraws = its key can withdraw, so it only closes and protects
state-unusable = cannot be used now, and is asked again and again
state-key-refused = { $exchange } refuses the key
state-key-refused-said = { $exchange } refuses the key ({ $words })
state-key-unasked = { $exchange } does not let this key ask
state-key-unasked-said = { $exchange } does not let this key ask ({ $words })
state-key-meaningless = { $exchange } gave an answer that means nothing here
state-key-meaningless-said = { $exchange } gave an answer that means nothing here ({ $words })
state-key-set-clock = set it
state-key-set-clock-said = set it ({ $words })
state-key-wait = wait a few minutes
state-key-wait-said = wait a few minutes ({ $words })
state-key-clock = { $exchange } refuses the time of this machine's clock
state-key-often = { $exchange } is asked too often from here
state-key-away = { $exchange } cannot be reached: { $value }
state-key-undocumented = { $exchange } answered what its documents do not say ({ $name })
state-key-form = this is no key of { $exchange }: the secret is not in its form
state-nothing-kept = nothing was kept
state-nothing-kept-unchecked = nothing was kept (--unchecked keeps the key all the same)
state-nothing-decrypted = nothing was decrypted
state-no-answer = no answer within { $seconds } s
state-vault-none = there is no account { $account }
state-vault-see = see: bracketeer account list
state-vault-wrong = { $what } does not open the accounts that are stored
state-vault-one = { $what } does not open { $account }: it is the wrong key, or { $name } was changed in the database
state-vault-changed = { $account } was changed in the database
state-vault-no-key = there is no key to the accounts: set BRACKETEER_KEY_FILE or BRACKETEER_KEY, or run this in a terminal to be asked for a passphrase
state-vault-bad-key = { $what } is no key: it must be { $bytes } bytes, or those in base64
state-vault-unread = the key file { $path } cannot be read: { $why }
state-vault-unwritten = the key file { $path } cannot be written: { $why }
state-vault-no-file = the key file { $path } is not a file
state-vault-open = the key file { $path } is open to others (mode { $mode })
state-vault-chmod = run: chmod 600 { $path }
state-vault-checkout = the key file { $path } lies in a git checkout
state-vault-move = move it out, or it will be published one day
state-vault-short = a passphrase of less than { $count } signs protects nothing
state-vault-longer = take a longer one
state-vault-file = the key file { $path }
state-vault-credential = the systemd credential { $name }
state-vault-passphrase = the passphrase
state-elsewhere = { $exchange }: orders, and the keys that sign them, go to { $where } instead of { $whose } (BRACKETEER_HOSTS)
state-own-hosts = its own hosts
state-no-connection = no connection
state-check-network = check the network
state-no-proxy = no connection through the proxy
state-no-proxy-there = no connection through the proxy { $proxy }
state-check-proxies = check BRACKETEER_PROXIES
state-late = no answer in time
state-maintenance = it is under maintenance
state-broke-off = the connection broke before an answer
state-no-person = { $whom } is no person: write telegram:42 or discord:42, the number of the user and not the name
state-no-chat = { $word } is no chat: write telegram:-1001234 or discord:42, its number and not its name
state-no-role = { $word } is no role: viewer, trader, admin
state-no-symbol = { $word } is no symbol: write BTC, BTC/USDT or */USDT
state-off-for-all = off for all
state-prices-stopped = no live prices for now: { $value }
state-prices-back = live prices are back
state-prices-invented = using the synthetic walk instead: these prices are invented
state-prices-unanswered = { $exchange }: no answer ({ $name })
state-prices-missing = { $exchange }: no price of { $symbol }
state-nobody = nobody known is { $whom }
state-add-first = first: bracketeer people add { $whom }
state-nothing-changed = nothing was changed
state-granted-nothing = { $whom } was granted nothing
state-granted-nothing-on = { $whom } was granted nothing on exactly { $account }
state-about-nothing = { $place } was about no account
state-unreachable = cannot be reached now
state-unread = cannot be read now: { $symbols }
state-first-look = being looked at for the first time
state-not-watched = NOT watched: { $error }
state-halted-by-why = halted by { $name } since { $time } UTC: { $why }
state-halted-by = halted by { $name } since { $time } UTC
state-nothing-sent = nothing more is sent: { $error }
state-without-stop = the position stands without an sl
state-no-stop = there is no sl; nothing limits the loss
state-waits-exchange = waits for the exchange
state-waits-entry = waits to enter
state-aside = set aside because it could not be shown: { $count }; see the log
state-connecting = it is being connected for the first time
state-telegram-token = Telegram does not know the bot's token: copy it anew from @BotFather into the settings
state-telegram-taken = another program takes messages of this Telegram bot: stop it, or give it a bot of its own
state-discord-token = Discord does not know the bot's token: copy it anew from the application's page into the settings
state-discord-intent = Discord does not let the bot read messages: switch on the message content intent on the application's page, or BRACKETEER_DISCORD_READS_MESSAGES off, then restart the bot; commands work meanwhile
state-discord-lost = Discord is not connected; the bot connects again by itself
state-broke = it broke: { $what }, see the log
state-telegram-away = Telegram cannot be reached: { $why }
state-telegram-refuses = Telegram refuses what it is asked: { $why }
state-telegram-waits = Telegram asks us to wait { $seconds } s
state-discord-away = Discord cannot be reached: { $why }
state-discord-fails = Discord fails: { $why }
state-discord-waits = Discord asks us to wait { $seconds } s
state-webhook-deaf = Telegram's updates cannot be listened for: { $why }
state-webhook-unsaved = what Telegram sends cannot be saved: { $why }
state-webhook-elsewhere = another program had led this bot's messages to { $host }: stop it, or give it a bot of its own
state-webhook-undelivered = what waits at Telegram ({ $count }) does not come in here: { $why }
state-no-price-given = no --price was given, so this is for { $price }
state-borrowed-steps = with paper's steps and fees; this exchange's own may differ
state-guessed-steps = paper does not list { $symbol }: steps are guessed from its price
state-tell-position = tell the one that is meant: --position long:0.01@60000
state-no-stop-orders = { $exchange } spot has no stop orders: nothing rests there, and nothing protects you while the bot is down
state-coinex-ends = CoinEx has announced the end of all its trading: orders may be refused, and money may be out of reach

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
core-no-more-at-once = no more was offered at once at { $price } or better
core-not-reachable = exchange not reachable
core-too-late = too late to be sent
core-would-trigger = would trigger immediately
core-no-margin = not enough margin or balance
core-reduce-only = reduce-only refused
core-filter = price, size or notional filter
core-many-conditions = too many conditional orders
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
core-unread = { $symbol } on { $account } cannot be read now
core-another-works = { $account } takes no orders: another Bracketeer works on it
core-stopped = { $account } takes no orders: it was stopped by a defect, see the log
core-key-withdraws = { $account } takes no orders: its key can withdraw, so it only closes and protects
core-key-mend = take that from the key at the exchange, then run: bracketeer account test
core-rests-days = stops and targets that rest end after { $days } days there, and are placed anew a day before
core-market-twice = { $symbol } on { $account } is named twice
core-no-account = no account "{ $name }"
core-did-you-mean = did you mean "{ $name }"?
core-there-are = there are { $names }
core-names-there-are = there are paper, paper_spot and what `bracketeer exchanges` lists

# Size, price, margin
core-below-smallest = { $asked } is below the smallest size of { $least } { $base }
core-above-largest = { $asked } is above the exchange's largest order of { $most }
core-rounded-down = { $asked } rounded down to { $quantity } (step { $lot })
core-below-tick = { $price } is below one tick
core-through = a limit at { $limit } reaches { $share } % through the market at { $price }; at most { $reach } % is allowed
core-write-market = write `market` to enter at once
core-below-notional = { $quantity } is worth { $worth }, below the exchange's minimum of { $least }
core-at-least = at least { $least }
core-above-cap = { $worth } is above this account's limit of { $cap } per order
core-cap-setting = the setting BRACKETEER_MAX_NOTIONAL
core-earlier-entries = earlier entries of this message take { $amount }
core-not-free = { $need } are needed, { $free } are free
core-not-now = { $symbol } is not traded at this moment
core-exits-tried = exits, `close` and `cancel` are tried all the same
core-stop-too-small = a stop for { $quantity } is too small an order for the exchange
core-nearer-stop = a larger size or a nearer stop
core-room = at most { $most } conditional orders may wait in { $symbol } on { $account }; needed here: { $need }, others there: { $rest }
core-fewer-targets = fewer targets, or cancel some of the others there
core-no-exits-there = { $symbol } on { $account } takes none of the orders that a stop would be there
core-reach = { $symbol } on { $account } takes no sale at { $price }, only up to { $most }
core-nearer-target = a nearer target
core-whole-stop = `stoploss ... 100%p`
core-pairs-guard-all = linked pairs guard all of what they sell, not a part
core-foreign-from = { $position } from { $price } in { $symbol } on { $account } was not opened here
core-foreign = { $position } in { $symbol } on { $account } was not opened here
core-confirm-adopt = confirm to take it over, or close it first
core-own-stop = the position in { $symbol } on { $account } has a stop of its own at { $price }, which was not set here
core-own-target = the position in { $symbol } on { $account } has a target of its own at { $price }, which was not set here
core-confirm-replace = confirm to replace it, or take it off first
core-would-close = the account is { $held }; in one-way mode a { $side } entry would close it
core-close-first = `{ $line }` first
core-adopted-until = the stop guards the { $quantity } taken over at once, at { $price } until the entry fills
core-adopted = the stop guards the { $quantity } taken over at once
core-more-than-position = { $quantity } is more than the position of { $whole }
core-no-stop = no stop: nothing limits the loss
core-beyond-liquidation = the stop at { $price } is beyond the liquidation price near { $near }
core-beyond-isolated = the stop at { $price } is beyond the liquidation price near { $near } of an isolated position
core-smaller-size = a nearer stop or a smaller size
core-less-leverage = a nearer stop or less leverage
core-liquidation = liquidation near { $near }

# Levels
core-no-price-above-zero = { $price } is no price above zero
core-no-entry-yet = { $price } counts from an entry, and none has filled yet
core-write-price = write a price, or `off 2%`
core-level-not-above-zero = the { $what } { $price } is not above zero
core-far = a { $what } at { $price } is { $share } % away from { $now }
core-distance-near = the { $name } is { $size } { $quote } away, less than { $share } % of the price
core-distance-far = the { $name } is { $size } { $quote } away, more than { $share } % of the price
core-distance-percent = { $share } % is `{ $price }`
core-wrong-side-below = the { $what } of a { $side } must be below the market at { $now }, { $price } is { $where }
core-wrong-side-above = the { $what } of a { $side } must be above the market at { $now }, { $price } is { $where }
core-wrong-side-not-below = the { $what } of a { $side } must be below the market at { $now }, not at { $where }
core-wrong-side-not-above = the { $what } of a { $side } must be above the market at { $now }, not at { $where }
core-stop-word = stop
core-target-word = target
core-trail-waits = a trail that waits for a price leaves the position without a stop until then
core-add-stop = add `sl off 2%`
core-would-be-at-once = `{ $line }` would be at once

# Planning
core-opposite = a long and a short entry in one message would close one another in one-way mode
core-spot-short = { $symbol } is a spot market, there is nothing to be short of
core-by-cost = { $account } counts market buys in money, not in coins: `market` is sent as an immediate limit up to { $share } % above the last price
core-sent-at-once = sent as an immediate limit at { $price }, { $share } % above the last price, because { $account } counts market buys in money; what it does not fill at once is not bought
core-coarse-step = { $account } counts market buys in money, and a price step of { $step } is too coarse at { $price } for a limit in their place
core-enter-limit = enter with a limit
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
core-sl-sooner = the sl at { $price } is reached before this entry at { $limit }, closes { $bracket } and cancels the entry
core-replaces-stop = its stop replaces the one that stands
core-trail-tightens = a trail alone only tightens the sl that stands

# Commands about what stands
core-nothing-ours = nothing of ours is open on { $symbol }
core-no-side-ours = no { $side } of ours is open on { $symbol }
core-say-which = there is a long and a short; say which
core-or = `{ $first }` or `{ $second }`
core-closes-all = closes all of { $bracket }
core-less-than-step = less than one step of the position
core-too-small = { $quantity } is too small an order for the exchange
core-sl-stays = { $quantity } is less than the exchange's lot of { $lot } now: its sl stays where it is
core-closes-rest = closes all of { $bracket }: what would be left is too small for an order
core-closes-part = closes { $quantity } of { $bracket }
core-has-no = #{ $id } has no { $what }
core-position-has-no = the position has no { $what }
core-cancels = { $bracket }: cancels { $what }
core-nothing-then = nothing limits the loss then
core-entry-without-stop = the entry that still rests brings no sl of its own then
core-which-target = which target?
core-its-targets = its targets: { $targets }
core-moved-wrong-side = { $what } at { $price } is on the wrong side of the market at { $now }
core-moved-beyond-entry = { $what } at { $price } is on the wrong side of the entry at { $entry }
core-moves = #{ $id }: { $what } to { $price }
core-trail-keeps = its trail keeps it at { $price }
core-position-moves = the position: { $what } to { $price }
core-the-position = the position
core-entry-not-filled = the entry of #{ $id } has not filled yet
core-breakeven-wrong-side = break-even is { $price }, on the wrong side of the market at { $now }
core-breakeven-at = { $bracket }: stop to break-even at { $price }
core-breakeven-stays = { $bracket }: the sl stays at { $price }, tighter than break-even at { $even }
core-nothing-until = nothing limits the loss until then

# What explaining adds
core-orders-unknown = which orders rest is not known here, so none are shown
core-follows = the sl follows the best price at a distance of { $distance } %
core-follows-after = the sl follows the best price at a distance of { $distance } %, once the price has reached { $price }
core-even-first = once the first target is filled, the sl moves to break-even, fees included
core-even-at = once the price has reached { $price }, the sl moves to break-even, fees included
core-even-allowed = once the price allows it, the sl moves to break-even, fees included
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

# what heads many notices at once, after the chat platform was away
post-meanwhile = While this chat could not be reached, since { $since }:
post-aside = A message about #{ $id } could not be shown here and was set aside.  /why { $id } tells what happened.
chat-away = { $platform } does not work: { $why }.  Trading goes on.
chat-back = { $platform } works again.

# an exchange that does not answer; "lasted" is a length of time such as 10 min 5 s
notice-away = #{ $id } ⚠ the exchange has given no readable answer about { $symbol } for { $lasted }; the sl at { $price } rests there, and nothing else is watched meanwhile
notice-away-bare = #{ $id } ⚠⚠ BARE: the exchange has given no readable answer about { $symbol } for { $lasted }, and no sl rests there for the { $quantity } held
notice-away-partly = #{ $id } ⚠⚠ PARTLY BARE: the exchange has given no readable answer about { $symbol } for { $lasted }; the sl at { $price } leaves { $bare } of { $quantity } without one
notice-away-entry = #{ $id } ⚠ the exchange has given no readable answer about { $symbol } for { $lasted }; an entry that fills meanwhile has its sl at { $price }
notice-away-entry-bare = #{ $id } ⚠ the exchange has given no readable answer about { $symbol } for { $lasted }; an entry that fills meanwhile has no sl until it answers
notice-back = #{ $id } the exchange answers again after { $lasted }; what happened meanwhile is told next
journal-away = the exchange has not answered since { $since }
journal-back = the exchange answers again

# what others did, or have resting, in a bracket's market
ticket-not-us = not us
ticket-not-by-us = { $head }, and not by us: what it earned is not known, { $fees } of fees
ticket-not-closed-by-us = { $earned }; not counted: { $quantity } that was not closed by us
ticket-not-entered-by-us = { $earned }; not counted: { $quantity } that was not entered by us
others-title = not ours, left alone
column-whose = whose
column-id = id
column-seen = seen
others-ago = { $seconds } s ago
others-bot = another bot's
others-person = a person's
others-reduce-only = { $type } reduce-only
others-limit = { $trigger } limit { $price }
others-may-close-many = ⚠ { $count } orders that are not ours may close it too; /orders lists them
others-may-close = ⚠ not ours, and may close it too: { $side } { $quantity } { $type } at { $price }
not-counted = { $earned }, { $quantity } not by us
core-market-both = name the account and the symbol, such as paper BTCUSDT
command-positions-account = of this account
command-orders-account = of this account
command-positions-symbol = in this market
command-orders-symbol = in this market

# what a position has earned so far, and what is left of that if it is left at its sl
ticket-pnl = PnL { $pnl }
ticket-pnl-risk = PnL { $pnl }, at risk { $risk }
ticket-pnl-safe = PnL { $pnl }, at least { $least } at the sl

command-link = a one-time code that makes your other platform you as well
linked =
    Send this to me on the other platform within two days, and you are one person on both:
    /start { $code }

notice-suspended = #{ $id } ⚠ its market is not traded now: what rests there stays, and what is missing goes on being tried; if the market has ended for good, /forget { $id } lets go of the bracket
notice-resumed = #{ $id } its market is traded again
command-forget = look after a bracket no more whose market has ended, after a yes; nothing is sent
command-forget-bracket = the number of a bracket, as in its ticket
ask-forget =
    #{ $id } { $symbol } on { $account }: its market is not traded. Last known there:
    { $known }
    Nothing is sent, and nothing of this is looked after any more. Look at the exchange first: is nothing of it left there? (y/N)
forget-position = position: { $side } { $quantity } { $base }
forget-order = { $name }: { $side } { $amount }
forget-unsure = { $name }: { $side } { $amount } (sent, and never answered)
forget-nothing = nothing of ours
forget-traded = #{ $id } is traded; /close or /cancel ends it. Nothing was sent.
forget-resting = #{ $id }: its market is halted and not ended, and orders of ours still rest there; /cancel { $id } takes them off first. Nothing was sent.
forget-unknown = #{ $id }: the exchange has not said yet whether its market has ended; try again in a moment. Nothing was sent.
forget-changed = What is known of #{ $id } has changed meanwhile; send /forget { $id } again. Nothing was sent.
forget-way = If its market has ended for good, /forget { $id } lets go of the bracket.
notice-forgotten = #{ $id } ⚠ let go of: nothing was sent, and nothing is looked after any more; last known there: { $quantity } { $base }
ticket-forgotten = #{ $id } let go of: { $side } { $symbol } on { $account }; last known there: { $held } { $base }
notice-stopped = #{ $id } ⚠ { $account } was stopped by a defect of this bot, so it may not be looked after any more; what rests at the exchange stays.  Look there and into the log, then start the bot again.
notice-account-stopped = ⚠ { $account } was stopped by a defect of this bot and takes no new entries.  Look into the log, then start the bot again.
notice-taken = ⚠ Another program takes the messages of this { $platform } bot, so its token may be stolen.  No new entries on { $accounts } until an admin sends /resume; what stands goes on being guarded.  Stop that program, or give the bot a new token.
notice-no-entries = ⚠ { $name } halted { $account }: no new entries there; what stands goes on being guarded
notice-waits = ⚠ { $accounts } does not answer now; your answer comes within a quarter of a minute
notice-entries = { $name } ended the halt of { $account }: new entries are taken again
every-account = every account
bracket-of = { $id } { $symbol } on { $account }
notice-cut-off = ✗ I was stopped before “{ $line }” was carried out, and nothing of it was sent: { $why }
journal-listed = the market is listed with the steps price { $tick }, size { $lot }
journal-listed-halted = the market is listed with the steps price { $tick }, size { $lot }, and is not traded

core-nothing-sent = nothing was sent
core-until = { $error }, until { $time } UTC
core-clock-unknown = this machine's clock could not be compared with { $account }'s
core-clock-ahead = this machine's clock is { $size } ahead of { $account }'s
core-clock-behind = this machine's clock is { $size } behind { $account }'s
core-clock-right = set it right, then restart the bot
