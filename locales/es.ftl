### Español.  Precios y cantidades llegan en la forma de Smart Syntax; lo que se teclea (sl, tp1, market …) queda en inglés.

## Small words and how they are put together

nothing-was-sent = No se ha enviado nada.
listed = { $first }, { $more }
clauses = { $first }; { $more }
side-long = long
side-short = short
side-buy = compra
side-sell = venta
everything = todo
amount-at = { $quantity } a { $price }
as-you-asked = como pediste
machine = alguien en la propia máquina
somebody = otra persona
as-somebody-asked = como pidió { $name }
as-asked = como se pidió

## Who protects a position

protection = { $protection }: { $said }
protection-exchange-linked = el sl y los objetivos están en el exchange, que anula uno cuando se ejecuta el otro
protection-resting-stop = el sl está en el exchange; lo demás lo vigila este bot
protection-bot-only = no hay ningún sl en el exchange: solo vigila este bot, y nada te protege mientras esté apagado
protection-no-stop = no hay sl; nada limita la pérdida
protection-missing = ⚠ pero ahora mismo no hay ningún sl allí
protection-unknown = ⚠ aún no se sabe si el sl está puesto: el exchange no ha respondido
protection-last-known = ⚠ el exchange no responde; lo último que se supo es que el sl a { $price } estaba allí
protection-entry-unknown = ⚠ no se sabe si la entrada se ejecutó: el exchange no ha respondido, y no consta que haya ningún sl

## Notices: what happened to an order or a bracket

notice-filled =
    { $side ->
        [buy] #{ $id } { $name }: comprado { $amount }
       *[sell] #{ $id } { $name }: vendido { $amount }
    }
notice-filled-partly =
    { $side ->
        [buy] #{ $id } { $name }: comprado { $amount }, faltan { $left }
       *[sell] #{ $id } { $name }: vendido { $amount }, faltan { $left }
    }
notice-in-parts = { $said } ({ $parts })
notice-placed = #{ $id } { $name } colocado: { $side } { $amount }
notice-changed = #{ $id } { $name } cambiado: { $side } { $amount }
notice-stop-moved = #{ $id } sl movido a { $price }
notice-stop-moved-from = #{ $id } sl movido de { $was } a { $price }
notice-canceled = #{ $id } { $name } cancelado
notice-canceled-why = #{ $id } { $name } cancelado: { $why }
notice-refused = #{ $id } ✗ { $name } rechazado
notice-refused-why = #{ $id } ✗ { $name } rechazado: { $why }
notice-closed = #{ $id } cerrado
notice-closing = #{ $id } se está cerrando todo: { $why }
notice-unprotected = #{ $id } ⚠ la posición está sin sl
notice-protected = #{ $id } la posición vuelve a estar protegida
notice-dust = #{ $id } ⚠ { $quantity } { $base } es menos de lo que el exchange acepta en una orden: queda sin protección, ciérralo a mano
notice-outside = #{ $id } ⚠ la posición cambió en { $quantity }, y no por una orden nuestra
notice-overfilled = #{ $id } ⚠ las salidas ejecutaron { $quantity } más de lo que había
notice-halted = #{ $id } ⚠ ya no se envía nada para él: { $why }

## Tickets

ticket-stop-moving = el sl se está moviendo a { $price }; consta que está puesto el de { $was }
ticket-waits = #{ $id } espera para entrar: { $side } { $symbol } en { $account }
ticket-open = #{ $id } { $side } { $quantity } { $symbol } en { $account }, entrada { $entry }
ticket-unknown = #{ $id } { $side } { $quantity } { $symbol } en { $account }, entrada desconocida
ticket-now = { $head }, ahora { $price }
ticket-closing = { $head }, cerrando: { $why }
ticket-halted = { $head }, detenido: { $why }
ticket-moved = #{ $id } se muestra ahora más abajo; sigue allí.
ticket-row = { $filled }/{ $total } a { $price }
ticket-row-away = { $filled }/{ $total } a { $price } ({ $away })
ticket-closed = #{ $id } cerrado: { $side } { $symbol } en { $account }
ticket-unfilled = { $head }, la entrada no se ejecutó
ticket-untold = { $head }, entrada desconocida: no se sabe cuánto ganó, { $fees } de comisiones
ticket-earned = { $head }, resultado { $earned } tras { $fees } de comisiones

## What goes on once the bot is off

after = #{ $id } { $symbol } en { $account }: { $said }
after-waiting = aún sin posición
after-flat = plano, se están cerrando sus últimas órdenes
after-unsent = ⚠ el sl no se envía hasta que este bot vuelva a funcionar
after-open = { $side } { $quantity } sigue abierto
after-unprotected = ⚠ nada lo protege mientras este bot esté apagado
after-protected = { $side } { $quantity } sigue abierto, protegido por el sl en el exchange ({ $protection })
after-resting = en el exchange quedan { $orders }
after-order = { $name } a { $price }
after-pair = { $name } a { $price } enlazado con sl a { $stop }
not-watched = #{ $id } { $symbol } en { $account } NO se vigila: { $error }; lo que hay en el exchange se queda
start-trouble = AVISO: ahora no se puede usar { $accounts }: { $why }
start-withdraws = AVISO: la clave de { $account } puede retirar fondos, así que allí no se abre nada nuevo; quítale ese permiso en el exchange y luego ejecuta: bracketeer account test { $account }
start-working = Estas cuentas se pueden usar: { $accounts }
start-again = Ahora se puede usar { $accounts }
serving-alone = en servicio: vigila lo que está abierto y no admite líneas; se detiene con SIGTERM o ctrl-C, y luego `bracketeer` escribe en el mismo libro
serving-listening = en servicio: vigila lo que está abierto y escucha en { $chats }; se detiene con SIGTERM o ctrl-C
serving-deaf = en servicio: vigila lo que está abierto, aún no hay ningún chat conectado; se detiene con SIGTERM o ctrl-C
served = en servicio durante { $seconds } s
start-recorded = { $file } se reproduce como precio de { $symbols }
start-telegram-posts = Telegram: envía a { $url }
start-telegram-fetched = Telegram: los mensajes se recogen
start-discord-slash = Discord: comandos de barra
start-discord-plain = Discord: comandos de barra y líneas normales
start-owner = este bot aún no tiene dueño; antes de una hora, envíale en un chat privado: /start { $code }
start-health = estado: { $url }

## What happened to a bracket, step by step

journal-price = { $said }  (precio { $price })
journal-opened = planeado, y decididas las primeras órdenes
journal-joined-entry = se sumó otra línea: otra entrada
journal-joined-exits = se sumó otra línea: otras salidas
journal-missed = { $name } no se encontró en el exchange
journal-held = el exchange tiene { $quantity }
journal-typed = escribiste: { $line }
journal-typed-by = { $name } escribió: { $line }
journal-typed-once = se escribió: { $line }
journal-report = { $name } está { $status }
journal-filled = { $said }, { $quantity } ejecutado a { $price }
journal-triggered = { $said }, activado
journal-why = { $said }: { $why }
status-pending-new = en camino
status-new = activo
status-filled = ejecutado
status-canceled = cancelado
status-expired = caducado
status-rejected = rechazado
status-never = sin llegar

## What a line would do

