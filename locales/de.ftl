### Deutsch.  Preise und Mengen kommen in der Schreibweise der Smart Syntax an; was man tippt (sl, tp1, market …), bleibt englisch.

## Small words and how they are put together

nothing-was-sent = Es wurde nichts gesendet.
listed = { $first }, { $more }
clauses = { $first }; { $more }
side-long = long
side-short = short
side-buy = Kauf
side-sell = Verkauf
everything = alles
amount-at = { $quantity } zu { $price }
as-you-asked = wie von dir verlangt
machine = jemandem an der Maschine
somebody = jemand anderem
as-somebody-asked = wie von { $name } verlangt
as-asked = wie verlangt

## Who protects a position

protection = { $protection }: { $said }
protection-exchange-linked = sl und Ziele liegen bei der Börse, die das eine beendet, wenn das andere ausgeführt wird
protection-resting-stop = der sl liegt bei der Börse; den Rest überwacht dieser Bot
protection-bot-only = bei der Börse liegt kein sl: allein dieser Bot passt auf, und nichts schützt dich, solange er aus ist
protection-no-stop = es gibt keinen sl; nichts begrenzt den Verlust
protection-missing = ⚠ aber dort steht gerade kein sl
protection-unknown = ⚠ noch nicht bekannt, ob der sl steht: die Börse hat nicht geantwortet
protection-last-known = ⚠ die Börse antwortet nicht; zuletzt stand dort der sl bei { $price }
protection-entry-unknown = ⚠ nicht bekannt, ob der Einstieg ausgeführt ist: die Börse hat nicht geantwortet, und von keinem sl ist bekannt, dass er steht

## Notices: what happened to an order or a bracket

notice-filled =
    { $side ->
        [buy] #{ $id } { $name }: { $amount } gekauft
       *[sell] #{ $id } { $name }: { $amount } verkauft
    }
notice-filled-partly =
    { $side ->
        [buy] #{ $id } { $name }: { $amount } gekauft, { $left } fehlen noch
       *[sell] #{ $id } { $name }: { $amount } verkauft, { $left } fehlen noch
    }
notice-in-parts = { $said } ({ $parts })
notice-placed = #{ $id } { $name } platziert: { $side } { $amount }
notice-changed = #{ $id } { $name } geändert: { $side } { $amount }
notice-stop-moved = #{ $id } sl auf { $price } verschoben
notice-stop-moved-from = #{ $id } sl von { $was } auf { $price } verschoben
notice-canceled = #{ $id } { $name } storniert
notice-canceled-why = #{ $id } { $name } storniert: { $why }
notice-refused = #{ $id } ✗ { $name } abgelehnt
notice-refused-why = #{ $id } ✗ { $name } abgelehnt: { $why }
notice-closed = #{ $id } geschlossen
notice-closing = #{ $id } alles wird geschlossen: { $why }
notice-unprotected = #{ $id } ⚠ die Position steht ohne sl da
notice-protected = #{ $id } die Position ist wieder geschützt
notice-dust = #{ $id } ⚠ { $quantity } { $base } ist weniger, als die Börse in einer Order annimmt: bleibt ungeschützt, bitte von Hand schließen
notice-outside = #{ $id } ⚠ die Position hat sich um { $quantity } geändert, und nicht durch eine Order von uns
notice-overfilled = #{ $id } ⚠ Ausstiege wurden um { $quantity } mehr ausgeführt, als da war
notice-halted = #{ $id } ⚠ dafür wird nichts mehr gesendet: { $why }

## Tickets

ticket-stop-moving = der sl wird auf { $price } verschoben; bekannt ist, dass der bei { $was } liegt
ticket-waits = #{ $id } wartet auf den Einstieg: { $side } { $symbol } auf { $account }
ticket-open = #{ $id } { $side } { $quantity } { $symbol } auf { $account }, Einstieg { $entry }
ticket-unknown = #{ $id } { $side } { $quantity } { $symbol } auf { $account }, Einstieg unbekannt
ticket-now = { $head }, jetzt { $price }
ticket-closing = { $head }, wird geschlossen: { $why }
ticket-halted = { $head }, angehalten: { $why }
ticket-moved = #{ $id } steht jetzt weiter unten; weiter geht es dort.
ticket-row = { $filled }/{ $total } zu { $price }
ticket-row-away = { $filled }/{ $total } zu { $price } ({ $away })
ticket-closed = #{ $id } geschlossen: { $side } { $symbol } auf { $account }
ticket-unfilled = { $head }, der Einstieg wurde nicht ausgeführt
ticket-untold = { $head }, Einstieg unbekannt: der Gewinn lässt sich nicht sagen, { $fees } Gebühren
ticket-earned = { $head }, Ergebnis { $earned } nach { $fees } Gebühren

## What goes on once the bot is off

after = #{ $id } { $symbol } auf { $account }: { $said }
after-waiting = noch keine Position
after-flat = flach, die letzten Orders werden beendet
after-unsent = ⚠ der sl wird erst gesendet, wenn dieser Bot wieder läuft
after-open = { $side } { $quantity } bleibt offen
after-unprotected = ⚠ nichts schützt sie, solange dieser Bot aus ist
after-protected = { $side } { $quantity } bleibt offen, geschützt durch den sl bei der Börse ({ $protection })
after-resting = bei der Börse liegen { $orders }
after-order = { $name } zu { $price }
after-pair = { $name } zu { $price }, verknüpft mit sl bei { $stop }
not-watched = #{ $id } { $symbol } auf { $account } wird NICHT überwacht: { $error }; was bei der Börse liegt, bleibt
start-trouble = WARNUNG: { $accounts } jetzt nicht benutzbar: { $why }
start-withdraws = WARNUNG: Der Schlüssel von { $account } kann auszahlen, darum wird dort nichts Neues eröffnet; nimm ihm das an der Börse, dann: bracketeer account test { $account }
start-working = Diese Konten sind benutzbar: { $accounts }
start-again = { $accounts } jetzt benutzbar
serving-alone = Dienst läuft: bewacht, was offen ist, und nimmt keine Zeilen an; Ende mit SIGTERM oder Strg-C, danach tippt `bracketeer` auf demselben Buch
serving-listening = Dienst läuft: bewacht, was offen ist, und hört zu in { $chats }; Ende mit SIGTERM oder Strg-C
serving-deaf = Dienst läuft: bewacht, was offen ist, noch ist kein Chat verbunden; Ende mit SIGTERM oder Strg-C
served = Dienst lief { $seconds } s
start-recorded = { $file } wird gespielt als Preis von { $symbols }
start-telegram-posts = Telegram: schickt an { $url }
start-telegram-fetched = Telegram: Nachrichten werden abgeholt
start-discord-slash = Discord: Slash-Befehle
start-discord-plain = Discord: Slash-Befehle und einfache Zeilen
start-owner = noch gehört dieser Bot niemandem; schick ihm binnen einer Stunde im privaten Chat: /start { $code }
start-health = Zustand: { $url }

## What happened to a bracket, step by step

journal-price = { $said }  (Preis { $price })
journal-opened = geplant, die ersten Orders sind entschieden
journal-joined-entry = eine weitere Zeile kam dazu: noch ein Einstieg
journal-joined-exits = eine weitere Zeile kam dazu: andere Ausstiege
journal-missed = { $name } wurde bei der Börse nicht gefunden
journal-held = die Börse hält { $quantity }
journal-typed = du hast geschrieben: { $line }
journal-typed-by = { $name } hat getippt: { $line }
journal-typed-once = getippt: { $line }
journal-report = { $name } ist { $status }
journal-filled = { $said }, { $quantity } ausgeführt zu { $price }
journal-triggered = { $said }, ausgelöst
journal-why = { $said }: { $why }
status-pending-new = unterwegs
status-new = offen
status-filled = ausgeführt
status-canceled = storniert
status-expired = abgelaufen
status-rejected = abgelehnt
status-never = nie angekommen

## What a line would do

explained = { $symbol } auf { $account }: { $side } { $quantity } { $base }
explained-market = { $side } { $quantity } zum Marktpreis, jetzt { $price } ({ $worth })
explained-limit = { $side } { $quantity } zu { $price } oder besser ({ $worth })
explained-at-once = { $side } { $quantity } sofort zu { $price } oder besser, jetzt { $now } ({ $worth })
explained-exit-market = { $side } { $quantity } zum Marktpreis
explained-exit-at = { $side } { $quantity } zu { $price } ({ $away } vom Einstieg)
explained-exit-once = { $side } { $quantity }, sobald der Preis { $price } erreicht ({ $away } vom Einstieg)
explained-at-risk = Risiko
explained-at-least = mindestens
explained-reward = Chance
explained-ratio = Verhältnis
explained-fees = Gebühren
explained-protection = Schutz
explained-note = Hinweis
explained-refused = würde abgelehnt: { $why }
explained-loss = { $amount }, wenn alles am sl endet
explained-loss-only = { $amount }, wenn alles am sl endet; es gibt kein Ziel
explained-gain = { $amount } Gewinn, wenn alles am sl endet
explained-gain-only = { $amount } Gewinn, wenn alles am sl endet; es gibt kein Ziel
explained-reached = { $amount }, wenn jedes Ziel erreicht wird
explained-reached-rest = { $amount }, wenn jedes Ziel erreicht wird und die übrigen { $share } am sl enden
explained-reached-even = { $amount }, wenn jedes Ziel erreicht wird und die übrigen { $share } am sl enden, der dann bei { $price } liegt
explained-each = { $ratio } Chance je Einheit Risiko
explained-rates = { $maker } Maker, { $taker } Taker
explained-rates-counted = { $maker } Maker, { $taker } Taker; oben eingerechnet

## What a replay came to, and the demo

played-ambiguous = { $said } (die Kerze enthielt den sl und ein Ziel)
played-row = Zeile { $row }
played-closed = geschlossen
played-refused = abgelehnt
played-open = 
    { $orders ->
        [one] noch offen: eine Position von { $position } und { $orders } liegende Order
       *[other] noch offen: eine Position von { $position } und { $orders } liegende Orders
    }
played-average = mittl. Einstieg
played-result = Ergebnis
played-fills = Ausführungen
played-earned = { $earned } nach { $fees } Gebühren
played-unknown = unbekannt, nach { $fees } Gebühren
played-uncovered = { $count }; { $ms } ms ohne sl für alles
played-bare = { $count }; { $ms } ms ohne sl für alles, und am Ende gibt es keinen
played-overfilled = Ausstiege handelten { $quantity } über die Position hinaus
demo-opening = Drei Zeilen, zugleich auf einem Papierkonto getippt; die Preise sind der künstliche Verlauf.
demo-bracket = ein Bracket: ein Stop, ein Ziel
demo-ladder = eine Leiter, die ihre Gewinne sichert
demo-trail = ein Stop, der nachzieht

## `bracketeer account`, on the machine itself

account-none = noch keine Konten; siehe: bracketeer account add --help
account-column-account = Konto
account-column-exchange = Börse
account-column-market = Markt
account-column-net = Netz
account-column-key = Schlüssel
account-column-may = darf
account-net-live = echt
account-net-testnet = Testnetz
account-market-spot = Spot
account-market-swap = Perpetual
account-kept = { $account } aufbewahrt: { $may }
account-not-checked = nicht geprüft: { $why }
account-answers = { $account } antwortet
account-balance = Guthaben: { $held }
account-balance-none = Guthaben: nichts in einer Quotierungswährung
account-clock-untold = Uhr: die Börse nennt keine Zeit
account-clock-ahead = Uhr: { $seconds } s vor der Börse
account-clock-behind = Uhr: { $seconds } s hinter der Börse
account-clock-wrong = { $clock }; stell die Uhr dieser Maschine, sonst werden ihre Anfragen abgelehnt
account-key = Schlüssel: { $may }
account-forgot = { $account } vergessen; lösch den Schlüssel auch an der Börse, wenn ihn sonst nichts benutzt
account-forget = Den Schlüssel von { $account } vergessen? (j/N)
account-rotated = 
    { $count ->
        [one] { $count } Konto ist jetzt verschlüsselt mit: { $origin }
       *[other] { $count } Konten sind jetzt verschlüsselt mit: { $origin }
    }
account-rotated-file = { $rotated }; setz BRACKETEER_KEY_FILE={ $path }, nimm BRACKETEER_KEY weg, bewahr anderswo eine Kopie auf und starte den Bot neu, falls er läuft
account-rotated-passphrase = { $rotated }; nimm BRACKETEER_KEY_FILE und BRACKETEER_KEY weg und starte den Bot neu, falls er läuft
account-may-untold = die Börse sagt nicht, was er darf
account-trade-yes = darf handeln
account-trade-no = darf nicht handeln
account-trade-untold = Handel nicht genannt
account-withdraw-yes = KANN AUSZAHLEN
account-withdraw-no = kann nicht auszahlen
account-withdraw-untold = Auszahlen nicht genannt
account-bound-yes = an Adressen gebunden
account-bound-no = von überall benutzbar
account-bound-untold = Adressen nicht genannt
account-unasked = die Börse wurde nicht gefragt, was der Schlüssel darf; frag mit: bracketeer account test { $account }
account-warning = WARNUNG: { $what }
account-warn-trade = Warnung: der Schlüssel von { $account } darf hier nicht handeln, also wird jede Order abgelehnt
account-warn-withdraw = Warnung: vergewissere dich selbst, dass der Schlüssel von { $account } nicht auszahlen kann
account-warn-address = Warnung: binde den Schlüssel von { $account } an der Börse an die Adresse dieser Maschine
account-exists = es gibt schon ein Konto { $account }; entferne es zuerst, nichts wurde aufbewahrt
account-brackets = { $account } hat offene Brackets ({ $brackets }); schließ oder storniere sie zuerst, nichts wurde entfernt
account-mighty = der Schlüssel von { $account } kann auszahlen; nichts wurde aufbewahrt: mach einen, der nur lesen und handeln kann
account-mighty-kept = der Schlüssel von { $account } kann auszahlen; ersetz ihn durch einen, der nur lesen und handeln kann
account-consent = { $consent }; wenn du das hinnimmst: bracketeer account add { $account } --accept
account-on-paper = { $account } ist auf Papier und braucht keinen Schlüssel
account-no-exchange = es gibt keine Börse { $name }: Namen sind wie Binance_F, OKX, ByBit_F:second
account-nearest = es gibt keine Börse { $name }; meinst du { $nearest }?
account-no-name = { $name } ist kein Kontoname: Namen sind wie Binance_F, OKX, ByBit_F:second
account-unremoved = nichts wurde entfernt
prompt-api-key = API-Schlüssel
prompt-secret = Geheimnis (Secret)
prompt-password = Passphrase des Schlüssels
prompt-of = { $word } von { $account }:
prompt-no-variable = { $variable } fehlt in der Umgebung; nichts wurde aufbewahrt
prompt-no-word = es fehlt: { $word }; nichts wurde aufbewahrt
prompt-no-line = es fehlt: { $word } (Zeile { $line } von { $lines } auf stdin); nichts wurde aufbewahrt
prompt-not-kept = { $error }; nichts wurde aufbewahrt
prompt-vault = Passphrase des Tresors:
prompt-vault-new = Neue Passphrase des Tresors:
prompt-again = Noch einmal:
prompt-differ = die zwei Passphrasen sind verschieden; nichts wurde geändert
prompt-nobody = hier kann niemand gefragt werden, und nichts wurde getan; mit --yes geht es weiter
prompt-shown = was hier getippt wird, ließe sich nicht verbergen, darum wurde nichts gefragt; nimm ein Terminal

## `bracketeer people`, on the machine itself

people-none = noch ist niemand bekannt; siehe: bracketeer people add --help, oder people invite
people-each-account = jedes Konto
people-all-accounts = allen Konten
people-place = { $place } ist für { $accounts }
people-place-none = { $place } ist für kein Konto
people-halted = nichts Neues auf { $account } seit { $time } UTC, von { $by }
people-halted-why = { $halted }: { $why }
people-machine = die Maschine
people-nothing = darf nichts
people-role = { $role } von { $account }
people-no-owner = niemand ist jetzt admin aller Konten; der Bot druckt beim Start einen Code dafür
people-invited = 
    { $hours ->
        [one] wer dem Bot zuerst /start { $code } schickt, wird { $role }; das gilt einmal, { $hours } Stunde lang
       *[other] wer dem Bot zuerst /start { $code } schickt, wird { $role }; das gilt einmal, { $hours } Stunden lang
    }

## Commands: what each is for (chat platforms show 100 characters of it), and its parts