explained = { $symbol } en { $account }: { $side } { $quantity } { $base }
explained-market = { $side } { $quantity } a mercado, ahora { $price } ({ $worth })
explained-limit = { $side } { $quantity } a { $price } o mejor ({ $worth })
explained-at-once = { $side } { $quantity } al instante a { $price } o mejor, ahora { $now } ({ $worth })
explained-exit-market = { $side } { $quantity } a mercado
explained-exit-at = { $side } { $quantity } a { $price } ({ $away } desde la entrada)
explained-exit-once = { $side } { $quantity } cuando el precio llegue a { $price } ({ $away } desde la entrada)
explained-at-risk = en riesgo
explained-at-least = al menos
explained-reward = beneficio
explained-ratio = relación
explained-fees = comisiones
explained-protection = protección
explained-note = nota
explained-refused = se rechazaría: { $why }
explained-loss = { $amount }, con todas las salidas en el sl
explained-loss-only = { $amount }, con todas las salidas en el sl; no hay objetivo
explained-gain = { $amount } de ganancia, con todas las salidas en el sl
explained-gain-only = { $amount } de ganancia, con todas las salidas en el sl; no hay objetivo
explained-reached = { $amount }, con todos los objetivos alcanzados
explained-reached-rest = { $amount }, con todos los objetivos alcanzados y el { $share } restante en el sl
explained-reached-even = { $amount }, con todos los objetivos alcanzados y el { $share } restante en el sl, para entonces a { $price }
explained-each = { $ratio } de beneficio por cada unidad en riesgo
explained-rates = { $maker } maker y { $taker } taker
explained-rates-counted = { $maker } maker y { $taker } taker; ya incluidas arriba

## What a replay came to, and the demo

played-ambiguous = { $said } (la vela contenía el sl y un objetivo)
played-row = fila { $row }
played-closed = cerrada
played-refused = rechazada
played-open = 
    { $orders ->
        [one] sigue abierta: una posición de { $position } y { $orders } orden puesta
        [many] sigue abierta: una posición de { $position } y { $orders } de órdenes puestas
       *[other] sigue abierta: una posición de { $position } y { $orders } órdenes puestas
    }
played-average = entrada media
played-result = resultado
played-fills = ejecuciones
played-earned = { $earned } tras { $fees } de comisiones
played-unknown = desconocido, tras { $fees } de comisiones
played-uncovered = { $count }; { $ms } ms sin un sl para todo
played-bare = { $count }; { $ms } ms sin un sl para todo, y al final no hay ninguno
played-overfilled = las salidas operaron { $quantity } más que la posición
demo-opening = Tres líneas, escritas a la vez en una cuenta de papel; los precios son el recorrido sintético.
demo-bracket = un bracket: un stop, un objetivo
demo-ladder = una escalera que protege sus ganancias
demo-trail = un stop que sigue al precio

## `bracketeer account`, on the machine itself

account-none = aún no hay cuentas; mira: bracketeer account add --help
account-column-account = cuenta
account-column-exchange = plataforma
account-column-market = mercado
account-column-net = red
account-column-key = clave
account-column-may = permisos
account-net-live = real
account-net-testnet = red de pruebas
account-market-spot = al contado
account-market-swap = perpetuo
account-kept = { $account } guardada: { $may }
account-not-checked = sin comprobar: { $why }
account-answers = { $account } responde
account-balance = saldo: { $held }
account-balance-none = saldo: nada en una moneda de cotización
account-clock-untold = reloj: el exchange no dice la hora
account-clock-ahead = reloj: { $seconds } s por delante del exchange
account-clock-behind = reloj: { $seconds } s por detrás del exchange
account-clock-wrong = { $clock }; pon en hora esta máquina o se rechazarán sus peticiones
account-key = clave: { $may }
account-forgot = { $account } olvidada; borra también la clave en el exchange si nada más la usa
account-forget = ¿Olvidar la clave de { $account }? (s/N)
account-rotated = 
    { $count ->
        [one] { $count } cuenta está cifrada ahora con: { $origin }
        [many] { $count } de cuentas están cifradas ahora con: { $origin }
       *[other] { $count } cuentas están cifradas ahora con: { $origin }
    }
account-rotated-file = { $rotated }; pon BRACKETEER_KEY_FILE={ $path }, quita BRACKETEER_KEY, guarda una copia en otro sitio y reinicia el bot si está en marcha
account-rotated-passphrase = { $rotated }; quita BRACKETEER_KEY_FILE y BRACKETEER_KEY, y reinicia el bot si está en marcha
account-may-untold = el exchange no dice qué permite
account-trade-yes = puede operar
account-trade-no = no puede operar
account-trade-untold = no se dice si opera
account-withdraw-yes = PUEDE RETIRAR
account-withdraw-no = no puede retirar
account-withdraw-untold = no se dice si retira
account-bound-yes = ligada a direcciones
account-bound-no = utilizable desde cualquier sitio
account-bound-untold = no se dicen direcciones
account-unasked = no se preguntó al exchange qué permite la clave; pregunta con: bracketeer account test { $account }
account-warning = AVISO: { $what }
account-warn-trade = aviso: la clave de { $account } no puede operar aquí, así que se rechazará toda orden
account-warn-withdraw = aviso: asegúrate tú de que la clave de { $account } no puede retirar
account-warn-address = aviso: liga la clave de { $account } a la dirección de esta máquina en el exchange
account-exists = ya hay una cuenta { $account }; quítala primero, no se guardó nada
account-brackets = { $account } tiene brackets abiertos ({ $brackets }); ciérralos o cancélalos primero, no se quitó nada
account-mighty = la clave de { $account } puede retirar; no se guardó nada: haz una que solo pueda leer y operar
account-mighty-kept = la clave de { $account } puede retirar; cámbiala por una que solo pueda leer y operar
account-consent = { $consent }; si lo aceptas: bracketeer account add { $account } --accept
account-on-paper = { $account } es de papel y no necesita clave
account-no-exchange = no hay ningún exchange { $name }: los nombres son como Binance_F, OKX, ByBit_F:second
account-nearest = no hay ningún exchange { $name }; ¿quieres decir { $nearest }?
account-no-name = { $name } no es nombre de cuenta: los nombres son como Binance_F, OKX, ByBit_F:second
account-unremoved = no se quitó nada
prompt-api-key = clave API
prompt-secret = secreto (secret)
prompt-password = frase de la clave
prompt-of = { $word } de { $account }:
prompt-no-variable = falta { $variable } en el entorno; no se guardó nada
prompt-no-word = falta: { $word }; no se guardó nada
prompt-no-line = falta: { $word } (línea { $line } de { $lines } en stdin); no se guardó nada
prompt-not-kept = { $error }; no se guardó nada
prompt-vault = Frase de la bóveda:
prompt-vault-new = Frase nueva de la bóveda:
prompt-again = Otra vez:
prompt-differ = las dos frases son distintas; no se cambió nada
prompt-nobody = aquí no se puede preguntar a nadie y no se hizo nada; con --yes se sigue
prompt-shown = lo que se escribe aquí no se podría ocultar, así que no se preguntó nada; usa un terminal

## `bracketeer people`, on the machine itself

people-none = aún no se conoce a nadie; mira: bracketeer people add --help, o people invite
people-each-account = cada cuenta
people-all-accounts = todas las cuentas
people-place = { $place } trata de { $accounts }
people-place-none = { $place } no trata de ninguna cuenta
people-halted = sin entradas nuevas en { $account } desde { $time } UTC, por { $by }
people-halted-why = { $halted }: { $why }
people-machine = la máquina
people-nothing = no puede hacer nada
people-role = { $role } de { $account }
people-no-owner = ahora nadie es admin de todas las cuentas; el bot imprime un código para uno al arrancar
people-invited = 
    { $hours ->
        [one] quien primero envíe al bot /start { $code } será { $role }; vale una vez, durante { $hours } hora
        [many] quien primero envíe al bot /start { $code } será { $role }; vale una vez, durante { $hours } de horas
       *[other] quien primero envíe al bot /start { $code } será { $role }; vale una vez, durante { $hours } horas
    }

## Commands: what each is for (chat platforms show 100 characters of it), and its parts

command-trade = ejecuta una línea de Smart Syntax
command-trade-line = qué hacer: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-explain = qué colocaría ahora una línea; no se envía nada
command-explain-line = la línea: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-brackets = el ticket de cada bracket abierto
command-positions = lo que tienes y qué lo protege; con un mercado, también lo que hay además allí
command-orders = todas las órdenes activas; con un mercado, también lo que hay además allí
command-close = sal de la posición a mercado, toda o en parte (0.01, 50%p)
command-close-bracket = el número de un bracket, como en su ticket
command-close-quantity = cuánto: all, una cantidad (0.01) o una parte (50%p)
command-cancel = retira órdenes (all, entries, exits, sl, tp, tp2); la posición se queda
command-cancel-bracket = el número de un bracket, como en su ticket
command-cancel-what = qué órdenes: all, entries, exits, sl, tp o tpN
command-be = mueve el stop al precio de entrada, comisiones incluidas
command-be-bracket = el número de un bracket, como en su ticket
command-sl = mueve el stop a un precio (58000, off 2%, e-1%), o coloca el primero
command-sl-bracket = el número de un bracket, como en su ticket
command-sl-price = adónde: 58000, off 2% desde el precio actual, e-1% desde la entrada
command-tp = mueve un objetivo (p. ej. tp2) a un precio (63000, off 5%, e+2%), o coloca el primero
command-tp-bracket = el número de un bracket, como en su ticket
command-tp-price = adónde: 63000, off 5% desde el precio actual, e+2% desde la entrada
command-tp-which = qué objetivo, si hay varios: tp1, tp2, etc.
command-trail = deja que el stop siga al mejor precio a una distancia en porcentaje
command-trail-bracket = el número de un bracket, como en su ticket
command-trail-percent = a qué distancia del mejor precio, en porcentaje: 2
command-why = qué pasó con un bracket, paso a paso
command-why-bracket = el número de un bracket, abierto o cerrado
command-price = el último precio
command-price-symbol = un mercado, como BTCUSDT
command-price-account = la cuenta a cuyo exchange se pregunta
command-balance = cuánto vale una cuenta, y cuánto está libre
command-balance-account = una cuenta; sin ella, las activas
command-history = los últimos brackets cerrados y lo que ganaron
command-accounts = las cuentas que puedes usar aquí, y como qué
command-doctor = cómo está cada cuenta y cada bracket abierto
command-halt = sin nuevas entradas en una cuenta, o en todas las que puedes operar aquí; la protección sigue
command-halt-account = una cuenta; sin ella, todas
command-halt-why = el motivo, por si alguien pregunta luego
command-resume = volver a aceptar entradas, en una cuenta o donde se hubieran detenido
command-resume-account = la cuenta detenida; sin ella, la parada de todas
command-flatten = cierra todos los brackets que puedes operar, tras un sí
command-flatten-account = solo los de una cuenta
command-settings = tus ajustes; /settings confirm always|live|above 500|never [CUENTA]
command-settings-name = cuál: confirm, above, lang o tz
command-settings-value = qué valor tendrá
command-lang = el idioma en que se te responde; /lang auto sigue a tu app
command-lang-language = su código: en, de, es, tr, zh, o auto
command-tz = la zona horaria de las horas que lees, como Europe/Madrid
command-tz-zone = una ciudad de la base de zonas horarias, como Europe/Madrid
command-bind = liga este grupo a cuentas: solo ellas se ven y operan aquí; /bind none lo quita
command-bind-accounts = nombres de cuentas, o none
command-invite = un código de un solo uso que hace a alguien viewer, trader o admin de una cuenta, o de todas
command-invite-role = viewer, trader o admin
command-invite-account = una cuenta; sin ella, todas
command-people = quién puede qué en tus cuentas; /people confirm always|above 500|off [CUENTA]
command-people-name = qué cambiar: confirm, cuándo se pregunta antes a todos
command-people-value = always, above 500 u off, y una cuenta
command-start = saluda, o usa un código de un solo uso
command-start-code = el código que te dieron
command-help = esta lista
command-quit = salir; no se cierra nada

## What commands answer

help = Escribe una línea de Smart Syntax, por ejemplo:
help-numbers = Un bracket conserva su número para siempre y ninguno se usa dos veces; por eso faltan algunos.
usage = Uso: { $usage }: { $help }
one-command = Un solo comando por mensaje, por favor: no se ha ejecutado nada.
no-command = No existe /{ $name }; /help muestra los comandos.
no-command-near = No existe /{ $name }; ¿quizá /{ $near }?
console-welcome = Bracketeer, en papel.  /help muestra qué se puede escribir, ctrl-D sale; al salir no se cierra nada.
console-no-bracket = no hay ningún bracket abierto
welcome = Hola.  /help dice lo que entiendo, /accounts lo que puedes usar.
all = todo
note = nota: { $note }
not-answered-yet = ⚠ #{ $id }: el exchange aún no ha respondido. Lo que cierra o protege se conserva y se reenvía hasta que responda; una entrada, solo durante un minuto.
unknown-entry = entrada desconocida
bracket-briefly = #{ $id } { $side } { $quantity } { $symbol } en { $account }
more-brackets =
    { $count ->
        [one] … uno más: { $brackets }
        [many] … { $count } más: { $brackets }
       *[other] … { $count } más: { $brackets }
    }
more-lines =
    { $count ->
        [one] … una línea más, mira /brackets
        [many] … { $count } de líneas más, mira /brackets
       *[other] … { $count } líneas más, mira /brackets
    }
no-brackets = No hay ningún bracket abierto.
nothing-held = No hay posiciones.
no-orders = No hay órdenes nuestras activas.
nothing-closed = Aún no se ha cerrado nada.
nothing-open = No hay nada abierto.
nothing-connected = No hay nada abierto ni conectado.
nothing-to-flatten = No hay ningún bracket abierto que puedas cerrar.
no-price-yet = { $symbol } aún no tiene precio.
no-accounts = No hay ninguna cuenta que puedas usar aquí.
nobody-else = Nadie más que tú.
halted = Detenido: sin nuevas entradas en { $account }.  Lo que hay sigue protegido; /resume lo termina.
halted-anywhere = Detenido: sin nuevas entradas en ninguna cuenta.  Lo que hay sigue protegido; /resume lo termina.
halted-because = Motivo: { $why }
resumed = Se vuelven a aceptar entradas.
resumed-but = Allí se aceptarán de nuevo entradas cuando /resume termine también la parada de todas las cuentas.
bound = Este chat está ligado a { $accounts }.
unbound = Este chat no está ligado a ninguna cuenta.
invited = Para una persona, una vez, en dos días, como { $role } de { $account }:
invited-all = Para una persona, una vez, en dos días, como { $role } de todas las cuentas:
follows-app = sigue a tu app
not-set = sin fijar
limit-order = como máximo { $limit } USD por orden
limit-day = como máximo { $limit } USD al día
limit-symbols = solo { $limit }
limit-leverage = apalancamiento hasta { $limit }
limit-asked = se pregunta antes de las órdenes: { $when }
asked-always = siempre
asked-above = por encima de { $limit } USD
asked-never = nunca
demanded-of-you = se te exige
demanded-on = se exige en { $account }
limits-of-you = tus límites
limits-on = límites en { $account }
limit-none = sin límites
limit-each = cada cuenta
title-positions = posiciones
title-orders = órdenes
title-balances = saldos
title-accounts = cuentas
title-closed = brackets cerrados
title-doctor = diagnóstico
title-settings = ajustes
title-people = personas
column-account = cuenta
column-symbol = símbolo
column-side = lado
column-size = cantidad
column-entry = entrada
column-protection = protección
column-name = nombre
column-type = tipo
column-left = resto
column-at = precio
column-status = estado
column-equity = capital
column-free = libre
column-coins = monedas libres
column-you-are = eres
column-now = ahora
column-earned = resultado
column-fees = comisiones
column-what = qué
column-value = valor
column-role = rol
column-limits = límites

## Questions and their buttons