command-trade = eine Zeile Smart Syntax ausführen
command-trade-line = was zu tun ist: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-explain = was eine Zeile jetzt platzieren würde; gesendet wird nichts
command-explain-line = die Zeile: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-brackets = die Tickets aller offenen Brackets
command-positions = was gehalten wird und was es schützt; mit einem Markt auch, was dort sonst gehalten wird
command-orders = alle Orders, die arbeiten; mit einem Markt auch, was dort sonst liegt
command-close = die Position zum Marktpreis verlassen, ganz oder zum Teil (0.01, 50%p)
command-close-bracket = die Nummer des Brackets, wie im Ticket
command-close-quantity = wie viel: all, eine Menge (0.01) oder ein Anteil (50%p)
command-cancel = Orders streichen (all, entries, exits, sl, tp, tp2); die Position bleibt
command-cancel-bracket = die Nummer des Brackets, wie im Ticket
command-cancel-what = welche Orders: all, entries, exits, sl, tp oder tpN
command-be = den Stop auf den Einstiegspreis setzen, Gebühren eingerechnet
command-be-bracket = die Nummer des Brackets, wie im Ticket
command-sl = den Stop verschieben (58000, off 2%, e-1%) oder den ersten setzen
command-sl-bracket = die Nummer des Brackets, wie im Ticket
command-sl-price = wohin: 58000, off 2% vom Preis jetzt, e-1% vom Einstieg
command-tp = ein Ziel (etwa tp2) verschieben (63000, off 5%, e+2%) oder das erste setzen
command-tp-bracket = die Nummer des Brackets, wie im Ticket
command-tp-price = wohin: 63000, off 5% vom Preis jetzt, e+2% vom Einstieg
command-tp-which = welches Ziel, wenn es mehrere gibt: tp1, tp2 und so weiter
command-trail = den Stop dem besten Preis in einem Abstand in Prozent folgen lassen
command-trail-bracket = die Nummer des Brackets, wie im Ticket
command-trail-percent = wie weit hinter dem besten Preis, in Prozent: 2
command-why = was mit einem Bracket geschehen ist, Schritt für Schritt
command-why-bracket = die Nummer eines Brackets, offen oder geschlossen
command-price = der letzte Preis
command-price-symbol = ein Markt, etwa BTCUSDT
command-price-account = das Konto, dessen Börse gefragt wird
command-balance = was ein Konto wert ist und wie viel davon frei ist
command-balance-account = ein Konto; ohne Angabe die aktiven
command-history = die zuletzt geschlossenen Brackets und ihr Ergebnis
command-accounts = die Konten, die du hier nutzen darfst, und als was
command-doctor = wie es jedem Konto und jedem offenen Bracket geht
command-halt = keine neuen Einstiege auf einem Konto oder auf allen, die du hier handeln darfst; Schutz bleibt
command-halt-account = ein Konto; ohne Angabe alle
command-halt-why = der Grund, für spätere Fragen
command-resume = wieder neue Einstiege annehmen, auf einem Konto oder überall, wo angehalten wurde
command-resume-account = das angehaltene Konto; ohne Angabe der Halt für alle
command-flatten = alle Brackets schließen, die du handeln darfst, nach einem Ja
command-flatten-account = nur die eines Kontos
command-settings = deine Einstellungen; /settings confirm always|live|above 500|never [KONTO]
command-settings-name = welche: confirm, above, lang oder tz
command-settings-value = was sie werden soll
command-lang = die Sprache, in der du Antwort bekommst; /lang auto folgt deiner App
command-lang-language = ihr Kürzel: en, de, es, tr, zh oder auto
command-tz = die Zeitzone deiner Zeitangaben, etwa Europe/Berlin
command-tz-zone = eine Stadt der Zeitzonen-Datenbank, etwa Europe/Berlin
command-bind = diese Gruppe an Konten binden: nur sie sind hier zu sehen und handelbar; /bind none löst das
command-bind-accounts = Namen von Konten, oder none
command-invite = ein Einmalcode, der jemanden zum viewer, trader oder admin eines Kontos oder aller macht
command-invite-role = viewer, trader oder admin
command-invite-account = ein Konto; ohne Angabe alle
command-people = wer was darf, auf deinen Konten; /people confirm always|above 500|off [KONTO]
command-people-name = was zu ändern ist: confirm, wann alle vorher gefragt werden
command-people-value = always, above 500 oder off, und ein Konto
command-start = Hallo sagen oder einen Einmalcode einlösen
command-start-code = der Code, den du bekommen hast
command-help = diese Liste
command-quit = gehen; geschlossen wird nichts

## What commands answer

help = Schreib eine Zeile Smart Syntax, zum Beispiel:
help-numbers = Ein Bracket behält seine Nummer für immer und keine wird zweimal vergeben, darum fehlen manche.
usage = So geht es: { $usage }: { $help }
one-command = Bitte nur einen Befehl je Nachricht: nichts wurde ausgeführt.
no-command = Es gibt kein /{ $name }; /help listet die Befehle auf.
no-command-near = Es gibt kein /{ $name }; meinst du /{ $near }?
console-welcome = Bracketeer, auf Papier.  /help zeigt, was man schreiben kann, Strg-D geht; geschlossen wird dabei nichts.
console-no-bracket = kein Bracket ist offen
welcome = Willkommen.  /help sagt, was ich verstehe, /accounts, was du nutzen darfst.
all = alles
note = Hinweis: { $note }
not-answered-yet = ⚠ #{ $id }: die Börse hat noch nicht geantwortet. Was schließt oder schützt, wird behalten und wieder gesendet, bis sie antwortet; ein Einstieg nur eine Minute lang.
unknown-entry = Einstieg unbekannt
bracket-briefly = #{ $id } { $side } { $quantity } { $symbol } auf { $account }
more-brackets =
    { $count ->
        [one] … noch einer: { $brackets }
       *[other] … noch { $count }: { $brackets }
    }
more-lines =
    { $count ->
        [one] … noch eine Zeile, siehe /brackets
       *[other] … noch { $count } Zeilen, siehe /brackets
    }
no-brackets = Kein Bracket ist offen.
nothing-held = Es wird nichts gehalten.
no-orders = Keine Order von uns arbeitet.
nothing-closed = Bisher wurde nichts geschlossen.
nothing-open = Nichts ist offen.
nothing-connected = Nichts ist offen oder verbunden.
nothing-to-flatten = Kein Bracket ist offen, den du schließen könntest.
no-price-yet = { $symbol } hat noch keinen Preis.
no-accounts = Es gibt kein Konto, das du hier nutzen darfst.
nobody-else = Niemand außer dir.
halted = Angehalten: keine neuen Einstiege auf { $account }.  Was steht, bleibt geschützt; /resume beendet das.
halted-anywhere = Angehalten: nirgends neue Einstiege.  Was steht, bleibt geschützt; /resume beendet das.
halted-because = Grund: { $why }
resumed = Neue Einstiege werden wieder angenommen.
resumed-but = Dort werden wieder neue Einstiege angenommen, sobald /resume auch das Anhalten aller Konten beendet.
bound = Dieser Chat ist an { $accounts } gebunden.
unbound = Dieser Chat ist an kein Konto gebunden.
invited = Für eine Person, einmal, binnen zwei Tagen, als { $role } von { $account }:
invited-all = Für eine Person, einmal, binnen zwei Tagen, als { $role } aller Konten:
follows-app = folgt deiner App
not-set = nicht gesetzt
limit-order = höchstens { $limit } USD je Order
limit-day = höchstens { $limit } USD am Tag
limit-symbols = nur { $limit }
limit-leverage = Hebel bis { $limit }
limit-asked = Rückfrage vor Orders: { $when }
asked-always = immer
asked-above = über { $limit } USD
asked-never = nie
demanded-of-you = von dir verlangt
demanded-on = verlangt auf { $account }
limits-of-you = deine Limits
limits-on = Limits auf { $account }
limit-none = keine Limits
limit-each = jedes Konto
title-positions = Positionen
title-orders = Orders
title-balances = Guthaben
title-accounts = Konten
title-closed = geschlossene Brackets
title-doctor = Befund
title-settings = Einstellungen
title-people = Leute
column-account = Konto
column-symbol = Symbol
column-side = Seite
column-size = Menge
column-entry = Einstieg
column-protection = Schutz
column-name = Name
column-type = Art
column-left = Rest
column-at = Preis
column-status = Status
column-equity = Kapital
column-free = frei
column-coins = freie Coins
column-you-are = du bist
column-now = jetzt
column-earned = Ergebnis
column-fees = Gebühren
column-what = was
column-value = Wert
column-role = Rolle
column-limits = Limits

## Questions and their buttons

words-yes = j, ja
words-no = n, nein, nö
ask-again = Dieselbe Zeile wurde vor { $seconds } s ausgeführt.  Noch einmal? (j/N)
same-line = Dieselbe Zeile wurde vor { $seconds } s ausgeführt.
ask-adopt = Übernehmen? (j/N)
ask-replace = Ersetzen? (j/N)
ask-carry-out = Ausführen? (j/N)
ask-unanswered = Das wurde gefragt und nicht beantwortet, also wurde nichts gesendet.  Die Antwort ist die nächste Zeile: { $yes }
ask-sure = ECHTES GELD.  Sicher? (j/N)
ask-flatten =
    { $count ->
        [one] Einen Bracket zum Marktpreis schließen: { $brackets }.  Sicher? (j/N)
       *[other] { $count } Brackets zum Marktpreis schließen: { $brackets }.  Sicher? (j/N)
    }