words-yes = s, si, sí
words-no = n, no
ask-again = La misma línea se ejecutó hace { $seconds } s.  ¿Otra vez? (s/N)
same-line = La misma línea se ejecutó hace { $seconds } s.
ask-adopt = ¿Asumirla? (s/N)
ask-replace = ¿Reemplazarlo? (s/N)
ask-carry-out = ¿Ejecutarlo? (s/N)
ask-unanswered = Se preguntó y no hubo respuesta, así que no se envió nada.  La respuesta es la línea siguiente: { $yes }
ask-sure = DINERO REAL.  ¿Seguro? (s/N)
ask-flatten =
    { $count ->
        [one] Cerrar un bracket a mercado: { $brackets }.  ¿Seguro? (s/N)
        [many] Cerrar { $count } de brackets a mercado: { $brackets }.  ¿Seguro? (s/N)
       *[other] Cerrar { $count } brackets a mercado: { $brackets }.  ¿Seguro? (s/N)
    }
ask-resting =
    { $count ->
        [one] Una entrada sigue en el exchange y puede ejecutarse: { $entries }.  ¿Retirarla también? (s/N)
        [many] { $count } de entradas siguen en el exchange y pueden ejecutarse: { $entries }.  ¿Retirarlas también? (s/N)
       *[other] { $count } entradas siguen en el exchange y pueden ejecutarse: { $entries }.  ¿Retirarlas también? (s/N)
    }
not-sure-of-one = ✗ #{ $id } { $symbol } · { $account }: no sé qué ha sido de ello: { $why }; mira /brackets
real-money = { $account }: DINERO REAL
forwarded = Un mensaje reenviado es solo un borrador.  Este se escribió hace { $age }.
forwarded-stale = Eso se escribió hace { $age }, demasiado para operar con ello; no se ha enviado nada.  Si aún lo quieres, escríbelo tú.
on-paper = En papel: { $line }
carried-out-before = Esto ya se ejecutó antes: { $what }
answered-already = Eso ya se respondió, lo sustituyó una pregunta posterior o fue hace demasiado; envía la línea otra vez.
edited = Un mensaje editado nunca se ejecuta.  Si se ejecutó tal como se escribió primero, eso sigue en pie; mira /brackets antes de volver a enviar nada.
burned = Eso parece una clave de API.  La he borrado donde pude, pero otros pueden haberla visto: está quemada.  Revócala ya en el exchange y añade una nueva en la propia máquina, con: bracketeer account add NAME
tap-foreign = Este botón no es mío, o es de otro chat.
tap-another = Este botón es de otra persona.
too-many = Era demasiado de una vez y no se ha atendido.  Espera un poco.
tap-expired = Este botón ha caducado; /brackets muestra otros nuevos.
discord-trade-message = Operar este mensaje
discord-too-late = Eso llegó demasiado tarde para responderlo aquí, y no se envió nada.  Envíalo otra vez.
discord-broke = Eso falló antes de terminar; el registro dice por qué.  Mira /brackets antes de enviarlo otra vez.
discord-closed = No puedo escribirte en privado, y la respuesta es solo para ti.  Permite mensajes directos de este servidor y pregunta otra vez.
discord-unread = Lo que se escribió aquí mientras el bot no estaba no se pudo leer, y no se hizo nada de ello.  Mira /brackets y envía otra vez lo que siga valiendo.
tap-away = Pulsado mientras yo no estaba, así que no se ejecuta ahora; púlsalo otra vez si aún lo quieres.
tap-cut-off = Me detuvieron mientras esta pulsación estaba pendiente, así que quizá ya se ejecutó; mira /brackets antes de pulsar otra vez.
tap-changed = Ha cambiado desde entonces; no se ha enviado nada.  Ahora está así:
button-confirm = Confirmar
button-decline = Anular
button-why = Por qué
button-cancel = Cancelar
button-move-stop = Mover SL
button-new-stop = Nuevo stop: un precio, off 2% o e-1%
button-breakeven = A la entrada
button-close-half = Cerrar 50 %
button-close = Cerrar

## What forbids something.  Said in English and told again, as what core says is

denied-unknown = no te conozco; pide un código a quien lleva este bot y envía /start CÓDIGO
denied-anonymous = nadie responde de un mensaje anónimo; escríbelo en tu nombre
denied-role = solo un { $role } puede hacer eso
denied-role-on = solo un { $role } puede hacer eso en { $account }
denied-unbound = este chat no está ligado a ninguna cuenta; un admin lo liga con /bind CUENTA
denied-place = en este chat no
denied-place-account = este chat no trata de { $account }; escríbeme en privado
denied-private = solo en un chat privado conmigo
denied-halted = sin nuevas entradas: detenido; /resume lo termina
denied-halted-on = sin nuevas entradas en { $account }: detenido; /resume lo termina
denied-halted-why = sin nuevas entradas: detenido ({ $why }); /resume lo termina
denied-halted-why-on = sin nuevas entradas en { $account }: detenido ({ $why }); /resume lo termina
denied-order = { $value } en una orden supera { $whose }, { $limit }
denied-day = { $value } en un día supera { $whose }, { $limit }
denied-left = hoy quedan { $limit }
denied-symbol = { $symbol } no está permitido por { $whose }
denied-leverage = un apalancamiento de { $value } supera { $whose }, { $limit }
denied-quote = { $symbol } no se cuenta en dólares, así que no se puede aplicar { $whose }
denied-made = has abierto { $limit } cuentas paper desde que arrancó el bot, el máximo por persona; usa una de ellas
state-your-limit = tu límite
state-limit-of = el límite de { $what }
state-the-account = la cuenta
state-unknown-amount = un importe desconocido
refused-no-bracket = no existe el bracket #{ $id }
refused-closed-already = #{ $id } ya está cerrado
refused-open-ones = abiertos: { $brackets }
refused-none-open = no hay ninguno abierto
refused-not-traded-there = { $symbol } no cotiza allí
refused-moved = { $symbol } pasó entretanto de { $before } a { $price }
refused-another = { $symbol } en { $account } ya no está como se mostró
refused-riskier = { $symbol } en { $account } arriesgaría ahora { $most }, no { $least }
refused-changed = #{ $id } ha cambiado desde que se te preguntó
refused-agreed = ya no se conoce el precio que se acordó
refused-not-halted = eso no está detenido; detenido: { $what }
state-nothing = nada
refused-private = este es un chat privado; envíalo en el grupo
refused-no-role = no existe el rol { $role }; hay { $roles }
refused-codes = los códigos son para chats
refused-code = ese código no vale, o ya no
refused-no-people = esto necesita el registro de personas, que llevan `bracketeer` y `bracketeer serve`
refused-for-chats = esto es para chats
refused-environment = esto es para chats; aquí decide el entorno
refused-confirm = confirm es uno de { $words }
refused-confirm-one = confirm lleva una cuenta, o ninguna para todas
refused-settings = hay confirm, above, lang y tz
refused-amount = un importe de dinero, como 500
refused-zone = no existe la zona horaria { $name }; una es Europe/Berlin
refused-language = { $name } aún no existe; hay { $names }
refused-where-to = ¿adónde?  /sl { $id } PRECIO, como /sl { $same } off 2%
refused-not-asked = ahora no se puede preguntar al exchange: { $error }
refused-no-account = aquí no se puede usar ninguna cuenta
refused-untraded = en { $account } no se puede operar
state-not-connected = aún sin conectar
state-stopped = detenido por un fallo del programa, mira el log
state-another = otro Bracketeer trabaja en ella
state-connected = conectado
state-unreadable = conectado, pero ahora no se puede leer el registro
state-key-withdraws = su clave puede retirar fondos, así que allí solo se cierra y se protege
state-unusable = ahora no se puede usar, y se le sigue preguntando
state-key-refused = { $exchange } rechaza la clave
state-key-refused-said = { $exchange } rechaza la clave ({ $words })
state-key-unasked = { $exchange } no deja preguntar con esta clave
state-key-unasked-said = { $exchange } no deja preguntar con esta clave ({ $words })
state-key-meaningless = { $exchange } dio una respuesta que aquí no significa nada
state-key-meaningless-said = { $exchange } dio una respuesta que aquí no significa nada ({ $words })
state-key-set-clock = ponla en hora
state-key-set-clock-said = ponla en hora ({ $words })
state-key-wait = espera unos minutos
state-key-wait-said = espera unos minutos ({ $words })
state-key-clock = { $exchange } rechaza la hora de esta máquina
state-key-often = a { $exchange } se le pregunta demasiado desde aquí
state-key-away = no se llega a { $exchange }: { $value }
state-key-undocumented = { $exchange } respondió algo que su documentación no dice ({ $name })
state-key-form = esto no es una clave de { $exchange }: el secreto no tiene su forma
state-nothing-kept = no se guardó nada
state-nothing-kept-unchecked = no se guardó nada (--unchecked guarda la clave de todos modos)
state-nothing-decrypted = no se descifró nada
state-no-answer = sin respuesta en { $seconds } s
state-vault-none = no hay ninguna cuenta { $account }
state-vault-see = mira: bracketeer account list
state-vault-wrong = { $what } no abre las cuentas guardadas
state-vault-one = { $what } no abre { $account }: es otra clave, o { $name } se cambió en la base de datos
state-vault-changed = { $account } se cambió en la base de datos
state-vault-no-key = no hay clave para las cuentas: pon BRACKETEER_KEY_FILE o BRACKETEER_KEY, o ejecútalo en un terminal para que se pida una frase
state-vault-bad-key = { $what } no es una clave: deben ser { $bytes } bytes, o esos en base64
state-vault-unread = no se puede leer el archivo de clave { $path }: { $why }
state-vault-unwritten = no se puede escribir el archivo de clave { $path }: { $why }
state-vault-no-file = el archivo de clave { $path } no es un archivo
state-vault-open = el archivo de clave { $path } está abierto a otros (modo { $mode })
state-vault-chmod = ejecuta: chmod 600 { $path }
state-vault-checkout = el archivo de clave { $path } está en un checkout de git
state-vault-move = sácalo de ahí o algún día se publicará
state-vault-short = una frase de menos de { $count } signos no protege nada
state-vault-longer = usa una más larga
state-vault-file = el archivo de clave { $path }
state-vault-credential = la credencial de systemd { $name }
state-vault-passphrase = la frase de paso
state-elsewhere = { $exchange }: las órdenes, y las claves que las firman, van a { $where } en vez de a { $whose } (BRACKETEER_HOSTS)
state-own-hosts = sus propios hosts
state-no-connection = sin conexión
state-check-network = revisa la red
state-no-proxy = sin conexión a través del proxy
state-no-proxy-there = sin conexión a través del proxy { $proxy }
state-check-proxies = revisa BRACKETEER_PROXIES
state-late = sin respuesta a tiempo
state-maintenance = está en mantenimiento
state-broke-off = la conexión se cortó antes de una respuesta
state-no-person = { $whom } no es una persona: escribe telegram:42 o discord:42, el número del usuario y no el nombre
state-no-chat = { $word } no es un chat: escribe telegram:-1001234 o discord:42, su número y no su nombre
state-no-role = { $word } no es un rol: viewer, trader, admin
state-no-symbol = { $word } no es un símbolo: escribe BTC, BTC/USDT o */USDT
state-off-for-all = off para todos
state-prices-stopped = por ahora no hay precios en vivo: { $value }
state-prices-back = vuelven los precios en vivo
state-prices-invented = en su lugar se usa el recorrido sintético: estos precios son inventados
state-prices-unanswered = { $exchange }: sin respuesta ({ $name })
state-prices-missing = { $exchange }: sin precio de { $symbol }
state-nobody = no se conoce a { $whom }
state-add-first = primero: bracketeer people add { $whom }
state-nothing-changed = no se cambió nada
state-granted-nothing = a { $whom } no se le concedió nada
state-granted-nothing-on = a { $whom } no se le concedió nada en exactamente { $account }
state-about-nothing = { $place } no trataba de ninguna cuenta
state-unreachable = ahora no responde
state-unread = ahora no se puede leer: { $symbols }
state-first-look = se consulta por primera vez
state-not-watched = SIN vigilar: { $error }
state-halted-by-why = detenido por { $name } desde { $time } UTC: { $why }
state-halted-by = detenido por { $name } desde { $time } UTC
state-nothing-sent = ya no se envía nada: { $error }
state-without-stop = la posición está sin sl
state-no-stop = no hay sl; nada limita la pérdida
state-waits-exchange = espera al exchange
state-waits-entry = espera para entrar
state-aside = apartado porque no se pudo mostrar: { $count }; mira el log
state-connecting = se está conectando por primera vez
state-telegram-token = Telegram no conoce el token del bot: cópialo de nuevo desde @BotFather en los ajustes
state-telegram-taken = otro programa recoge los mensajes de este bot de Telegram: deténlo o dale un bot propio
state-discord-token = Discord no conoce el token del bot: cópialo de nuevo desde la página de la aplicación en los ajustes
state-discord-intent = Discord no deja al bot leer mensajes: activa el message content intent en la página de la aplicación o desactiva BRACKETEER_DISCORD_READS_MESSAGES y reinicia el bot; los comandos funcionan mientras tanto
state-discord-lost = Discord no está conectado; el bot se conecta de nuevo por sí mismo
state-broke = se rompió: { $what }, mira el log
state-telegram-away = no se puede contactar con Telegram: { $why }
state-telegram-refuses = Telegram rechaza lo que se le pide: { $why }
state-telegram-waits = Telegram pide esperar { $seconds } s
state-discord-away = no se puede contactar con Discord: { $why }
state-discord-fails = Discord falla: { $why }
state-discord-waits = Discord pide esperar { $seconds } s
state-webhook-deaf = no se pueden escuchar los mensajes de Telegram: { $why }
state-webhook-unsaved = no se puede guardar lo que envía Telegram: { $why }
state-webhook-elsewhere = otro programa había desviado los mensajes de este bot a { $host }: deténlo o dale un bot propio
state-webhook-undelivered = lo que espera en Telegram ({ $count }) no llega aquí: { $why }
state-no-price-given = no se dio --price, así que esto vale para { $price }
state-borrowed-steps = con los pasos y comisiones de paper; los de este exchange pueden ser otros
state-guessed-steps = paper no tiene { $symbol }: los pasos se estiman por su precio
state-tell-position = indica cuál es: --position long:0.01@60000
state-no-stop-orders = { $exchange } spot no tiene órdenes stop: allí no queda nada puesto y nada te protege mientras el bot está apagado
state-coinex-ends = CoinEx ha anunciado el fin de toda su operativa: puede rechazar órdenes, y el dinero puede quedar fuera de alcance

## What core says.  It speaks English only, and some of it is stored: it is known by its shape and told again, so these
## sentences must be core's own, letter for letter, without choices.  A test holds the two together.

# Why something is closed, canceled, refused or left alone
core-oversold = se vendió más de lo que había
core-at-the-stop = precio en el stop
core-stop-at-once = el stop saltaría al instante
core-stop-refused = stop rechazado
core-unprotected = demasiado tiempo sin protección
core-no-id-left = no queda ningún id de orden para un stop
core-never-reached = nunca llegó al exchange
core-no-more-at-once = no se ofrecía más al instante a { $price } o mejor
core-not-reachable = no se puede contactar con el exchange
core-too-late = demasiado tarde para enviarlo
core-would-trigger = saltaría al instante
core-no-margin = margen o saldo insuficiente
core-reduce-only = reduce-only rechazado
core-filter = filtro de precio, cantidad o valor
core-many-conditions = demasiadas órdenes condicionales
core-not-in-time = no se envió a tiempo
core-rate-limit = límite de peticiones
core-market-closed = mercado cerrado
core-linked = terminado por su orden enlazada
core-position-closed = posición cerrada
core-liquidated = liquidado
core-lost = el exchange ya no lo conoce
core-refused = rechazado