ask-resting =
    { $count ->
        [one] Ein Einstieg liegt noch und kann sich füllen: { $entries }.  Auch zurücknehmen? (j/N)
       *[other] { $count } Einstiege liegen noch und können sich füllen: { $entries }.  Auch zurücknehmen? (j/N)
    }
not-sure-of-one = ✗ #{ $id } { $symbol } · { $account }: Ich weiß nicht, was daraus wurde: { $why }; sieh in /brackets nach
real-money = { $account }: ECHTES GELD
forwarded = Eine weitergeleitete Nachricht ist nur ein Entwurf.  Diese wurde vor { $age } geschrieben.
forwarded-stale = Das wurde vor { $age } geschrieben, zu lange, um danach zu handeln; nichts wurde gesendet.  Wenn du es noch willst, schreib es selbst.
on-paper = Auf Papier: { $line }
carried-out-before = Das wurde schon ausgeführt: { $what }
answered-already = Das ist schon beantwortet, von einer späteren Frage abgelöst oder zu lange her; schick die Zeile noch einmal.
edited = Eine bearbeitete Nachricht wird nie ausgeführt.  Wurde sie ausgeführt, wie sie zuerst geschrieben war, so gilt das; sieh in /brackets nach, bevor du etwas noch einmal schickst.
burned = Das sieht nach einem API-Schlüssel aus.  Ich habe ihn gelöscht, wo ich konnte, aber andere können ihn gesehen haben: Er ist verbrannt.  Widerrufe ihn jetzt bei der Börse und lege einen neuen an, direkt auf dem Rechner, mit: bracketeer account add NAME
tap-foreign = Dieser Knopf ist keiner von mir oder aus einem anderen Chat.
tap-another = Dieser Knopf gehört jemand anderem.
too-many = Das war zu viel auf einmal und wurde nicht gehört.  Warte ein wenig.
tap-expired = Dieser Knopf ist abgelaufen; /brackets zeigt frische.
discord-trade-message = Diese Nachricht handeln
discord-too-late = Das kam zu spät, um hier beantwortet zu werden, und nichts wurde gesendet.  Schick es noch einmal.
discord-broke = Das ist vor dem Ende gescheitert; das Log sagt, warum.  Sieh in /brackets nach, bevor du es noch einmal schickst.
discord-closed = Ich kann dir nicht privat schreiben, und die Antwort ist nur für dich.  Erlaube Direktnachrichten von diesem Server und frag noch einmal.
discord-unread = Was hier geschrieben wurde, während der Bot weg war, konnte nicht gelesen werden, und nichts davon wurde getan.  Sieh in /brackets nach und schick noch einmal, was noch gilt.
tap-away = Gedrückt, während ich weg war, also wird es jetzt nicht ausgeführt; drück noch einmal, wenn du es noch willst.
tap-cut-off = Ich wurde angehalten, während dieser Druck noch offen war, also ist er vielleicht schon ausgeführt; sieh in /brackets nach, bevor du noch einmal drückst.
tap-changed = Es hat sich seitdem geändert; nichts wurde gesendet.  Jetzt ist es so:
button-confirm = Bestätigen
button-decline = Abbrechen
button-why = Warum
button-cancel = Streichen
button-move-stop = SL verschieben
button-new-stop = Neuer Stop: ein Preis, off 2% oder e-1%
button-breakeven = Auf Einstand
button-close-half = 50 % schließen
button-close = Schließen

## What forbids something.  Said in English and told again, as what core says is

denied-unknown = ich kenne dich nicht; bitte den Betreiber dieses Bots um einen Code und schick /start CODE
denied-anonymous = eine anonyme Nachricht kann niemandem zugerechnet werden; schreib unter deinem Namen
denied-role = das darf nur ein { $role }
denied-role-on = das darf auf { $account } nur ein { $role }
denied-unbound = dieser Chat ist an kein Konto gebunden; ein admin bindet ihn mit /bind KONTO
denied-place = nicht in diesem Chat
denied-place-account = in diesem Chat geht es nicht um { $account }; schreib mir privat
denied-private = nur im privaten Chat mit mir
denied-halted = keine neuen Einstiege: angehalten; /resume beendet das
denied-halted-on = keine neuen Einstiege auf { $account }: angehalten; /resume beendet das
denied-halted-why = keine neuen Einstiege: angehalten ({ $why }); /resume beendet das
denied-halted-why-on = keine neuen Einstiege auf { $account }: angehalten ({ $why }); /resume beendet das
denied-order = { $value } in einer Order liegt über { $whose }, { $limit }
denied-day = { $value } an einem Tag liegt über { $whose }, { $limit }
denied-left = heute bleiben { $limit }
denied-symbol = { $symbol } ist nach { $whose } nicht erlaubt
denied-leverage = ein Hebel von { $value } liegt über { $whose }, { $limit }
denied-quote = { $symbol } wird nicht in Dollar gerechnet, eine Prüfung nach { $whose } ist also nicht möglich
denied-made = du hast seit dem Start des Bots { $limit } Paper-Konten eröffnet, mehr darf eine Person nicht; nimm eines davon
state-your-limit = deinem Limit
state-limit-of = dem Limit von { $what }
state-the-account = diesem Konto
state-unknown-amount = ein unbekannter Betrag
refused-no-bracket = es gibt keinen Bracket #{ $id }
refused-closed-already = #{ $id } ist schon geschlossen
refused-open-ones = offen: { $brackets }
refused-none-open = keiner ist offen
refused-not-traded-there = { $symbol } wird dort nicht gehandelt
refused-moved = { $symbol } ist inzwischen von { $before } auf { $price } gegangen
refused-another = { $symbol } auf { $account } ist nicht mehr, wie es gezeigt wurde
refused-riskier = { $symbol } auf { $account } würde jetzt { $most } riskieren, nicht { $least }
refused-changed = #{ $id } hat sich geändert, seit du gefragt wurdest
refused-agreed = der vereinbarte Preis ist nicht mehr bekannt
refused-not-halted = das ist nicht angehalten; angehalten: { $what }
state-nothing = nichts
refused-private = das ist ein privater Chat; schick es in der Gruppe
refused-no-role = es gibt keine Rolle { $role }; es gibt { $roles }
refused-codes = Codes sind für Chats
refused-code = dieser Code gilt nicht oder nicht mehr
refused-no-people = dafür braucht es das Verzeichnis der Leute, das `bracketeer` und `bracketeer serve` führen
refused-for-chats = das ist für Chats
refused-environment = das ist für Chats; hier entscheidet die Umgebung
refused-confirm = confirm ist eins von { $words }
refused-confirm-one = confirm nimmt ein Konto, oder keins für alle
refused-settings = es gibt confirm, above, lang und tz
refused-amount = ein Geldbetrag, etwa 500
refused-zone = es gibt keine Zeitzone { $name }; eine ist Europe/Berlin
refused-language = { $name } gibt es noch nicht; es gibt { $names }
refused-where-to = wohin?  /sl { $id } PREIS, etwa /sl { $same } off 2%
refused-not-asked = die Börse lässt sich gerade nicht fragen: { $error }
refused-no-account = hier ist kein Konto nutzbar
refused-untraded = auf { $account } lässt sich nichts handeln
state-not-connected = noch nicht verbunden
state-stopped = durch einen Fehler im Programm angehalten, siehe Log
state-another = ein anderer Bracketeer arbeitet darauf
state-connected = verbunden
state-unreadable = verbunden, aber das Journal ist gerade nicht lesbar
state-key-withdraws = sein Schlüssel kann auszahlen, darum wird dort nur geschlossen und geschützt
state-unusable = jetzt nicht benutzbar, wird immer wieder gefragt
state-key-refused = { $exchange } lehnt den Schlüssel ab
state-key-refused-said = { $exchange } lehnt den Schlüssel ab ({ $words })
state-key-unasked = { $exchange } lässt diesen Schlüssel nicht fragen
state-key-unasked-said = { $exchange } lässt diesen Schlüssel nicht fragen ({ $words })
state-key-meaningless = { $exchange } gab eine Antwort, die hier nichts bedeutet
state-key-meaningless-said = { $exchange } gab eine Antwort, die hier nichts bedeutet ({ $words })
state-key-set-clock = stell sie
state-key-set-clock-said = stell sie ({ $words })
state-key-wait = warte ein paar Minuten
state-key-wait-said = warte ein paar Minuten ({ $words })
state-key-clock = { $exchange } lehnt die Zeit der Uhr dieser Maschine ab
state-key-often = { $exchange } wird von hier zu oft gefragt
state-key-away = { $exchange } ist nicht erreichbar: { $value }
state-key-undocumented = { $exchange } antwortete, was seine Dokumente nicht sagen ({ $name })
state-key-form = das ist kein Schlüssel von { $exchange }: das Geheimnis hat nicht dessen Form
state-nothing-kept = nichts wurde aufbewahrt
state-nothing-kept-unchecked = nichts wurde aufbewahrt (--unchecked bewahrt den Schlüssel trotzdem auf)
state-nothing-decrypted = nichts wurde entschlüsselt
state-no-answer = keine Antwort binnen { $seconds } s
state-vault-none = es gibt kein Konto { $account }
state-vault-see = siehe: bracketeer account list
state-vault-wrong = { $what } öffnet die gespeicherten Konten nicht
state-vault-one = { $what } öffnet { $account } nicht: es ist der falsche Schlüssel, oder { $name } wurde in der Datenbank geändert
state-vault-changed = { $account } wurde in der Datenbank geändert
state-vault-no-key = es gibt keinen Schlüssel zu den Konten: setz BRACKETEER_KEY_FILE oder BRACKETEER_KEY, oder führ das in einem Terminal aus und gib die Passphrase ein
state-vault-bad-key = { $what } ist kein Schlüssel: es müssen { $bytes } Bytes sein, oder diese in base64
state-vault-unread = die Schlüsseldatei { $path } ist nicht lesbar: { $why }
state-vault-unwritten = die Schlüsseldatei { $path } ist nicht schreibbar: { $why }
state-vault-no-file = die Schlüsseldatei { $path } ist keine Datei
state-vault-open = die Schlüsseldatei { $path } steht anderen offen (Modus { $mode })
state-vault-chmod = führ aus: chmod 600 { $path }
state-vault-checkout = die Schlüsseldatei { $path } liegt in einem Git-Checkout
state-vault-move = verschieb sie, sonst wird sie eines Tages veröffentlicht
state-vault-short = eine Passphrase von weniger als { $count } Zeichen schützt nichts
state-vault-longer = nimm eine längere
state-vault-file = die Schlüsseldatei { $path }
state-vault-credential = die systemd-Credential { $name }
state-vault-passphrase = die Passphrase
state-elsewhere = { $exchange }: Orders und die Schlüssel, die sie signieren, gehen an { $where } statt an { $whose } (BRACKETEER_HOSTS)
state-own-hosts = ihre eigenen Hosts
state-no-connection = keine Verbindung
state-check-network = prüf das Netz
state-no-proxy = keine Verbindung durch den Proxy
state-no-proxy-there = keine Verbindung durch den Proxy { $proxy }
state-check-proxies = prüf BRACKETEER_PROXIES
state-late = keine Antwort rechtzeitig
state-maintenance = sie wird gewartet
state-broke-off = die Verbindung brach vor einer Antwort ab
state-no-person = { $whom } ist keine Person: schreib telegram:42 oder discord:42, die Nummer des Nutzers und nicht den Namen
state-no-chat = { $word } ist kein Chat: schreib telegram:-1001234 oder discord:42, seine Nummer und nicht seinen Namen
state-no-role = { $word } ist keine Rolle: viewer, trader, admin
state-no-symbol = { $word } ist kein Symbol: schreib BTC, BTC/USDT oder */USDT
state-off-for-all = off für alle
state-prices-stopped = vorerst keine Livepreise: { $value }
state-prices-back = Livepreise sind wieder da
state-prices-invented = stattdessen gilt der künstliche Verlauf: diese Preise sind erfunden
state-prices-unanswered = { $exchange }: keine Antwort ({ $name })
state-prices-missing = { $exchange }: kein Preis von { $symbol }
state-nobody = niemand Bekanntes ist { $whom }
state-add-first = zuerst: bracketeer people add { $whom }
state-nothing-changed = nichts wurde geändert
state-granted-nothing = { $whom } wurde nichts gewährt
state-granted-nothing-on = { $whom } wurde auf genau { $account } nichts gewährt
state-about-nothing = { $place } war für kein Konto
state-unreachable = gerade nicht erreichbar
state-unread = gerade nicht lesbar: { $symbols }
state-first-look = wird zum ersten Mal angesehen
state-not-watched = NICHT überwacht: { $error }
state-halted-by-why = angehalten von { $name } seit { $time } UTC: { $why }
state-halted-by = angehalten von { $name } seit { $time } UTC
state-nothing-sent = es wird nichts mehr gesendet: { $error }
state-without-stop = die Position steht ohne sl da
state-no-stop = es gibt keinen sl; nichts begrenzt den Verlust
state-waits-exchange = wartet auf die Börse
state-waits-entry = wartet auf den Einstieg
state-aside = zurückgelegt, weil es nicht angezeigt werden konnte: { $count }; siehe Log
state-connecting = es wird zum ersten Mal verbunden
state-telegram-token = Telegram kennt das Token des Bots nicht: kopiere es neu von @BotFather in die Einstellungen
state-telegram-taken = ein anderes Programm holt die Nachrichten dieses Telegram-Bots ab: beende es oder gib ihm einen eigenen Bot
state-discord-token = Discord kennt das Token des Bots nicht: kopiere es neu von der Seite der Anwendung in die Einstellungen
state-discord-intent = Discord lässt den Bot keine Nachrichten lesen: schalte auf der Seite der Anwendung den Message Content Intent ein oder BRACKETEER_DISCORD_READS_MESSAGES aus und starte den Bot neu; Befehle gehen inzwischen
state-discord-lost = Discord ist nicht verbunden; der Bot verbindet sich selbst wieder
state-broke = es ist abgebrochen: { $what }, siehe Log
state-telegram-away = Telegram ist nicht erreichbar: { $why }
state-telegram-refuses = Telegram lehnt ab, worum es gebeten wird: { $why }
state-telegram-waits = Telegram bittet uns, { $seconds } s zu warten
state-discord-away = Discord ist nicht erreichbar: { $why }
state-discord-fails = Discord versagt: { $why }
state-discord-waits = Discord bittet uns, { $seconds } s zu warten
state-webhook-deaf = Auf die Nachrichten von Telegram kann nicht gehorcht werden: { $why }
state-webhook-unsaved = was Telegram sendet, kann nicht gespeichert werden: { $why }
state-webhook-elsewhere = ein anderes Programm hatte die Nachrichten dieses Bots zu { $host } geleitet: beende es oder gib ihm einen eigenen Bot
state-webhook-undelivered = was bei Telegram wartet ({ $count }), kommt hier nicht an: { $why }
state-no-price-given = ohne --price gilt das für { $price }
state-borrowed-steps = mit den Schritten und Gebühren von paper; die dieser Börse können andere sein
state-guessed-steps = paper führt { $symbol } nicht: die Schritte sind nach dem Preis geschätzt
state-tell-position = gib die an, die gemeint ist: --position long:0.01@60000
state-no-stop-orders = { $exchange } Spot hat keine Stop-Orders: dort liegt nichts, und nichts schützt dich, während der Bot aus ist
state-coinex-ends = CoinEx hat das Ende allen Handels angekündigt: Orders können abgelehnt werden, und Geld kann unerreichbar sein

## What core says.  It speaks English only, and some of it is stored: it is known by its shape and told again, so these
## sentences must be core's own, letter for letter, without choices.  A test holds the two together.

# Why something is closed, canceled, refused or left alone
core-oversold = es wurde mehr verkauft als gehalten
core-at-the-stop = Preis am Stop
core-stop-at-once = der Stop würde sofort auslösen
core-stop-refused = Stop abgelehnt
core-unprotected = zu lange ungeschützt
core-no-id-left = für einen Stop ist keine Order-ID mehr übrig
core-never-reached = kam nie bei der Börse an
core-no-more-at-once = zu { $price } oder besser war sofort nicht mehr zu haben
core-not-reachable = Börse nicht erreichbar
core-too-late = zu spät zum Senden
core-would-trigger = würde sofort auslösen
core-no-margin = nicht genug Margin oder Guthaben
core-reduce-only = reduce-only abgelehnt
core-filter = Preis-, Mengen- oder Wertfilter
core-many-conditions = zu viele bedingte Orders
core-not-in-time = nicht rechtzeitig gesendet
core-rate-limit = zu viele Anfragen
core-market-closed = Markt geschlossen
core-linked = durch die verknüpfte Order beendet
core-position-closed = Position geschlossen
core-liquidated = liquidiert
core-lost = der Börse nicht mehr bekannt
core-refused = abgelehnt