# The engine
core-changed-meanwhile = otro proceso cambió el bracket entretanto; envíalo otra vez
core-not-saved = el registro no lo aceptó ({ $error })
core-earlier-unsaved = aún no se pudieron guardar noticias anteriores
core-look-at-brackets = mira /brackets
core-defect = este bot falló con ello, su log dice cómo
core-being-done = se está ejecutando
core-late-entry = este mensaje tiene { $seconds } s; las entradas no se hacen tarde
core-late = este mensaje tiene { $seconds } s; tan tarde ya no se hace nada
core-send-again = envíalo otra vez
core-not-traded = { $symbol } no cotiza en { $account }
core-unreachable = ahora no se puede contactar con { $account }
core-unreachable-why = ahora no se puede contactar con { $account } ({ $error })
core-unread = ahora no se puede leer { $symbol } en { $account }
core-another-works = { $account } no acepta órdenes: otro Bracketeer trabaja en ella
core-stopped = { $account } no acepta órdenes: la detuvo un fallo del programa, mira el log
core-key-withdraws = { $account } no acepta órdenes: su clave puede retirar fondos, así que allí solo se cierra y se protege
core-key-mend = quítale ese permiso a la clave en el exchange y luego ejecuta: bracketeer account test
core-rests-days = los stops y objetivos en espera terminan allí a los { $days } días, y se colocan de nuevo un día antes
core-market-twice = { $symbol } en { $account } está dos veces
core-no-account = no existe la cuenta "{ $name }"
core-did-you-mean = ¿quizá "{ $name }"?
core-there-are = hay { $names }
core-names-there-are = hay paper, paper_spot y lo que muestra `bracketeer exchanges`

# Size, price, margin
core-below-smallest = { $asked } está por debajo de la cantidad mínima de { $least } { $base }
core-above-largest = { $asked } está por encima de la orden máxima del exchange, { $most }
core-rounded-down = { $asked } redondeado hacia abajo a { $quantity } (paso { $lot })
core-below-tick = { $price } está por debajo de un tick
core-through = un límite a { $limit } cruza un { $share } del mercado a { $price }; se permite un { $reach } como mucho
core-write-market = escribe `market` para entrar al instante
core-below-notional = { $quantity } vale { $worth }, por debajo del mínimo del exchange de { $least }
core-at-least = al menos { $least }
core-above-cap = { $worth } está por encima del límite de esta cuenta de { $cap } por orden
core-cap-setting = el ajuste BRACKETEER_MAX_NOTIONAL
core-earlier-entries = entradas anteriores de este mensaje toman { $amount }
core-not-free = hacen falta { $need }, hay { $free } libres
core-not-now = { $symbol } no cotiza en este momento
core-exits-tried = las salidas, `close` y `cancel` se intentan igualmente
core-stop-too-small = un stop para { $quantity } es una orden demasiado pequeña para el exchange
core-nearer-stop = una cantidad mayor o un stop más cercano
core-room = como máximo { $most } órdenes condicionales pueden esperar en { $symbol } de { $account }; necesarias aquí: { $need }, otras allí: { $rest }
core-fewer-targets = menos objetivos, o cancela algunas de las otras
core-no-exits-there = { $symbol } de { $account } no acepta ninguna de las órdenes que allí serían un stop
core-reach = { $symbol } de { $account } no acepta una venta a { $price }, solo hasta { $most }
core-nearer-target = un objetivo más cercano
core-whole-stop = `stoploss ... 100%p`
core-pairs-guard-all = los pares enlazados protegen todo lo que venden, no una parte
core-foreign-from = { $position } desde { $price } en { $symbol } de { $account } no se abrió aquí
core-foreign = { $position } en { $symbol } de { $account } no se abrió aquí
core-confirm-adopt = confirma para asumirla, o ciérrala antes
core-own-stop = la posición en { $symbol } de { $account } tiene un stop propio en { $price }, que no se puso aquí
core-own-target = la posición en { $symbol } de { $account } tiene un objetivo propio en { $price }, que no se puso aquí
core-confirm-replace = confirma para reemplazarlo, o quítalo antes
core-would-close = la cuenta está { $held }; en modo unidireccional una entrada { $side } la cerraría
core-close-first = antes `{ $line }`
core-adopted-until = el stop protege al instante los { $quantity } asumidos, a { $price } hasta que se ejecute la entrada
core-adopted = el stop protege al instante los { $quantity } asumidos
core-more-than-position = { $quantity } es más que la posición de { $whole }
core-no-stop = sin stop: nada limita la pérdida
core-beyond-liquidation = el stop a { $price } está más allá del precio de liquidación, cerca de { $near }
core-beyond-isolated = el stop a { $price } está más allá del precio de liquidación, cerca de { $near }, de una posición aislada
core-smaller-size = un stop más cercano o una cantidad menor
core-less-leverage = un stop más cercano o menos apalancamiento
core-liquidation = liquidación cerca de { $near }

# Levels
core-no-price-above-zero = { $price } no es un precio mayor que cero
core-no-entry-yet = { $price } cuenta desde una entrada, y aún no se ha ejecutado ninguna
core-write-price = escribe un precio, u `off 2%`
core-level-not-above-zero = { $what } { $price } no es mayor que cero
core-far = { $what } a { $price } está a un { $share } de { $now }
core-distance-near = { $name } está a { $size } { $quote }, menos del { $share } del precio
core-distance-far = { $name } está a { $size } { $quote }, más del { $share } del precio
core-distance-percent = el { $share } se escribe `{ $price }`
core-wrong-side-below = en un { $side }, { $what } debe estar por debajo del mercado a { $now }, { $price } es { $where }
core-wrong-side-above = en un { $side }, { $what } debe estar por encima del mercado a { $now }, { $price } es { $where }
core-wrong-side-not-below = en un { $side }, { $what } debe estar por debajo del mercado a { $now }, no a { $where }
core-wrong-side-not-above = en un { $side }, { $what } debe estar por encima del mercado a { $now }, no a { $where }
core-stop-word = el stop
core-target-word = el objetivo
core-trail-waits = un trail que espera a un precio deja la posición sin stop hasta entonces
core-add-stop = añade `sl off 2%`
core-would-be-at-once = `{ $line }` sería al instante

# Planning
core-opposite = una entrada long y otra short en un mensaje se cerrarían entre sí en modo unidireccional
core-spot-short = { $symbol } es un mercado spot, no se puede ir corto
core-by-cost = { $account } cuenta las compras a mercado en dinero, no en monedas: `market` se envía como límite inmediato hasta un { $share } por encima del último precio
core-sent-at-once = se envía como límite inmediato a { $price }, un { $share } por encima del último precio, porque { $account } cuenta las compras a mercado en dinero; lo que no se ejecute al instante no se compra
core-coarse-step = { $account } cuenta las compras a mercado en dinero, y un paso de precio de { $step } es demasiado grande a { $price } para un límite en su lugar
core-enter-limit = entra con un límite
core-no-price = aún no se conoce ningún precio de { $symbol }
core-try-again = prueba de nuevo en un momento
core-full-entries = #{ $id } ya tiene { $most } entradas, no caben más
core-being-closed = la posición { $side } se está cerrando
core-wait-flat = espera a que esté plana
core-breakeven-no-stop = `breakeven` mueve un stop, y no hay ninguno
core-farthest = `100%p` toma lo que dejan los demás, así que debe ser el objetivo más lejano
core-over-100 = los objetivos suman más del 100 %
core-full-targets = como mucho caben { $most } objetivos en una posición, en toda su vida
core-no-target-for = el { $share } no tiene objetivo y corre hasta el stop
core-nothing-to-guard = no hay ninguna posición { $side } de { $symbol } que proteger
core-side-not-filled = la entrada { $side } de #{ $id } aún no se ha ejecutado
core-exits-later = las salidas se pueden añadir cuando lo haga
core-joins = se suma a #{ $id }, que tiene { $quantity }
core-sl-sooner = el sl a { $price } se alcanza antes que esta entrada a { $limit }, cierra { $bracket } y cancela la entrada
core-replaces-stop = su stop sustituye al que hay
core-trail-tightens = un trail solo únicamente ajusta el sl que hay