# The engine
core-changed-meanwhile = ein anderer Prozess hat den Bracket inzwischen geändert; schick es noch einmal
core-not-saved = das Journal hat es nicht angenommen ({ $error })
core-earlier-unsaved = frühere Neuigkeiten ließen sich noch nicht sichern
core-look-at-brackets = sieh in /brackets nach
core-defect = daran ist dieser Bot gescheitert, sein Log sagt, wie
core-being-done = es wird gerade ausgeführt
core-late-entry = diese Nachricht ist { $seconds } s alt; Einstiege werden nicht verspätet gemacht
core-late = diese Nachricht ist { $seconds } s alt; so spät wird nichts mehr getan
core-send-again = schick es noch einmal
core-not-traded = { $symbol } wird auf { $account } nicht gehandelt
core-unreachable = { $account } ist gerade nicht erreichbar
core-unreachable-why = { $account } ist gerade nicht erreichbar ({ $error })
core-unread = { $symbol } auf { $account } ist gerade nicht lesbar
core-another-works = { $account } nimmt keine Orders an: ein anderer Bracketeer arbeitet darauf
core-stopped = { $account } nimmt keine Orders an: durch einen Fehler im Programm angehalten, siehe Log
core-key-withdraws = { $account } nimmt keine Orders an: sein Schlüssel kann auszahlen, darum wird dort nur geschlossen und geschützt
core-key-mend = nimm das dem Schlüssel an der Börse, dann: bracketeer account test
core-rests-days = liegende Stops und Ziele enden dort nach { $days } Tagen und werden einen Tag vorher neu aufgegeben
core-market-twice = { $symbol } auf { $account } ist zweimal genannt
core-no-account = kein Konto "{ $name }"
core-did-you-mean = meinst du "{ $name }"?
core-there-are = es gibt { $names }
core-names-there-are = es gibt paper, paper_spot und was `bracketeer exchanges` auflistet

# Size, price, margin
core-below-smallest = { $asked } liegt unter der kleinsten Menge von { $least } { $base }
core-above-largest = { $asked } liegt über der größten Order der Börse von { $most }
core-rounded-down = { $asked } auf { $quantity } abgerundet (Schritt { $lot })
core-below-tick = { $price } liegt unter einem Tick
core-through = ein Limit bei { $limit } reicht { $share } durch den Markt bei { $price }; höchstens { $reach } sind erlaubt
core-write-market = schreib `market`, um sofort einzusteigen
core-below-notional = { $quantity } ist { $worth } wert, unter dem Minimum der Börse von { $least }
core-at-least = mindestens { $least }
core-above-cap = { $worth } liegt über dem Limit dieses Kontos von { $cap } je Order
core-cap-setting = die Einstellung BRACKETEER_MAX_NOTIONAL
core-earlier-entries = frühere Einstiege dieser Nachricht brauchen { $amount }
core-not-free = { $need } werden gebraucht, { $free } sind frei
core-not-now = { $symbol } wird gerade nicht gehandelt
core-exits-tried = Ausstiege, `close` und `cancel` werden trotzdem versucht
core-stop-too-small = ein Stop für { $quantity } ist der Börse als Order zu klein
core-nearer-stop = eine größere Menge oder ein näherer Stop
core-room = höchstens { $most } bedingte Orders dürfen in { $symbol } auf { $account } warten; hier nötig: { $need }, andere dort: { $rest }
core-fewer-targets = weniger Ziele, oder storniere einige der anderen dort
core-no-exits-there = { $symbol } auf { $account } nimmt keine der Orders an, die ein Stop dort wäre
core-reach = { $symbol } auf { $account } nimmt keinen Verkauf bei { $price } an, nur bis { $most }
core-nearer-target = ein näheres Ziel
core-whole-stop = `stoploss ... 100%p`
core-pairs-guard-all = verknüpfte Paare schützen alles, was sie verkaufen, keinen Teil
core-foreign-from = { $position } von { $price } in { $symbol } auf { $account } wurde nicht hier eröffnet
core-foreign = { $position } in { $symbol } auf { $account } wurde nicht hier eröffnet
core-confirm-adopt = bestätige die Übernahme oder schließe es zuerst
core-own-stop = die Position in { $symbol } auf { $account } hat einen eigenen Stop bei { $price }, der nicht hier gesetzt wurde
core-own-target = die Position in { $symbol } auf { $account } hat ein eigenes Ziel bei { $price }, das nicht hier gesetzt wurde
core-confirm-replace = bestätige, dass es ersetzt wird, oder nimm es zuerst weg
core-would-close = das Konto ist { $held }; im One-Way-Modus würde ein { $side }-Einstieg es schließen
core-close-first = zuerst `{ $line }`
core-adopted-until = der Stop schützt die übernommenen { $quantity } sofort, bei { $price }, bis der Einstieg ausgeführt ist
core-adopted = der Stop schützt die übernommenen { $quantity } sofort
core-more-than-position = { $quantity } ist mehr als die Position von { $whole }
core-no-stop = kein Stop: nichts begrenzt den Verlust
core-beyond-liquidation = der Stop bei { $price } liegt jenseits des Liquidationspreises nahe { $near }
core-beyond-isolated = der Stop bei { $price } liegt jenseits des Liquidationspreises nahe { $near } einer isolierten Position
core-smaller-size = ein näherer Stop oder eine kleinere Menge
core-less-leverage = ein näherer Stop oder weniger Hebel
core-liquidation = Liquidation nahe { $near }

# Levels
core-no-price-above-zero = { $price } ist kein Preis über null
core-no-entry-yet = { $price } zählt ab einem Einstieg, und noch ist keiner ausgeführt
core-write-price = schreib einen Preis oder `off 2%`
core-level-not-above-zero = { $what } { $price } liegt nicht über null
core-far = { $what } bei { $price } liegt { $share } von { $now } entfernt
core-distance-near = { $name } liegt { $size } { $quote } entfernt, weniger als { $share } des Preises
core-distance-far = { $name } liegt { $size } { $quote } entfernt, mehr als { $share } des Preises
core-distance-percent = { $share } heißt `{ $price }`
core-wrong-side-below = bei { $side } muss { $what } unter dem Markt bei { $now } liegen, { $price } ist { $where }
core-wrong-side-above = bei { $side } muss { $what } über dem Markt bei { $now } liegen, { $price } ist { $where }
core-wrong-side-not-below = bei { $side } muss { $what } unter dem Markt bei { $now } liegen, nicht bei { $where }
core-wrong-side-not-above = bei { $side } muss { $what } über dem Markt bei { $now } liegen, nicht bei { $where }
core-stop-word = der Stop
core-target-word = das Ziel
core-trail-waits = ein Trail, der auf einen Preis wartet, lässt die Position bis dahin ohne Stop
core-add-stop = ergänze `sl off 2%`
core-would-be-at-once = `{ $line }` wäre sofort so weit

# Planning
core-opposite = ein long- und ein short-Einstieg in einer Nachricht würden sich im One-Way-Modus gegenseitig schließen
core-spot-short = { $symbol } ist ein Spotmarkt, short geht da nicht
core-by-cost = { $account } rechnet Marktkäufe in Geld, nicht in Coins: `market` wird als sofortiges Limit bis { $share } über dem letzten Preis gesendet
core-sent-at-once = wird als sofortiges Limit bei { $price } gesendet, { $share } über dem letzten Preis, weil { $account } Marktkäufe in Geld rechnet; was es nicht sofort füllt, wird nicht gekauft
core-coarse-step = { $account } rechnet Marktkäufe in Geld, und ein Preisschritt von { $step } ist bei { $price } zu grob für ein Limit an ihrer Stelle
core-enter-limit = steig mit einem Limit ein
core-no-price = noch ist kein Preis von { $symbol } bekannt
core-try-again = versuch es gleich noch einmal
core-full-entries = #{ $id } hat schon { $most } Einstiege, mehr passen nicht
core-being-closed = die { $side }-Position wird gerade geschlossen
core-wait-flat = warte, bis sie flach ist
core-breakeven-no-stop = `breakeven` verschiebt einen Stop, und es gibt keinen
core-farthest = `100%p` nimmt, was die anderen übrig lassen, also muss es das fernste Ziel sein
core-over-100 = die Ziele ergeben zusammen mehr als 100 %
core-full-targets = höchstens { $most } Ziele passen zu einer Position, über ihr ganzes Leben
core-no-target-for = { $share } haben kein Ziel und laufen bis zum Stop
core-nothing-to-guard = es gibt keine { $side }-Position in { $symbol }, die zu schützen wäre
core-side-not-filled = der { $side }-Einstieg von #{ $id } ist noch nicht ausgeführt
core-exits-later = Ausstiege gehen, sobald er es ist
core-joins = kommt zu #{ $id }, der { $quantity } hält
core-sl-sooner = der sl bei { $price } wird vor diesem Einstieg bei { $limit } erreicht, schließt { $bracket } und streicht den Einstieg
core-replaces-stop = sein Stop ersetzt den stehenden
core-trail-tightens = ein Trail allein zieht den stehenden sl nur enger