# Commands about what stands
core-nothing-ours = nada nuestro está abierto en { $symbol }
core-no-side-ours = ningún { $side } nuestro está abierto en { $symbol }
core-say-which = hay un long y un short; di cuál
core-or = `{ $first }` o `{ $second }`
core-closes-all = cierra por completo { $bracket }
core-less-than-step = menos de un paso de la posición
core-too-small = { $quantity } es una orden demasiado pequeña para el exchange
core-sl-stays = { $quantity } es ahora menos que el lote del exchange de { $lot }: su sl se queda donde está
core-closes-rest = cierra por completo { $bracket }: lo que quedaría es demasiado pequeño para una orden
core-closes-part = cierra { $quantity } de { $bracket }
core-has-no = #{ $id } no tiene { $what }
core-position-has-no = la posición no tiene { $what }
core-cancels = { $bracket }: cancela { $what }
core-nothing-then = entonces nada limita la pérdida
core-entry-without-stop = la entrada que aún queda no trae entonces su propio sl
core-which-target = ¿qué objetivo?
core-its-targets = sus objetivos: { $targets }
core-moved-wrong-side = { $what } a { $price } está en el lado equivocado del mercado a { $now }
core-moved-beyond-entry = { $what } a { $price } está en el lado equivocado de la entrada a { $entry }
core-moves = #{ $id }: { $what } a { $price }
core-trail-keeps = su trail lo mantiene en { $price }
core-position-moves = la posición: { $what } a { $price }
core-the-position = la posición
core-entry-not-filled = la entrada de #{ $id } aún no se ha ejecutado
core-breakeven-wrong-side = el punto muerto es { $price }, en el lado equivocado del mercado a { $now }
core-breakeven-at = { $bracket }: stop al punto muerto a { $price }
core-breakeven-stays = { $bracket }: el sl se queda a { $price }, más ceñido que el punto muerto a { $even }
core-nothing-until = hasta entonces nada limita la pérdida

# What explaining adds
core-orders-unknown = aquí no se sabe qué órdenes hay, así que no se muestra ninguna
core-follows = el sl sigue al mejor precio a una distancia del { $distance }
core-follows-after = el sl sigue al mejor precio a una distancia del { $distance }, cuando el precio haya llegado a { $price }
core-even-first = cuando se ejecute el primer objetivo, el sl pasa al punto muerto, comisiones incluidas
core-even-at = cuando el precio haya llegado a { $price }, el sl pasa al punto muerto, comisiones incluidas
core-even-allowed = cuando el precio lo permita, el sl pasa al punto muerto, comisiones incluidas
core-price-option = indica su precio con --price
core-give-price = indica uno con --price
core-not-known = { $symbol } no se conoce en { $account }

# Reading a text
core-too-long = el texto tiene { $size } caracteres, el máximo son { $most }
core-in-parts = envíalo por partes
core-placeholder = el marcador "{ $word }" nunca se rellenó
core-correct-alert = corrige el texto de la alerta donde se envía
core-no-command = no hay ningún comando en este texto
core-too-many = un mensaje admite como mucho { $most } comandos
core-plain-letters = solo letras y cifras simples
core-bad-character = el carácter { $name } no es del lenguaje
core-unreadable = el texto no se pudo leer aquí
core-named-twice = "{ $word }" está dos veces
core-two-headers = "{ $symbol }" en "{ $account }" tiene comandos bajo dos encabezados
core-one-header = ponlos bajo un encabezado
core-markets = { $count } mercados (símbolos por cuentas), el máximo son { $most }
core-commands = { $count } comandos, el máximo son { $most }
core-speaks-of-position = "{ $word }" habla de una posición; el tamaño de una entrada va en la moneda base
core-write = escribe { $line }
core-limit-price = una entrada limit necesita un precio propio
core-second-entry = una segunda entrada { $side } en un mensaje
core-own-message = envíalo como mensaje aparte
core-side-beside = { $command } junto a una entrada { $side }
core-names-position = el lado nombra la posición: ¿quizá "{ $line }"?
core-stop-below-100 = la distancia de un stop es menor que 100%
core-short-gains = un short gana como mucho 100%
core-say-stoploss = dilo en un comando "stoploss", o "sl-or-tp … tp … sl …"
core-no-stop-there = un stop no va con takeprofit
core-needs-tp = { $command } necesita un tp
core-needs-sl = { $command } necesita un sl o un trail
core-write-two = escribe "sl-or-tp … sl … tp …", o un "takeprofit" aparte
core-no-target-there = un objetivo no va con stoploss
core-one-stop-may = un stop puede decir "sl off 2% trail 1%"
core-second-stop = un segundo stop para el { $side }
core-breakeven-twice = "breakeven" está dos veces para un stop
core-second-rest = un segundo objetivo toma todo el resto
core-nearer-share = da una parte a los más cercanos: 33%p
core-targets-add-up = los objetivos del { $side } suman { $total }%p
core-100-at-most = 100%p como mucho, un último 100%p toma el resto
core-not-with-entry = "{ $command }" maneja lo que hay y no puede ir con una entrada
core-breakeven-option = "breakeven" tras un comando de salida sería su opción
core-breakeven-first = escribe breakeven primero, o en la misma línea
core-said-twice = "{ $word }" está dos veces
core-twice-in-command = "{ $word }" está dos veces en un comando
core-limit-needs-price = un limit necesita un precio
core-market-no-price = una orden market no lleva precio
core-trail-in-trailing = "trail" en un comando trailing
core-at-is-entry = "at" es de una entrada limit, una salida dice sl o tp
core-stop-may-wait = un stop puede esperar con "after 63000"
core-trailing-range = una distancia de trailing es mayor que 0% y menor que 100%
core-above-zero = "{ $word }" debe ser mayor que cero
core-zero-price = "{ $word }" es un precio de cero o menos
core-of-position = "{ $word }" de una posición
core-share-range = una parte es mayor que 0%p, y 100%p como mucho
core-decimals = "{ $word }" tiene más de { $most } decimales

# What was probably meant
core-price-forms = un precio es "off 2%", "e+4%" o "63000"
core-a-stop-is = un stop es "sl off 2%"
core-is-not = en lugar de "{ $word }" va { $what }
core-missing = al final falta { $what }
core-word-by = la palabra "by"
core-word-to = la palabra "to"
core-a-percentage = un porcentaje
core-a-side = un lado
core-a-size = una cantidad
core-a-distance = una distancia
core-a-price = un precio
core-an-account = el nombre de una cuenta
core-what-to-move = sl, tp o tpN
core-no-symbol = falta un símbolo antes de "on"
core-write-symbol = escribe "BTCUSDT" o "BTC/USDT"
core-not-a-symbol = "{ $word }" no es un símbolo
core-symbol-first = el símbolo y la cuenta van primero
core-leave-out = quítalo, o une símbolos con una coma: "{ $line }"
core-before-header = "{ $word }" está antes del encabezado
core-no-on = falta "on" después de "{ $word }"
core-no-on-account = faltan "on" y una cuenta después de "{ $word }"
core-no-account-after = falta una cuenta después de "on", "{ $word }" es un comando
core-account-names = los nombres son como "Binance_F", "paper" o "paper:NAME"
core-later = "{ $word }" es del lenguaje pero no de esta versión
core-not-to = "{ $word }" no es la palabra "to"
core-side-first = el lado va primero: "{ $line }"
core-entry-side = "{ $word }" es de entradas; después de "{ $command }" el lado nombra la posición
core-write-either = escribe "{ $first }" o "{ $second }"
core-of-what = ¿"{ $word }" de qué? el tamaño de una entrada va en la moneda base
core-not-a-size = "{ $word }" no es una cantidad
core-off-unsigned = "off" es una distancia sin signo; sl, tp y el lado dan la dirección
core-percent-alone = "{ $word }" solo no es un precio
core-not-a-price = "{ $word }" no es un precio
core-numbers-like = los números son como "0.01": como mucho 18 cifras a cada lado del punto
core-no-sign = los números no llevan signo
core-all-digits = escribe todas sus cifras
core-blank = falta un espacio después de "{ $word }"
core-not-a-number = "{ $word }" no es un número
core-unknown-word = palabra desconocida "{ $word }"
core-what-to-do = escribe qué hacer: "market long 0.01 sl off 2% tp off 5%"
core-command-missing = falta un comando al final
core-command-before = falta un comando antes de "{ $word }"
core-several-targets = escribe varios objetivos como "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"
core-not-a-clause = "{ $word }" es un nombre, no una cláusula
core-cancel-what = cancela all, entries, exits, sl, tp o tpN
core-off-after = escribe "sl off …" o "tp off …"
core-limit-is = una orden limit es "{ $line }"
core-without-blank = escribe "{ $word }" sin espacio
core-cannot-stand = "{ $word }" no puede ir aquí