# Commands about what stands
core-nothing-ours = nichts von uns ist offen in { $symbol }
core-no-side-ours = kein { $side } von uns ist offen in { $symbol }
core-say-which = es gibt einen long und einen short; sag, welchen
core-or = `{ $first }` oder `{ $second }`
core-closes-all = { $bracket } wird ganz geschlossen
core-less-than-step = weniger als ein Schritt der Position
core-too-small = { $quantity } ist der Börse als Order zu klein
core-sl-stays = { $quantity } ist jetzt weniger als das Lot der Börse von { $lot }: der sl bleibt, wo er ist
core-closes-rest = { $bracket } wird ganz geschlossen: der Rest wäre zu klein für eine Order
core-closes-part = { $bracket }: { $quantity } werden geschlossen
core-has-no = #{ $id } hat kein { $what }
core-position-has-no = die Position hat kein { $what }
core-cancels = { $bracket }: streicht { $what }
core-nothing-then = dann begrenzt nichts den Verlust
core-entry-without-stop = der noch liegende Einstieg bringt dann keinen eigenen sl mit
core-which-target = welches Ziel?
core-its-targets = seine Ziele: { $targets }
core-moved-wrong-side = { $what } bei { $price } liegt auf der falschen Seite des Marktes bei { $now }
core-moved-beyond-entry = { $what } bei { $price } liegt auf der falschen Seite des Einstiegs bei { $entry }
core-moves = #{ $id }: { $what } auf { $price }
core-trail-keeps = sein Trail hält ihn bei { $price }
core-position-moves = die Position: { $what } auf { $price }
core-the-position = die Position
core-entry-not-filled = der Einstieg von #{ $id } ist noch nicht ausgeführt
core-breakeven-wrong-side = der Einstand ist { $price }, auf der falschen Seite des Marktes bei { $now }
core-breakeven-at = { $bracket }: Stop auf Einstand bei { $price }
core-breakeven-stays = { $bracket }: der sl bleibt bei { $price }, enger als der Einstand bei { $even }
core-nothing-until = bis dahin begrenzt nichts den Verlust

# What explaining adds
core-orders-unknown = welche Orders liegen, ist hier nicht bekannt, also wird keine gezeigt
core-follows = der sl folgt dem besten Preis im Abstand von { $distance }
core-follows-after = der sl folgt dem besten Preis im Abstand von { $distance }, sobald der Preis { $price } erreicht hat
core-even-first = sobald das erste Ziel ausgeführt ist, geht der sl auf Einstand, Gebühren eingerechnet
core-even-at = sobald der Preis { $price } erreicht hat, geht der sl auf Einstand, Gebühren eingerechnet
core-even-allowed = sobald der Preis es zulässt, geht der sl auf Einstand, Gebühren eingerechnet
core-price-option = gib den Preis mit --price an
core-give-price = gib einen mit --price an
core-not-known = { $symbol } ist auf { $account } nicht bekannt

# Reading a text
core-too-long = der Text hat { $size } Zeichen, { $most } sind das Höchste
core-in-parts = schick es in Teilen
core-placeholder = der Platzhalter "{ $word }" wurde nie ausgefüllt
core-correct-alert = verbessere den Text des Alarms dort, wo er gesendet wird
core-no-command = in diesem Text steht kein Befehl
core-too-many = eine Nachricht fasst höchstens { $most } Befehle
core-plain-letters = nur einfache Buchstaben und Ziffern
core-bad-character = das Zeichen { $name } gehört nicht zur Sprache
core-unreadable = der Text ließ sich hier nicht lesen
core-named-twice = "{ $word }" ist zweimal genannt
core-two-headers = "{ $symbol }" auf "{ $account }" hat Befehle unter zwei Köpfen
core-one-header = sag sie unter einem Kopf
core-markets = { $count } Märkte (Symbole mal Konten), { $most } sind das Höchste
core-commands = { $count } Befehle, { $most } sind das Höchste
core-speaks-of-position = "{ $word }" meint eine Position; die Größe eines Einstiegs ist in der Basiswährung
core-write = schreib { $line }
core-limit-price = ein Limit-Einstieg braucht einen eigenen Preis
core-second-entry = ein zweiter { $side }-Einstieg in einer Nachricht
core-own-message = schick es als eigene Nachricht
core-side-beside = { $command } neben einem { $side }-Einstieg
core-names-position = die Seite nennt die Position: meinst du "{ $line }"?
core-stop-below-100 = der Abstand eines Stops liegt unter 100%
core-short-gains = ein Short gewinnt höchstens 100%
core-say-stoploss = sag es in einem "stoploss"-Befehl oder "sl-or-tp … tp … sl …"
core-no-stop-there = zu takeprofit gehört kein Stop
core-needs-tp = { $command } braucht einen tp
core-needs-sl = { $command } braucht einen sl oder einen trail
core-write-two = schreib "sl-or-tp … sl … tp …" oder einen eigenen "takeprofit"
core-no-target-there = zu stoploss gehört kein Ziel
core-one-stop-may = ein Stop darf "sl off 2% trail 1%" sagen
core-second-stop = ein zweiter Stop für { $side }
core-breakeven-twice = "breakeven" steht zweimal für einen Stop
core-second-rest = ein zweites Ziel nimmt den ganzen Rest
core-nearer-share = gib den näheren einen Anteil: 33%p
core-targets-add-up = die Ziele für { $side } ergeben zusammen { $total }%p
core-100-at-most = höchstens 100%p, ein letztes 100%p nimmt den Rest
core-not-with-entry = "{ $command }" ändert Stehendes und geht nicht mit einem Einstieg zusammen
core-breakeven-option = "breakeven" nach einem Ausstiegsbefehl wäre dessen Zusatz
core-breakeven-first = schreib breakeven zuerst oder in dieselbe Zeile
core-said-twice = "{ $word }" steht zweimal da
core-twice-in-command = "{ $word }" steht zweimal in einem Befehl
core-limit-needs-price = ein Limit braucht einen Preis
core-market-no-price = eine Market-Order hat keinen Preis
core-trail-in-trailing = "trail" in einem trailing-Befehl
core-at-is-entry = "at" gehört zu einem Limit-Einstieg, ein Ausstieg sagt sl oder tp
core-stop-may-wait = ein Stop darf mit "after 63000" warten
core-trailing-range = ein Trailing-Abstand liegt über 0% und unter 100%
core-above-zero = "{ $word }" muss über null liegen
core-zero-price = "{ $word }" ist ein Preis von null oder weniger
core-of-position = "{ $word }" einer Position
core-share-range = ein Anteil liegt über 0%p und bei höchstens 100%p
core-decimals = "{ $word }" hat mehr als { $most } Nachkommastellen

# What was probably meant
core-price-forms = ein Preis ist "off 2%", "e+4%" oder "63000"
core-a-stop-is = ein Stop ist "sl off 2%"
core-is-not = statt "{ $word }" gehört hier { $what } hin
core-missing = am Ende fehlt { $what }
core-word-by = das Wort "by"
core-word-to = das Wort "to"
core-a-percentage = ein Prozentsatz
core-a-side = eine Seite
core-a-size = eine Menge
core-a-distance = ein Abstand
core-a-price = ein Preis
core-an-account = der Name eines Kontos
core-what-to-move = sl, tp oder tpN
core-no-symbol = vor "on" fehlt ein Symbol
core-write-symbol = schreib "BTCUSDT" oder "BTC/USDT"
core-not-a-symbol = "{ $word }" ist kein Symbol
core-symbol-first = Symbol und Konto stehen vorn
core-leave-out = lass es weg oder verbinde Symbole mit einem Komma: "{ $line }"
core-before-header = "{ $word }" steht vor dem Kopf
core-no-on = nach "{ $word }" fehlt "on"
core-no-on-account = nach "{ $word }" fehlen "on" und ein Konto
core-no-account-after = nach "on" fehlt ein Konto, "{ $word }" ist ein Befehl
core-account-names = Namen sehen so aus: "Binance_F", "paper" oder "paper:NAME"
core-later = "{ $word }" gehört zur Sprache, aber nicht zu dieser Version
core-not-to = "{ $word }" ist nicht das Wort "to"
core-side-first = die Seite steht vorn: "{ $line }"
core-entry-side = "{ $word }" gehört zu Einstiegen; nach "{ $command }" nennt die Seite die Position
core-write-either = schreib "{ $first }" oder "{ $second }"
core-of-what = "{ $word }" wovon? die Größe eines Einstiegs ist in der Basiswährung
core-not-a-size = "{ $word }" ist keine Menge
core-off-unsigned = "off" ist ein Abstand ohne Vorzeichen; sl, tp und die Seite geben die Richtung
core-percent-alone = "{ $word }" allein ist kein Preis
core-not-a-price = "{ $word }" ist kein Preis
core-numbers-like = Zahlen sehen aus wie "0.01": höchstens 18 Ziffern vor und nach dem Punkt
core-no-sign = Zahlen haben kein Vorzeichen
core-all-digits = schreib alle Ziffern aus
core-blank = nach "{ $word }" fehlt ein Leerzeichen
core-not-a-number = "{ $word }" ist keine Zahl
core-unknown-word = unbekanntes Wort "{ $word }"
core-what-to-do = schreib, was zu tun ist: "market long 0.01 sl off 2% tp off 5%"
core-command-missing = am Ende fehlt ein Befehl
core-command-before = vor "{ $word }" fehlt ein Befehl
core-several-targets = schreib mehrere Ziele als "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"
core-not-a-clause = "{ $word }" ist ein Name, keine Angabe
core-cancel-what = streichen lassen sich all, entries, exits, sl, tp oder tpN
core-off-after = schreib "sl off …" oder "tp off …"
core-limit-is = eine Limit-Order ist "{ $line }"
core-without-blank = schreib "{ $word }" ohne Leerzeichen
core-cannot-stand = "{ $word }" kann hier nicht stehen

# what heads many notices at once, after the chat platform was away
post-meanwhile = Während dieser Chat nicht erreichbar war, seit { $since }:
post-aside = Eine Nachricht über #{ $id } konnte hier nicht angezeigt werden und wurde zurückgelegt.  /why { $id } sagt, was geschehen ist.
chat-away = { $platform } funktioniert nicht: { $why }.  Der Handel geht weiter.
chat-back = { $platform } funktioniert wieder.

# an exchange that does not answer; "lasted" is a length of time such as 10 min 5 s
notice-away = #{ $id } ⚠ die Börse gibt seit { $lasted } keine lesbare Antwort zu { $symbol }; der sl bei { $price } liegt dort, und sonst wird derweil nichts überwacht
notice-away-bare = #{ $id } ⚠⚠ UNGESCHÜTZT: die Börse gibt seit { $lasted } keine lesbare Antwort zu { $symbol }, und für die gehaltenen { $quantity } liegt dort kein sl
notice-away-partly = #{ $id } ⚠⚠ TEILS UNGESCHÜTZT: die Börse gibt seit { $lasted } keine lesbare Antwort zu { $symbol }; der sl bei { $price } lässt { $bare } von { $quantity } ohne Schutz
notice-away-entry = #{ $id } ⚠ die Börse gibt seit { $lasted } keine lesbare Antwort zu { $symbol }; ein Einstieg, der derweil ausgeführt wird, hat seinen sl bei { $price }
notice-away-entry-bare = #{ $id } ⚠ die Börse gibt seit { $lasted } keine lesbare Antwort zu { $symbol }; ein Einstieg, der derweil ausgeführt wird, hat keinen sl, bis sie antwortet
notice-back = #{ $id } die Börse antwortet nach { $lasted } wieder; was inzwischen geschah, folgt jetzt
journal-away = die Börse antwortet seit { $since } nicht
journal-back = die Börse antwortet wieder

# what others did, or have resting, in a bracket's market
ticket-not-us = nicht wir
ticket-not-by-us = { $head }, und nicht durch uns: das Ergebnis ist nicht bekannt, { $fees } Gebühren
ticket-not-closed-by-us = { $earned }; nicht gezählt: { $quantity }, die nicht wir geschlossen haben
ticket-not-entered-by-us = { $earned }; nicht gezählt: { $quantity }, die nicht wir eröffnet haben
others-title = nicht von uns, bleibt unberührt
column-whose = wessen
column-id = ID
column-seen = gesehen
others-ago = vor { $seconds } s
others-bot = von einem anderen Bot
others-person = von einer Person
others-reduce-only = { $type }, reduce-only
others-limit = { $trigger }, Limit { $price }
others-may-close-many = ⚠ { $count } Orders, die nicht von uns sind, können sie auch schließen; /orders listet sie auf
others-may-close = ⚠ nicht von uns, kann sie auch schließen: { $side } { $quantity } { $type } zu { $price }
not-counted = { $earned }, { $quantity } nicht durch uns
core-market-both = nenne Konto und Symbol, etwa paper BTCUSDT
command-positions-account = auf diesem Konto
command-orders-account = auf diesem Konto
command-positions-symbol = in diesem Markt
command-orders-symbol = in diesem Markt

ticket-pnl = GuV { $pnl }
ticket-pnl-risk = GuV { $pnl }, im Risiko { $risk }
ticket-pnl-safe = GuV { $pnl }, am sl mindestens { $least }

command-link = ein Einmalcode, mit dem du auf einer anderen Plattform dieselbe Person bist
linked =
    Schick mir das innerhalb von zwei Tagen auf der anderen Plattform, dann bist du auf beiden dieselbe Person:
    /start { $code }

notice-suspended = #{ $id } ⚠ sein Markt wird gerade nicht gehandelt: Was dort liegt, bleibt, und was fehlt, wird weiter versucht; ist der Markt für immer beendet, lässt /forget { $id } den Bracket los
notice-resumed = #{ $id } sein Markt wird wieder gehandelt
command-forget = einen Bracket, dessen Markt beendet ist, nach einem Ja nicht mehr betreuen; gesendet wird nichts
command-forget-bracket = die Nummer des Brackets, wie im Ticket
ask-forget =
    #{ $id } { $symbol } auf { $account }: Der Markt wird nicht gehandelt. Zuletzt bekannt:
    { $known }
    Gesendet wird nichts, und nichts davon wird weiter betreut. Sieh zuerst an der Börse nach: Ist dort nichts mehr davon? (y/N)
forget-position = Position: { $side } { $quantity } { $base }
forget-order = { $name }: { $side } { $amount }
forget-unsure = { $name }: { $side } { $amount } (gesendet und nie beantwortet)
forget-nothing = nichts von uns
forget-traded = #{ $id } wird gehandelt; /close oder /cancel beendet ihn. Gesendet wurde nichts.
forget-resting = #{ $id }: Sein Markt ist angehalten und nicht beendet, und dort liegen noch Orders von uns; /cancel { $id } nimmt sie zuerst weg. Gesendet wurde nichts.
forget-unknown = #{ $id }: Die Börse hat noch nicht gesagt, ob sein Markt beendet ist; gleich noch einmal versuchen. Gesendet wurde nichts.
forget-changed = Was von #{ $id } bekannt ist, hat sich inzwischen geändert; sende /forget { $id } noch einmal. Gesendet wurde nichts.
forget-way = Ist der Markt für immer beendet, lässt /forget { $id } den Bracket los.
notice-forgotten = #{ $id } ⚠ losgelassen: Gesendet wurde nichts, und nichts wird weiter betreut; zuletzt bekannt: { $quantity } { $base }
ticket-forgotten = #{ $id } losgelassen: { $side } { $symbol } auf { $account }; zuletzt bekannt: { $held } { $base }
notice-stopped = #{ $id } ⚠ { $account } wurde durch einen Fehler im Programm angehalten; vielleicht kümmert sich niemand mehr darum, und was bei der Börse liegt, bleibt.  Sieh dort und im Log nach und starte dann den Bot neu.
notice-account-stopped = ⚠ { $account } wurde durch einen Fehler im Programm angehalten und nimmt keine neuen Einstiege.  Sieh im Log nach und starte dann den Bot neu.
notice-taken = ⚠ Ein anderes Programm holt die Nachrichten dieses { $platform }-Bots; vielleicht ist sein Token gestohlen.  Keine neuen Einstiege auf { $accounts }, bis ein admin /resume schickt; was steht, bleibt geschützt.  Beende jenes Programm oder gib dem Bot ein neues Token.
notice-no-entries = ⚠ { $name } hat { $account } angehalten: dort keine neuen Einstiege; was steht, bleibt geschützt
notice-waits = ⚠ { $accounts } antwortet gerade nicht; deine Antwort kommt binnen einer Viertelminute
notice-entries = { $name } hat den Halt von { $account } beendet: neue Einstiege sind wieder möglich
every-account = alle Konten
bracket-of = { $id } { $symbol } auf { $account }
notice-cut-off = ✗ Ich wurde angehalten, bevor „{ $line }“ ausgeführt war, und nichts davon wurde gesendet: { $why }
journal-listed = der Markt ist mit den Schritten Preis { $tick }, Menge { $lot } gelistet
journal-listed-halted = der Markt ist mit den Schritten Preis { $tick }, Menge { $lot } gelistet und wird nicht gehandelt

core-nothing-sent = nichts wurde gesendet
core-until = { $error }, bis { $time } UTC
core-clock-unknown = die Uhr dieses Rechners ließ sich nicht mit der von { $account } vergleichen
core-clock-ahead = die Uhr dieses Rechners geht gegenüber { $account } um { $size } vor
core-clock-behind = die Uhr dieses Rechners geht gegenüber { $account } um { $size } nach
core-clock-right = stell sie richtig und starte dann den Bot neu