# what heads many notices at once, after the chat platform was away
post-meanwhile = Mientras este chat no estaba disponible, desde { $since }:
post-aside = No se pudo mostrar aquí un mensaje sobre #{ $id } y se apartó.  /why { $id } cuenta lo que pasó.
chat-away = { $platform } no funciona: { $why }.  El trading continúa.
chat-back = { $platform } vuelve a funcionar.

# an exchange that does not answer; "lasted" is a length of time such as 10 min 5 s
notice-away = #{ $id } ⚠ el exchange no da ninguna respuesta legible sobre { $symbol } desde hace { $lasted }; el sl a { $price } sigue allí, y entretanto no se vigila nada más
notice-away-bare = #{ $id } ⚠⚠ SIN PROTECCIÓN: el exchange no da ninguna respuesta legible sobre { $symbol } desde hace { $lasted }, y allí no hay ningún sl para los { $quantity } que tienes
notice-away-partly = #{ $id } ⚠⚠ PROTECCIÓN PARCIAL: el exchange no da ninguna respuesta legible sobre { $symbol } desde hace { $lasted }; el sl a { $price } deja sin él { $bare } de { $quantity }
notice-away-entry = #{ $id } ⚠ el exchange no da ninguna respuesta legible sobre { $symbol } desde hace { $lasted }; una entrada que se ejecute entretanto tiene su sl a { $price }
notice-away-entry-bare = #{ $id } ⚠ el exchange no da ninguna respuesta legible sobre { $symbol } desde hace { $lasted }; una entrada que se ejecute entretanto no tendrá sl hasta que responda
notice-back = #{ $id } el exchange vuelve a responder tras { $lasted }; ahora viene lo que pasó entretanto
journal-away = el exchange no responde desde { $since }
journal-back = el exchange vuelve a responder

# what others did, or have resting, in a bracket's market
ticket-not-us = no nosotros
ticket-not-by-us = { $head }, y no por nosotros: no se sabe el resultado, { $fees } de comisiones
ticket-not-closed-by-us = { $earned }; sin contar: { $quantity } que no cerramos nosotros
ticket-not-entered-by-us = { $earned }; sin contar: { $quantity } que no abrimos nosotros
others-title = no es nuestro, no se toca
column-whose = de quién
column-id = n.º
column-seen = visto
others-ago = hace { $seconds } s
others-bot = de otro bot
others-person = de una persona
others-reduce-only = { $type }, reduce-only
others-limit = { $trigger }, límite { $price }
others-may-close-many = ⚠ { $count } órdenes que no son nuestras también pueden cerrarla; /orders las muestra
others-may-close = ⚠ no es nuestra y también puede cerrarla: { $side } { $quantity } { $type } a { $price }
not-counted = { $earned }, { $quantity } no por nosotros
core-market-both = indica la cuenta y el símbolo, como paper BTCUSDT
command-positions-account = de esta cuenta
command-orders-account = de esta cuenta
command-positions-symbol = en este mercado
command-orders-symbol = en este mercado

ticket-pnl = PyG { $pnl }
ticket-pnl-risk = PyG { $pnl }, en riesgo { $risk }
ticket-pnl-safe = PyG { $pnl }, al menos { $least } en el sl

command-link = un código de un solo uso para ser la misma persona en otra plataforma
linked =
    Envíame esto en la otra plataforma en un plazo de dos días y serás la misma persona en ambas:
    /start { $code }

notice-suspended = #{ $id } ⚠ su mercado no cotiza ahora: lo que está puesto se queda, y lo que falta se sigue intentando; si el mercado ha terminado para siempre, /forget { $id } suelta el bracket
notice-resumed = #{ $id } su mercado vuelve a cotizar
command-forget = deja de atender un bracket cuyo mercado ha terminado, tras un sí; no se envía nada
command-forget-bracket = el número de un bracket, como en su ticket
ask-forget =
    #{ $id } { $symbol } en { $account }: su mercado no cotiza. Lo último que se supo de allí:
    { $known }
    No se envía nada, y nada de esto se atiende más. Mira antes en el exchange: ¿no queda nada de ello allí? (y/N)
forget-position = posición: { $side } { $quantity } { $base }
forget-order = { $name }: { $side } { $amount }
forget-unsure = { $name }: { $side } { $amount } (enviada y nunca respondida)
forget-nothing = nada nuestro
forget-traded = #{ $id } cotiza; /close o /cancel lo termina. No se envió nada.
forget-resting = #{ $id }: su mercado está detenido y no terminado, y allí quedan órdenes nuestras; /cancel { $id } las quita primero. No se envió nada.
forget-unknown = #{ $id }: el exchange aún no ha dicho si su mercado ha terminado; prueba de nuevo en un momento. No se envió nada.
forget-changed = Lo que se sabe de #{ $id } ha cambiado entretanto; envía /forget { $id } otra vez. No se envió nada.
forget-way = Si su mercado ha terminado para siempre, /forget { $id } suelta el bracket.
notice-forgotten = #{ $id } ⚠ soltado: no se envió nada, y ya no se atiende nada; lo último que se supo de allí: { $quantity } { $base }
ticket-forgotten = #{ $id } soltado: { $side } { $symbol } en { $account }; lo último que se supo de allí: { $held } { $base }
notice-stopped = #{ $id } ⚠ un fallo del programa detuvo { $account }: quizá ya nadie lo vigila; lo que hay en el exchange se queda.  Mira allí y en el log, y luego reinicia el bot.
notice-account-stopped = ⚠ Un fallo del programa detuvo { $account }, que no acepta nuevas entradas.  Mira el log y luego reinicia el bot.
notice-taken = ⚠ Otro programa recoge los mensajes de este bot de { $platform }; quizá le robaron el token.  Sin nuevas entradas en { $accounts } hasta que un admin envíe /resume; lo que hay sigue protegido.  Detén ese programa o dale al bot un token nuevo.
notice-no-entries = ⚠ { $name } ha detenido { $account }: allí no hay nuevas entradas; lo que está abierto sigue protegido
notice-waits = ⚠ { $accounts } no responde ahora; tendrás respuesta en un cuarto de minuto
notice-entries = { $name } ha levantado la detención de { $account }: vuelven a aceptarse nuevas entradas
every-account = todas las cuentas
bracket-of = { $id } { $symbol } en { $account }
notice-cut-off = ✗ Me detuvieron antes de ejecutar «{ $line }», y no se envió nada de ello: { $why }
journal-listed = el mercado figura con los pasos precio { $tick }, tamaño { $lot }
journal-listed-halted = el mercado figura con los pasos precio { $tick }, tamaño { $lot }, y no cotiza

core-nothing-sent = no se envió nada
core-until = { $error }, hasta las { $time } UTC
core-clock-unknown = no se pudo comparar el reloj de esta máquina con el de { $account }
core-clock-ahead = el reloj de esta máquina va { $size } adelantado respecto a { $account }
core-clock-behind = el reloj de esta máquina va { $size } atrasado respecto a { $account }
core-clock-right = ponlo en hora y reinicia el bot
