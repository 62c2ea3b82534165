### Türkçe.  Fiyatlar ve miktarlar Smart Syntax biçiminde gelir; yazılan sözler (sl, tp1, market …) İngilizce kalır.

## Small words and how they are put together

nothing-was-sent = Hiçbir şey gönderilmedi.
listed = { $first }, { $more }
clauses = { $first }; { $more }
side-long = long
side-short = short
side-buy = alış
side-sell = satış
everything = tümü
amount-at = { $price } fiyatından { $quantity }
as-you-asked = senin istediğin gibi
machine = makinenin başındaki biri
somebody = başka biri
as-somebody-asked = { $name } istediği için
as-asked = istendiği gibi

## Who protects a position

protection = { $protection }: { $said }
protection-exchange-linked = sl ve hedefler borsada duruyor; biri dolunca borsa diğerini sonlandırır
protection-resting-stop = sl borsada duruyor; gerisini bu bot izliyor
protection-bot-only = borsada sl durmuyor: yalnızca bu bot izliyor ve bot kapalıyken hiçbir şey korumaz
protection-no-stop = sl yok; zararı hiçbir şey sınırlamıyor
protection-missing = ⚠ ama şu anda orada sl yok
protection-unknown = ⚠ sl'nin orada olup olmadığı henüz bilinmiyor: borsa yanıt vermedi
protection-last-known = ⚠ borsa yanıt vermiyor; en son { $price } fiyatındaki sl oradaydı
protection-entry-unknown = ⚠ girişin gerçekleşip gerçekleşmediği bilinmiyor: borsa yanıt vermedi ve orada olduğu bilinen bir sl yok

## Notices: what happened to an order or a bracket

notice-filled =
    { $side ->
        [buy] #{ $id } { $name }: { $amount } alındı
       *[sell] #{ $id } { $name }: { $amount } satıldı
    }
notice-filled-partly =
    { $side ->
        [buy] #{ $id } { $name }: { $amount } alındı, kalan { $left }
       *[sell] #{ $id } { $name }: { $amount } satıldı, kalan { $left }
    }
notice-in-parts = { $said } ({ $parts })
notice-placed = #{ $id } { $name } verildi: { $side } { $amount }
notice-changed = #{ $id } { $name } değişti: { $side } { $amount }
notice-stop-moved = #{ $id } sl { $price } fiyatına taşındı
notice-stop-moved-from = #{ $id } sl { $was } fiyatından { $price } fiyatına taşındı
notice-canceled = #{ $id } { $name } iptal edildi
notice-canceled-why = #{ $id } { $name } iptal edildi: { $why }
notice-refused = #{ $id } ✗ { $name } reddedildi
notice-refused-why = #{ $id } ✗ { $name } reddedildi: { $why }
notice-closed = #{ $id } kapandı
notice-closing = #{ $id } her şey kapatılıyor: { $why }
notice-unprotected = #{ $id } ⚠ pozisyon sl olmadan duruyor
notice-protected = #{ $id } pozisyon yeniden korunuyor
notice-dust = #{ $id } ⚠ { $quantity } { $base } borsanın tek emirde kabul ettiğinden az: korumasız kaldı, elle kapatmak sana kalıyor
notice-outside = #{ $id } ⚠ pozisyon { $quantity } değişti, ama bizim bir emrimizle değil
notice-overfilled = #{ $id } ⚠ çıkışlar var olandan { $quantity } fazla doldu
notice-halted = #{ $id } ⚠ bunun için artık bir şey gönderilmiyor: { $why }

## Tickets

ticket-stop-moving = sl { $price } fiyatına taşınıyor; orada olduğu bilinen { $was } fiyatındaki
ticket-waits = #{ $id } girişi bekliyor: { $side } { $symbol }, hesap { $account }
ticket-open = #{ $id } { $side } { $quantity } { $symbol }, hesap { $account }, giriş { $entry }
ticket-unknown = #{ $id } { $side } { $quantity } { $symbol }, hesap { $account }, giriş bilinmiyor
ticket-now = { $head }, şimdi { $price }
ticket-closing = { $head }, kapatılıyor: { $why }
ticket-halted = { $head }, durduruldu: { $why }
ticket-moved = #{ $id } artık daha aşağıda gösteriliyor; oradan devam et.
ticket-row = { $filled }/{ $total }, fiyat { $price }
ticket-row-away = { $filled }/{ $total }, fiyat { $price } ({ $away })
ticket-closed = #{ $id } kapandı: { $side } { $symbol }, hesap { $account }
ticket-unfilled = { $head }, giriş dolmadı
ticket-untold = { $head }, giriş bilinmiyor: kazancı söylenemez, { $fees } komisyon
ticket-earned = { $head }, { $fees } komisyondan sonra sonuç { $earned }

## What goes on once the bot is off

after = #{ $id } { $symbol }, hesap { $account }: { $said }
after-waiting = henüz pozisyon yok
after-flat = pozisyon yok, son emirleri kapatılıyor
after-unsent = ⚠ sl ancak bu bot yeniden çalışınca gönderilir
after-open = { $side } { $quantity } açık kalıyor
after-unprotected = ⚠ bu bot kapalıyken onu hiçbir şey korumaz
after-protected = { $side } { $quantity } açık kalıyor, borsadaki sl koruyor ({ $protection })
after-resting = borsada duranlar: { $orders }
after-order = { $name }: { $price }
after-pair = { $name }: { $price }, sl ile bağlı: { $stop }
not-watched = #{ $id } { $symbol }, hesap { $account } İZLENMİYOR: { $error }; borsada duranlar kalır
start-trouble = UYARI: { $accounts } şu anda kullanılamıyor: { $why }
start-withdraws = UYARI: { $account } anahtarı para çekebiliyor, bu yüzden orada yeni giriş yapılmaz; bu yetkiyi borsada kaldır, sonra çalıştır: bracketeer account test { $account }
start-working = Kullanılabilen hesaplar: { $accounts }
start-again = { $accounts } artık kullanılabiliyor
serving-alone = hizmette: açık olanı korur, satır almaz; SIGTERM ya da ctrl-C ile durur, sonra `bracketeer` aynı deftere yazar
serving-listening = hizmette: açık olanı korur, dinlediği yerler: { $chats }; SIGTERM ya da ctrl-C ile durur
serving-deaf = hizmette: açık olanı korur, henüz bağlı sohbet yok; SIGTERM ya da ctrl-C ile durur
served = { $seconds } s hizmet verdi
start-recorded = { $file } şunların fiyatı olarak oynatılıyor: { $symbols }
start-telegram-posts = Telegram: gönderdiği adres { $url }
start-telegram-fetched = Telegram: mesajlar çekiliyor
start-discord-slash = Discord: eğik çizgi komutları
start-discord-plain = Discord: eğik çizgi komutları ve düz satırlar
start-owner = bu botun henüz sahibi yok; bir saat içinde ona özel sohbette gönder: /start { $code }
start-health = durum: { $url }

## What happened to a bracket, step by step

journal-price = { $said }  (fiyat { $price })
journal-opened = planlandı, ilk emirlere karar verildi
journal-joined-entry = bir satır daha eklendi: başka bir giriş
journal-joined-exits = bir satır daha eklendi: başka çıkışlar
journal-missed = { $name } borsada bulunamadı
journal-held = borsadaki miktar { $quantity }
journal-typed = yazılan: { $line }
journal-typed-by = { $name } yazdı: { $line }
journal-typed-once = yazıldı: { $line }
journal-report = { $name }: { $status }
journal-filled = { $said }, { $price } fiyatından { $quantity } doldu
journal-triggered = { $said }, tetiklendi
journal-why = { $said }: { $why }
status-pending-new = yolda
status-new = açık
status-filled = doldu
status-canceled = iptal edildi
status-expired = süresi doldu
status-rejected = reddedildi
status-never = ulaşmadı

## What a line would do

explained = { $symbol }, hesap { $account }: { $side } { $quantity } { $base }
explained-market = { $side } { $quantity } piyasadan, şimdi { $price } ({ $worth })
explained-limit = { $side } { $quantity }, { $price } veya daha iyisi ({ $worth })
explained-at-once = { $side } { $quantity }, hemen { $price } veya daha iyisi, şimdi { $now } ({ $worth })
explained-exit-market = { $side } { $quantity } piyasadan
explained-exit-at = { $side } { $quantity }, fiyat { $price } (girişten { $away })
explained-exit-once = { $side } { $quantity }, fiyat { $price } olunca (girişten { $away })
explained-at-risk = risk
explained-at-least = en az
explained-reward = getiri
explained-ratio = oran
explained-fees = komisyon
explained-protection = koruma
explained-note = not
explained-refused = reddedilirdi: { $why }
explained-loss = { $amount }, tüm çıkışlar sl fiyatındaysa
explained-loss-only = { $amount }, tüm çıkışlar sl fiyatındaysa; hedef yok
explained-gain = { $amount } kazanç, tüm çıkışlar sl fiyatındaysa
explained-gain-only = { $amount } kazanç, tüm çıkışlar sl fiyatındaysa; hedef yok
explained-reached = { $amount }, tüm hedeflere ulaşılırsa
explained-reached-rest = { $amount }, tüm hedeflere ulaşılır ve kalan { $share } sl fiyatında biterse
explained-reached-even = { $amount }, tüm hedeflere ulaşılır ve kalan { $share } o sırada { $price } olan sl fiyatında biterse
explained-each = her birim riske { $ratio } getiri
explained-rates = { $maker } maker ve { $taker } taker
explained-rates-counted = { $maker } maker ve { $taker } taker; yukarıda sayıldı

## What a replay came to, and the demo

played-ambiguous = { $said } (mum hem sl'yi hem bir hedefi içeriyordu)
played-row = satır { $row }
played-closed = kapandı
played-refused = reddedildi
played-open = 
    { $orders ->
        [one] hâlâ açık: { $position } pozisyon ve { $orders } bekleyen emir
       *[other] hâlâ açık: { $position } pozisyon ve { $orders } bekleyen emir
    }
played-average = ortalama giriş
played-result = sonuç
played-fills = gerçekleşmeler
played-earned = { $earned }, { $fees } komisyondan sonra
played-unknown = bilinmiyor, { $fees } komisyondan sonra
played-uncovered = { $count }; tamamı için sl olmadan { $ms } ms
played-bare = { $count }; tamamı için sl olmadan { $ms } ms, sonunda da yok
played-overfilled = çıkışlar pozisyondan { $quantity } fazla işlem yaptı
demo-opening = Bir kâğıt hesapta aynı anda yazılan üç satır; fiyatlar yapay yürüyüştür.
demo-bracket = bir bracket: bir stop, bir hedef
demo-ladder = kazancını koruyan bir merdiven
demo-trail = fiyatı izleyen bir stop

## `bracketeer account`, on the machine itself

account-none = henüz hesap yok; bkz. bracketeer account add --help
account-column-account = hesap
account-column-exchange = borsa
account-column-market = piyasa
account-column-net = ağ
account-column-key = anahtar
account-column-may = yetki
account-net-live = gerçek
account-net-testnet = test ağı
account-market-spot = spot piyasa
account-market-swap = vadeli
account-kept = { $account } saklandı: { $may }
account-not-checked = denetlenmedi: { $why }
account-answers = { $account } yanıt veriyor
account-balance = bakiye: { $held }
account-balance-none = bakiye: karşıt para biriminde bir şey yok
account-clock-untold = saat: borsa saat bildirmiyor
account-clock-ahead = saat: borsadan { $seconds } s ileride
account-clock-behind = saat: borsadan { $seconds } s geride
account-clock-wrong = { $clock }; bu makinenin saatini ayarla, yoksa istekleri reddedilir
account-key = anahtar: { $may }
account-forgot = { $account } unutuldu; başka bir şey kullanmıyorsa anahtarı borsada da sil
account-forget = { $account } anahtarı unutulsun mu? (e/H)
account-rotated = 
    { $count ->
        [one] { $count } hesap artık bununla şifreli: { $origin }
       *[other] { $count } hesap artık bununla şifreli: { $origin }
    }
account-rotated-file = { $rotated }; BRACKETEER_KEY_FILE={ $path } olarak ayarla, BRACKETEER_KEY'i kaldır, bir kopyasını başka yerde sakla ve bot çalışıyorsa yeniden başlat
account-rotated-passphrase = { $rotated }; BRACKETEER_KEY_FILE ve BRACKETEER_KEY'i kaldır, bot çalışıyorsa yeniden başlat
account-may-untold = borsa neye yetkili olduğunu söylemiyor
account-trade-yes = işlem yapabilir
account-trade-no = işlem yapamaz
account-trade-untold = işlem yetkisi bildirilmedi
account-withdraw-yes = PARA ÇEKEBİLİR
account-withdraw-no = para çekemez
account-withdraw-untold = para çekme yetkisi bildirilmedi
account-bound-yes = adreslere bağlı
account-bound-no = her yerden kullanılabilir
account-bound-untold = adresler bildirilmedi
account-unasked = anahtarın yetkisi borsaya sorulmadı; sormak için: bracketeer account test { $account }
account-warning = UYARI: { $what }
account-warn-trade = uyarı: { $account } anahtarı burada işlem yapamaz, bu yüzden her emir reddedilir
account-warn-withdraw = uyarı: { $account } anahtarının para çekemediğinden kendin emin ol
account-warn-address = uyarı: { $account } anahtarını borsada bu makinenin adresine bağla
account-exists = { $account } hesabı zaten var; önce onu kaldır, hiçbir şey saklanmadı
account-brackets = { $account } üzerinde açık bracket var ({ $brackets }); önce kapat ya da iptal et, hiçbir şey kaldırılmadı
account-mighty = { $account } anahtarı para çekebiliyor; hiçbir şey saklanmadı: yalnızca okuyup işlem yapabilen bir anahtar oluştur
account-mighty-kept = { $account } anahtarı para çekebiliyor; yalnızca okuyup işlem yapabilen biriyle değiştir
account-consent = { $consent }; bunu kabul ediyorsan: bracketeer account add { $account } --accept
account-on-paper = { $account } kâğıt üzerindedir, anahtar gerekmez
account-no-exchange = { $name } diye bir borsa yok: adlar Binance_F, OKX, ByBit_F:second gibidir
account-nearest = { $name } diye bir borsa yok; { $nearest } mi?
account-no-name = { $name } bir hesap adı değil: adlar Binance_F, OKX, ByBit_F:second gibidir
account-unremoved = hiçbir şey kaldırılmadı
prompt-api-key = API anahtarı
prompt-secret = gizli anahtar (secret)
prompt-password = anahtarın parolası
prompt-of = { $account } için { $word }:
prompt-no-variable = ortamda { $variable } yok; hiçbir şey saklanmadı
prompt-no-word = eksik: { $word }; hiçbir şey saklanmadı
prompt-no-line = eksik: { $word } (stdin'de satır { $line } / { $lines }); hiçbir şey saklanmadı
prompt-not-kept = { $error }; hiçbir şey saklanmadı
prompt-vault = Kasanın parolası:
prompt-vault-new = Kasanın yeni parolası:
prompt-again = Bir kez daha:
prompt-differ = iki parola farklı; hiçbir şey değiştirilmedi
prompt-nobody = burada kimseye sorulamıyor ve hiçbir şey yapılmadı; devam için --yes
prompt-shown = burada yazılan gizlenemez, bu yüzden bir şey sorulmadı; bir terminal kullan

## `bracketeer people`, on the machine itself

people-none = henüz kimse bilinmiyor; bkz. bracketeer people add --help ya da people invite
people-each-account = her hesap
people-all-accounts = tüm hesaplar
people-place = { $place } şunun için: { $accounts }
people-place-none = { $place } hiçbir hesap için değil
people-halted = { $time } UTC'den beri yeni giriş yok: { $account }; durduran: { $by }
people-halted-why = { $halted }: { $why }
people-machine = makine
people-nothing = hiçbir şey yapamaz
people-role = { $account }: { $role }
people-no-owner = şu anda kimse tüm hesapların admin'i değil; bot başlarken bunun için bir kod yazar
people-invited = 
    { $hours ->
        [one] bota ilk /start { $code } gönderen şu yetkiyi alır: { $role }; bir kez, { $hours } saat geçerli
       *[other] bota ilk /start { $code } gönderen şu yetkiyi alır: { $role }; bir kez, { $hours } saat geçerli
    }

## Commands: what each is for (chat platforms show 100 characters of it), and its parts

command-trade = bir Smart Syntax satırını uygula
command-trade-line = ne yapılacak: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-explain = bir satır şimdi ne verirdi; hiçbir şey gönderilmez
command-explain-line = satır: BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-brackets = her açık bracket için ticket
command-positions = ne tutuluyor ve onu ne koruyor; bir piyasa yazılırsa orada başka ne tutulduğu da
command-orders = çalışan bütün emirler; bir piyasa yazılırsa orada başka ne durduğu da
command-close = pozisyondan piyasa fiyatıyla çık, hepsi ya da bir kısmı (0.01, 50%p)
command-close-bracket = ticket üzerindeki bracket numarası
command-close-quantity = ne kadar: all, bir miktar (0.01) ya da bir pay (50%p)
command-cancel = emirlerden vazgeç (all, entries, exits, sl, tp, tp2); pozisyon kalır
command-cancel-bracket = ticket üzerindeki bracket numarası
command-cancel-what = hangi emirler: all, entries, exits, sl, tp ya da tpN
command-be = stop emrini komisyonlar dahil giriş fiyatına taşı
command-be-bracket = ticket üzerindeki bracket numarası
command-sl = stop emrini bir fiyata taşı (58000, off 2%, e-1%) ya da ilkini koy
command-sl-bracket = ticket üzerindeki bracket numarası
command-sl-price = nereye: 58000, şimdiki fiyattan off 2%, girişten e-1%
command-tp = bir hedefi (örneğin tp2) bir fiyata taşı (63000, off 5%, e+2%) ya da ilkini koy
command-tp-bracket = ticket üzerindeki bracket numarası
command-tp-price = nereye: 63000, şimdiki fiyattan off 5%, girişten e+2%
command-tp-which = birden çoksa hangi hedef: tp1, tp2 ve devamı
command-trail = stop en iyi fiyatı yüzde olarak bir mesafeden izlesin
command-trail-bracket = ticket üzerindeki bracket numarası
command-trail-percent = en iyi fiyatın ne kadar gerisinde, yüzde: 2
command-why = bir bracket ile ne oldu, adım adım
command-why-bracket = açık ya da kapalı bir bracket numarası
command-price = son fiyat
command-price-symbol = bir piyasa, örneğin BTCUSDT
command-price-account = borsasına sorulacak hesap
command-balance = bir hesabın değeri ve bunun ne kadarı boşta
command-balance-account = bir hesap; yazılmazsa çalışanlar
command-history = en son kapanan bracketler ve kazançları
command-accounts = burada kullanılabilen hesaplar ve hangi rolle
command-doctor = her hesabın ve her açık bracketin durumu
command-halt = bir hesapta ya da burada yetkili olunan hepsinde yeni giriş yok; koruma sürer
command-halt-account = bir hesap; yazılmazsa hepsi
command-halt-why = sonradan soran olursa diye nedeni
command-resume = bir hesapta ya da durdurulan her yerde yeniden giriş kabul et
command-resume-account = durdurulan hesap; yazılmazsa hepsinin durdurulması
command-flatten = yetkili olunan bütün bracketleri onaydan sonra kapat
command-flatten-account = yalnızca bir hesabın olanları
command-settings = kendi ayarların; /settings confirm always|live|above 500|never [HESAP]
command-settings-name = hangisi: confirm, above, lang ya da tz
command-settings-value = yeni değeri
command-lang = yanıtların dili; /lang auto uygulamanın dilini izler
command-lang-language = kodu: en, de, es, tr, zh ya da auto
command-tz = gösterilen saatlerin dilimi, örneğin Europe/Istanbul
command-tz-zone = saat dilimi veri tabanından bir şehir, örneğin Europe/Istanbul
command-bind = bu grubu hesaplara bağla: burada yalnızca onlar görülür ve işlem görür; /bind none kaldırır
command-bind-accounts = hesap adları ya da none
command-invite = birini bir hesapta ya da hepsinde viewer, trader ya da admin yapan tek kullanımlık kod
command-invite-role = viewer, trader ya da admin
command-invite-account = bir hesap; yazılmazsa hepsi
command-people = hesaplarında kim ne yapabilir; /people confirm always|above 500|off [HESAP]
command-people-name = değişecek olan: confirm, herkese ne zaman önce sorulacağı
command-people-value = always, above 500 ya da off, ve bir hesap
command-start = merhaba de ya da tek kullanımlık bir kod kullan
command-start-code = verilen kod
command-help = bu liste
command-quit = çık; hiçbir şey kapatılmaz

## What commands answer

help = Bir Smart Syntax satırı yaz, örneğin:
help-numbers = Bir bracket numarasını hep korur ve hiçbir numara iki kez kullanılmaz; bu yüzden bazıları eksiktir.
usage = Kullanım: { $usage }: { $help }
one-command = Lütfen her mesajda tek komut: hiçbir şey yapılmadı.
no-command = /{ $name } diye bir komut yok; /help komutları listeler.
no-command-near = /{ $name } diye bir komut yok; /{ $near } mi?
console-welcome = Bracketeer, kâğıt üzerinde.  /help ne yazılabileceğini gösterir, ctrl-D çıkar; çıkınca hiçbir şey kapatılmaz.
console-no-bracket = açık bracket yok
welcome = Hoş geldin.  /help neyi anladığımı, /accounts neyi kullanabileceğini söyler.
all = tümü
note = not: { $note }
not-answered-yet = ⚠ #{ $id }: borsa henüz yanıt vermedi. Kapatan veya koruyan emirler saklanır ve yanıt gelene kadar yeniden gönderilir; giriş yalnızca bir dakika boyunca.
unknown-entry = giriş bilinmiyor
bracket-briefly = #{ $id } { $side } { $quantity } { $symbol }, hesap { $account }
more-brackets =
    { $count ->
        [one] … bir tane daha: { $brackets }
       *[other] … { $count } tane daha: { $brackets }
    }
more-lines =
    { $count ->
        [one] … bir satır daha, bkz. /brackets
       *[other] … { $count } satır daha, bkz. /brackets
    }
no-brackets = Açık bracket yok.
nothing-held = Tutulan pozisyon yok.
no-orders = Bizim çalışan emrimiz yok.
nothing-closed = Henüz hiçbir şey kapanmadı.
nothing-open = Açık bir şey yok.
nothing-connected = Açık ya da bağlı bir şey yok.
nothing-to-flatten = Kapatılabilecek açık bracket yok.
no-price-yet = { $symbol } için henüz fiyat yok.
no-accounts = Burada kullanılabilen bir hesap yok.
nobody-else = Senden başka kimse yok.
halted = Durduruldu: { $account } için yeni giriş yok.  Duranlar korunmaya devam eder; /resume bunu bitirir.
halted-anywhere = Durduruldu: hiçbir hesapta yeni giriş yok.  Duranlar korunmaya devam eder; /resume bunu bitirir.
halted-because = Neden: { $why }
resumed = Yeniden giriş alınıyor.
resumed-but = Tüm hesapların durdurulması da /resume ile kaldırılınca orada yeniden giriş kabul edilir.
bound = Bu sohbet şu hesaplara bağlı: { $accounts }.
unbound = Bu sohbet hiçbir hesaba bağlı değil.
invited = Bir kişi için, bir kez, iki gün içinde, { $account } hesabında { $role } olarak:
invited-all = Bir kişi için, bir kez, iki gün içinde, bütün hesaplarda { $role } olarak:
follows-app = uygulamanın dilini izler
not-set = ayarlanmadı
limit-order = emir başına en çok { $limit } USD
limit-day = günde en çok { $limit } USD
limit-symbols = yalnızca { $limit }
limit-leverage = kaldıraç en çok { $limit }
limit-asked = emirlerden önce sorulur: { $when }
asked-always = her zaman
asked-above = { $limit } USD üzerinde
asked-never = hiçbir zaman
demanded-of-you = senden istenen
demanded-on = { $account } hesabında istenen
limits-of-you = sınırların
limits-on = { $account } için sınırlar
limit-none = sınır yok
limit-each = her hesap
title-positions = pozisyonlar
title-orders = emirler
title-balances = bakiyeler
title-accounts = hesaplar
title-closed = kapanan bracketler
title-doctor = durum
title-settings = ayarlar
title-people = kişiler
column-account = hesap
column-symbol = sembol
column-side = yön
column-size = miktar
column-entry = giriş
column-protection = koruma
column-name = ad
column-type = tür
column-left = kalan
column-at = fiyat
column-status = durum
column-equity = özkaynak
column-free = boşta
column-coins = boştaki coinler
column-you-are = rol
column-now = şimdi
column-earned = sonuç
column-fees = komisyon
column-what = ne
column-value = değer
column-role = rol
column-limits = sınırlar

## Questions and their buttons

words-yes = e, evet
words-no = h, hayır, hayir
ask-again = Aynı satır { $seconds } s önce uygulandı.  Yine mi? (e/H)
same-line = Aynı satır { $seconds } s önce uygulandı.
ask-adopt = Devralınsın mı? (e/H)
ask-replace = Değiştirilsin mi? (e/H)
ask-carry-out = Uygulansın mı? (e/H)
ask-unanswered = Soruldu ama yanıtlanmadı, bu yüzden hiçbir şey gönderilmedi.  Yanıt bir sonraki satırdır: { $yes }
ask-sure = GERÇEK PARA.  Emin misin? (e/H)
ask-flatten =
    { $count ->
        [one] Bir bracket piyasadan kapatılacak: { $brackets }.  Emin misin? (e/H)
       *[other] { $count } bracket piyasadan kapatılacak: { $brackets }.  Emin misin? (e/H)
    }
ask-resting =
    { $count ->
        [one] Bir giriş emri hâlâ duruyor ve gerçekleşebilir: { $entries }.  O da geri çekilsin mi? (e/H)
       *[other] { $count } giriş emri hâlâ duruyor ve gerçekleşebilir: { $entries }.  Onlar da geri çekilsin mi? (e/H)
    }
not-sure-of-one = ✗ #{ $id } { $symbol } · { $account }: ne olduğunu bilmiyorum: { $why }; /brackets ile bak
real-money = { $account }: GERÇEK PARA
forwarded = İletilen bir mesaj yalnızca taslaktır.  Bu mesaj { $age } önce yazıldı.
forwarded-stale = Bu { $age } önce yazıldı; ona göre işlem yapmak için çok eski, hiçbir şey gönderilmedi.  Hâlâ istiyorsan kendin yaz.
on-paper = Kâğıt üzerinde: { $line }
carried-out-before = Bu daha önce uygulandı: { $what }
answered-already = Bu zaten yanıtlandı, yerini daha sonraki bir soru aldı ya da üzerinden çok zaman geçti; satırı yeniden gönder.
edited = Düzenlenmiş bir mesaj hiç uygulanmaz.  İlk yazıldığı haliyle uygulandıysa o geçerlidir; bir şeyi yeniden göndermeden önce /brackets listesine bak.
burned = Bu bir API anahtarına benziyor.  Silebildiğim yerde sildim, ama başkaları görmüş olabilir: artık güvenli değil.  Borsada hemen iptal et ve yenisini makinenin kendisinde ekle: bracketeer account add NAME
tap-foreign = Bu düğme benim değil ya da başka bir sohbetten.
tap-another = Bu düğme başkasının.
too-many = Bir seferde çok fazla geldi ve dinlenmedi.  Biraz bekle.
tap-expired = Bu düğmenin süresi doldu; /brackets yenilerini gösterir.
discord-trade-message = Bu mesajla işlem yap
discord-too-late = Bu, burada yanıtlanamayacak kadar geç geldi ve hiçbir şey gönderilmedi.  Yeniden gönder.
discord-broke = Bu, sonuna varmadan bozuldu; nedeni günlükte.  Yeniden göndermeden önce /brackets listesine bak.
discord-closed = Sana özelden yazamıyorum ve yanıt yalnızca senin için.  Bu sunucudan gelen doğrudan mesajlara izin ver ve yeniden sor.
discord-unread = Bot yokken buraya yazılanlar okunamadı ve hiçbiri yapılmadı.  /brackets çıktısına bak ve hâlâ geçerli olanı yeniden gönder.
tap-away = Ben yokken basıldı, bu yüzden şimdi uygulanmıyor; hâlâ istiyorsan yeniden bas.
tap-cut-off = Bu basış daha bitmeden durduruldum, bu yüzden belki de uygulandı; yeniden basmadan önce /brackets listesine bak.
tap-changed = O zamandan beri değişti; hiçbir şey gönderilmedi.  Şimdiki hali:
button-confirm = Onayla
button-decline = Vazgeç
button-why = Neden
button-cancel = İptal et
button-move-stop = SL taşı
button-new-stop = Yeni stop: bir fiyat, off 2% ya da e-1%
button-breakeven = Başabaşa çek
button-close-half = %50 kapat
button-close = Kapat

## What forbids something.  Said in English and told again, as what core says is

denied-unknown = seni tanımıyorum; bu botu çalıştırandan bir kod iste ve /start KOD gönder
denied-anonymous = anonim bir mesajın sorumlusu olmaz; kendi adınla yaz
denied-role = bunu yalnızca { $role } yapabilir
denied-role-on = bunu { $account } hesabında yalnızca { $role } yapabilir
denied-unbound = bu sohbet hiçbir hesaba bağlı değil; bir admin /bind HESAP ile bağlar
denied-place = bu sohbette olmaz
denied-place-account = bu sohbetin konusu { $account } değil; bana özelden yaz
denied-private = yalnızca benimle özel sohbette
denied-halted = yeni giriş yok: durduruldu; /resume bunu bitirir
denied-halted-on = { $account } hesabında yeni giriş yok: durduruldu; /resume bunu bitirir
denied-halted-why = yeni giriş yok: durduruldu ({ $why }); /resume bunu bitirir
denied-halted-why-on = { $account } hesabında yeni giriş yok: durduruldu ({ $why }); /resume bunu bitirir
denied-order = tek emirde { $value }, { $whose } olan { $limit } değerini aşıyor
denied-day = bir günde { $value }, { $whose } olan { $limit } değerini aşıyor
denied-left = bugün { $limit } kaldı
denied-symbol = { $symbol } izinli semboller arasında değil ({ $whose })
denied-leverage = { $value } kaldıraç, { $whose } olan { $limit } değerini aşıyor
denied-quote = { $symbol } dolarla hesaplanmıyor, bu yüzden şu sınır uygulanamaz: { $whose }
denied-made = bot başlayalı { $limit } paper hesabı açtın, bir kişi için en çok bu kadar; onlardan birini kullan
state-your-limit = senin sınırın
state-limit-of = { $what } için sınır
state-the-account = bu hesap
state-unknown-amount = bilinmeyen bir tutar
refused-no-bracket = #{ $id } diye bir bracket yok
refused-closed-already = #{ $id } zaten kapandı
refused-open-ones = açık olanlar: { $brackets }
refused-none-open = açık olan yok
refused-not-traded-there = { $symbol } orada işlem görmüyor
refused-moved = { $symbol } bu arada { $before } fiyatından { $price } fiyatına gitti
refused-another = { $account } hesabında { $symbol } artık gösterildiği gibi değil
refused-riskier = { $account } hesabında { $symbol } şimdi { $least } değil { $most } riske atardı
refused-changed = #{ $id } sana sorulduğundan beri değişti
refused-agreed = kabul edilen fiyat artık bilinmiyor
refused-not-halted = o durdurulmamış; durdurulan: { $what }
state-nothing = hiçbiri
refused-private = bu özel bir sohbet; grupta gönder
refused-no-role = { $role } diye bir rol yok; roller: { $roles }
refused-codes = kodlar sohbetler içindir
refused-code = bu kod geçerli değil ya da artık değil
refused-no-people = bunun için kişilerin kaydı gerekir; onu `bracketeer` ve `bracketeer serve` tutar
refused-for-chats = bu sohbetler içindir
refused-environment = bu sohbetler içindir; burada ortam değişkenleri belirler
refused-confirm = confirm şunlardan biri: { $words }
refused-confirm-one = confirm bir hesap alır, hepsi için hiç
refused-settings = olanlar: confirm, above, lang ve tz
refused-amount = bir para tutarı, örneğin 500
refused-zone = { $name } diye bir saat dilimi yok; biri Europe/Berlin
refused-language = { $name } henüz yok; olanlar: { $names }
refused-where-to = nereye?  /sl { $id } FİYAT, örneğin /sl { $same } off 2%
refused-not-asked = borsaya şu anda sorulamıyor: { $error }
refused-no-account = burada kullanılabilen bir hesap yok
refused-untraded = { $account } hesabında işlem yapılamaz
state-not-connected = henüz bağlı değil
state-stopped = bir program hatası durdurdu, günlüğe bak
state-another = üzerinde başka bir Bracketeer çalışıyor
state-connected = bağlı
state-unreadable = bağlı, ama kayıt defteri şu anda okunamıyor
state-key-withdraws = anahtarı para çekebiliyor, bu yüzden orada yalnızca kapatılır ve korunur
state-unusable = şu anda kullanılamıyor, yeniden yeniden soruluyor
state-key-refused = { $exchange } anahtarı reddediyor
state-key-refused-said = { $exchange } anahtarı reddediyor ({ $words })
state-key-unasked = { $exchange } bu anahtarın sormasına izin vermiyor
state-key-unasked-said = { $exchange } bu anahtarın sormasına izin vermiyor ({ $words })
state-key-meaningless = { $exchange } burada anlamsız bir yanıt verdi
state-key-meaningless-said = { $exchange } burada anlamsız bir yanıt verdi ({ $words })
state-key-set-clock = saati ayarla
state-key-set-clock-said = saati ayarla ({ $words })
state-key-wait = birkaç dakika bekle
state-key-wait-said = birkaç dakika bekle ({ $words })
state-key-clock = { $exchange } bu makinenin saatini kabul etmiyor
state-key-often = { $exchange } buradan çok sık soruluyor
state-key-away = { $exchange } erişilemiyor: { $value }
state-key-undocumented = { $exchange } belgelerinde olmayan bir yanıt verdi ({ $name })
state-key-form = bu bir { $exchange } anahtarı değil: gizli anahtar onun biçiminde değil
state-nothing-kept = hiçbir şey saklanmadı
state-nothing-kept-unchecked = hiçbir şey saklanmadı (--unchecked anahtarı yine de saklar)
state-nothing-decrypted = hiçbir şeyin şifresi çözülmedi
state-no-answer = { $seconds } s içinde yanıt yok
state-vault-none = { $account } diye bir hesap yok
state-vault-see = bkz. bracketeer account list
state-vault-wrong = { $what } saklanan hesapları açmıyor
state-vault-one = { $what } { $account } hesabını açmıyor: yanlış anahtar, ya da { $name } veritabanında değiştirilmiş
state-vault-changed = { $account } veritabanında değiştirilmiş
state-vault-no-key = hesapların anahtarı yok: BRACKETEER_KEY_FILE ya da BRACKETEER_KEY ayarla, ya da parola sorulması için bunu bir terminalde çalıştır
state-vault-bad-key = { $what } bir anahtar değil: { $bytes } bayt ya da onların base64'ü olmalı
state-vault-unread = { $path } anahtar dosyası okunamıyor: { $why }
state-vault-unwritten = { $path } anahtar dosyası yazılamıyor: { $why }
state-vault-no-file = { $path } anahtar dosyası bir dosya değil
state-vault-open = { $path } anahtar dosyası başkalarına açık (mod { $mode })
state-vault-chmod = çalıştır: chmod 600 { $path }
state-vault-checkout = { $path } anahtar dosyası bir git dizininde duruyor
state-vault-move = onu oradan çıkar, yoksa bir gün yayımlanır
state-vault-short = { $count } işaretten kısa bir parola hiçbir şeyi korumaz
state-vault-longer = daha uzununu seç
state-vault-file = { $path } anahtar dosyası
state-vault-credential = systemd kimliği { $name }
state-vault-passphrase = parola
state-elsewhere = { $exchange }: emirler ve onları imzalayan anahtarlar { $whose } yerine { $where } adresine gidiyor (BRACKETEER_HOSTS)
state-own-hosts = kendi sunucuları
state-no-connection = bağlantı yok
state-check-network = ağı denetle
state-no-proxy = proxy üzerinden bağlantı yok
state-no-proxy-there = { $proxy } proxy'si üzerinden bağlantı yok
state-check-proxies = BRACKETEER_PROXIES ayarını denetle
state-late = zamanında yanıt yok
state-maintenance = bakımda
state-broke-off = yanıttan önce bağlantı koptu
state-no-person = { $whom } bir kişi değil: telegram:42 ya da discord:42 yaz, kullanıcının adını değil numarasını
state-no-chat = { $word } bir sohbet değil: telegram:-1001234 ya da discord:42 yaz, adını değil numarasını
state-no-role = { $word } bir rol değil: viewer, trader, admin
state-no-symbol = { $word } bir sembol değil: BTC, BTC/USDT ya da */USDT yaz
state-off-for-all = hepsi için off
state-prices-stopped = şimdilik canlı fiyat yok: { $value }
state-prices-back = canlı fiyatlar geri geldi
state-prices-invented = onun yerine yapay yürüyüş kullanılıyor: bu fiyatlar uydurma
state-prices-unanswered = { $exchange }: yanıt yok ({ $name })
state-prices-missing = { $exchange }: { $symbol } fiyatı yok
state-nobody = { $whom } tanınmıyor
state-add-first = önce: bracketeer people add { $whom }
state-nothing-changed = hiçbir şey değiştirilmedi
state-granted-nothing = { $whom } için verilmiş bir yetki yok
state-granted-nothing-on = { $whom } için tam olarak { $account } üzerinde verilmiş bir yetki yok
state-about-nothing = { $place } zaten hiçbir hesap için değildi
state-unreachable = şu anda ulaşılamıyor
state-unread = şu anda okunamıyor: { $symbols }
state-first-look = ilk kez kontrol ediliyor
state-not-watched = İZLENMİYOR: { $error }
state-halted-by-why = { $time } UTC'den beri { $name } tarafından durduruldu: { $why }
state-halted-by = { $time } UTC'den beri { $name } tarafından durduruldu
state-nothing-sent = artık bir şey gönderilmiyor: { $error }
state-without-stop = pozisyon sl olmadan duruyor
state-no-stop = sl yok; zararı hiçbir şey sınırlamıyor
state-waits-exchange = borsayı bekliyor
state-waits-entry = girişi bekliyor
state-aside = gösterilemediği için bir kenara ayrılan: { $count }; günlüğe bak
state-connecting = ilk kez bağlanıyor
state-telegram-token = Telegram botun token'ını tanımıyor: @BotFather'dan ayarlara yeniden kopyala
state-telegram-taken = başka bir program bu Telegram botunun mesajlarını alıyor: onu durdur ya da ona ayrı bir bot ver
state-discord-token = Discord botun token'ını tanımıyor: uygulamanın sayfasından ayarlara yeniden kopyala
state-discord-intent = Discord botun mesajları okumasına izin vermiyor: uygulamanın sayfasında message content intent'i aç ya da BRACKETEER_DISCORD_READS_MESSAGES'ı kapat, sonra botu yeniden başlat; komutlar bu arada çalışır
state-discord-lost = Discord bağlı değil; bot kendiliğinden yeniden bağlanır
state-broke = bozuldu: { $what }, günlüğe bak
state-telegram-away = Telegram'a ulaşılamıyor: { $why }
state-telegram-refuses = Telegram kendisinden isteneni reddediyor: { $why }
state-telegram-waits = Telegram { $seconds } sn beklememizi istiyor
state-discord-away = Discord'a ulaşılamıyor: { $why }
state-discord-fails = Discord hata veriyor: { $why }
state-discord-waits = Discord { $seconds } sn beklememizi istiyor
state-webhook-deaf = Telegram'dan gelenler dinlenemiyor: { $why }
state-webhook-unsaved = Telegram'ın gönderdikleri kaydedilemiyor: { $why }
state-webhook-elsewhere = başka bir program bu botun mesajlarını { $host } adresine yönlendirmişti: onu durdur ya da ona ayrı bir bot ver
state-webhook-undelivered = Telegram'da bekleyenler ({ $count }) buraya gelmiyor: { $why }
state-no-price-given = --price verilmedi; bu, { $price } fiyatı içindir
state-borrowed-steps = paper'ın adımları ve komisyonlarıyla; bu borsanınkiler farklı olabilir
state-guessed-steps = paper'da { $symbol } yok: adımlar fiyatından tahmin edildi
state-tell-position = hangisi kastedildiyse onu ver: --position long:0.01@60000
state-no-stop-orders = { $exchange } spot'ta stop emri yok: orada hiçbir şey durmaz ve bot kapalıyken seni hiçbir şey korumaz
state-coinex-ends = CoinEx tüm işlemlerinin biteceğini duyurdu: emirler reddedilebilir, paraya erişilemeyebilir

## What core says.  It speaks English only, and some of it is stored: it is known by its shape and told again, so these
## sentences must be core's own, letter for letter, without choices.  A test holds the two together.

# Why something is closed, canceled, refused or left alone
core-oversold = var olandan fazlası satıldı
core-at-the-stop = fiyat stop seviyesinde
core-stop-at-once = stop hemen tetiklenirdi
core-stop-refused = stop reddedildi
core-unprotected = çok uzun süre korumasız
core-no-id-left = stop için emir kimliği kalmadı
core-never-reached = borsaya hiç ulaşmadı
core-no-more-at-once = { $price } veya daha iyi fiyattan hemen daha fazlası sunulmuyordu
core-not-reachable = borsaya ulaşılamıyor
core-too-late = göndermek için çok geç
core-would-trigger = hemen tetiklenirdi
core-no-margin = teminat ya da bakiye yetersiz
core-reduce-only = reduce-only reddedildi
core-filter = fiyat, miktar ya da değer filtresi
core-many-conditions = çok fazla koşullu emir
core-not-in-time = zamanında gönderilmedi
core-rate-limit = istek sınırı
core-market-closed = piyasa kapalı
core-linked = bağlı emri sonlandırdı
core-position-closed = pozisyon kapandı
core-liquidated = likide edildi
core-lost = borsa artık bilmiyor
core-refused = reddedildi

# The engine
core-changed-meanwhile = bracket bu arada başka bir süreçte değişti; yeniden gönder
core-not-saved = kayıt defteri almadı ({ $error })
core-earlier-unsaved = önceki haberler henüz kaydedilemedi
core-look-at-brackets = /brackets listesine bak
core-defect = bot bunda başarısız oldu, nasıl olduğu günlükte
core-being-done = şu anda uygulanıyor
core-late-entry = bu mesaj { $seconds } s eski; girişler geç yapılmaz
core-late = bu mesaj { $seconds } s eski; bu kadar geç hiçbir şey yapılmaz
core-send-again = yeniden gönder
core-not-traded = { $symbol }, { $account } hesabında işlem görmüyor
core-unreachable = { $account } hesabına şu anda ulaşılamıyor
core-unreachable-why = { $account } hesabına şu anda ulaşılamıyor ({ $error })
core-unread = { $account } üzerindeki { $symbol } şu anda okunamıyor
core-another-works = { $account } emir almıyor: üzerinde başka bir Bracketeer çalışıyor
core-stopped = { $account } emir almıyor: bir program hatası durdurdu, günlüğe bak
core-key-withdraws = { $account } emir almıyor: anahtarı para çekebiliyor, bu yüzden orada yalnızca kapatılır ve korunur
core-key-mend = bu yetkiyi borsada anahtardan kaldır, sonra çalıştır: bracketeer account test
core-rests-days = bekleyen stop ve hedefler orada { $days } gün sonra sona erer ve bir gün önce yeniden verilir
core-market-twice = { $symbol }, { $account } hesabında iki kez geçiyor
core-no-account = "{ $name }" diye bir hesap yok
core-did-you-mean = "{ $name }" mi?
core-there-are = olanlar: { $names }
core-names-there-are = olanlar: paper, paper_spot ve `bracketeer exchanges` listesindekiler

# Size, price, margin
core-below-smallest = { $asked }, en küçük miktar olan { $least } { $base } altında
core-above-largest = { $asked }, borsanın en büyük emri olan { $most } üstünde
core-rounded-down = { $asked } aşağı yuvarlandı: { $quantity } (adım { $lot })
core-below-tick = { $price } bir tick altında
core-through = { $limit } limiti { $price } olan piyasanın { $share } içine giriyor; en çok { $reach } olabilir
core-write-market = hemen girmek için `market` yaz
core-below-notional = { $quantity } değeri { $worth }, borsanın en azı olan { $least } altında
core-at-least = en az { $least }
core-above-cap = { $worth }, bu hesabın emir başına sınırı olan { $cap } üstünde
core-cap-setting = BRACKETEER_MAX_NOTIONAL ayarı
core-earlier-entries = bu mesajın önceki girişleri { $amount } alıyor
core-not-free = { $need } gerekiyor, boşta { $free } var
core-not-now = { $symbol } şu anda işlem görmüyor
core-exits-tried = çıkışlar, `close` ve `cancel` yine de denenir
core-stop-too-small = { $quantity } için bir stop, borsa için çok küçük bir emir
core-nearer-stop = daha büyük bir miktar ya da daha yakın bir stop
core-room = { $account } üzerinde { $symbol } için en fazla { $most } koşullu emir bekleyebilir; burada gereken: { $need }, oradaki diğerleri: { $rest }
core-fewer-targets = daha az hedef ya da oradaki diğerlerinden bazılarını iptal et
core-no-exits-there = { $account } üzerinde { $symbol }, orada stop olacak emirlerin hiçbirini kabul etmiyor
core-reach = { $account } üzerinde { $symbol } { $price } fiyatından satış kabul etmiyor, en çok { $most }
core-nearer-target = daha yakın bir hedef
core-whole-stop = `stoploss ... 100%p`
core-pairs-guard-all = bağlı çiftler sattıklarının bir kısmını değil tümünü korur
core-foreign-from = { $account } hesabında { $symbol } için { $price } fiyatından { $position } burada açılmadı
core-foreign = { $account } hesabında { $symbol } için { $position } burada açılmadı
core-confirm-adopt = devralmak için onayla ya da önce kapat
core-own-stop = { $account } hesabındaki { $symbol } pozisyonunun { $price } fiyatında kendi stopu var ve burada konmadı
core-own-target = { $account } hesabındaki { $symbol } pozisyonunun { $price } fiyatında kendi hedefi var ve burada konmadı
core-confirm-replace = değiştirmek için onayla ya da önce onu kaldır
core-would-close = hesapta { $held } var; tek yönlü modda { $side } girişi onu kapatırdı
core-close-first = önce `{ $line }`
core-adopted-until = stop devralınan { $quantity } miktarını hemen korur, giriş dolana kadar { $price } fiyatında
core-adopted = stop devralınan { $quantity } miktarını hemen korur
core-more-than-position = { $quantity }, { $whole } olan pozisyondan fazla
core-no-stop = stop yok: zararı hiçbir şey sınırlamıyor
core-beyond-liquidation = { $price } fiyatındaki stop, { $near } civarındaki likidasyon fiyatının ötesinde
core-beyond-isolated = { $price } fiyatındaki stop, izole bir pozisyonun { $near } civarındaki likidasyon fiyatının ötesinde
core-smaller-size = daha yakın bir stop ya da daha küçük bir miktar
core-less-leverage = daha yakın bir stop ya da daha az kaldıraç
core-liquidation = likidasyon { $near } civarında

# Levels
core-no-price-above-zero = { $price } sıfırın üstünde bir fiyat değil
core-no-entry-yet = { $price } bir girişten sayar, henüz dolan giriş yok
core-write-price = bir fiyat ya da `off 2%` yaz
core-level-not-above-zero = { $what } { $price } sıfırın üstünde değil
core-far = { $price } fiyatındaki { $what }, { $now } fiyatından { $share } uzak
core-distance-near = { $name } { $size } { $quote } uzakta, fiyatın { $share } değerinden az
core-distance-far = { $name } { $size } { $quote } uzakta, fiyatın { $share } değerinden çok
core-distance-percent = { $share } için `{ $price }` yazılır
core-wrong-side-below = { $side } için { $what } { $now } olan piyasanın altında olmalı, { $price } ise { $where }
core-wrong-side-above = { $side } için { $what } { $now } olan piyasanın üstünde olmalı, { $price } ise { $where }
core-wrong-side-not-below = { $side } için { $what } { $now } olan piyasanın altında olmalı, { $where } değil
core-wrong-side-not-above = { $side } için { $what } { $now } olan piyasanın üstünde olmalı, { $where } değil
core-stop-word = stop
core-target-word = hedef
core-trail-waits = fiyat bekleyen bir trail, o zamana kadar pozisyonu stopsuz bırakır
core-add-stop = `sl off 2%` ekle
core-would-be-at-once = `{ $line }` hemen gerçekleşirdi

# Planning
core-opposite = bir mesajdaki long ve short girişleri tek yönlü modda birbirini kapatırdı
core-spot-short = { $symbol } bir spot piyasa, short yapılamaz
core-by-cost = { $account } piyasa emriyle alımları coin değil para olarak sayar: `market`, son fiyatın en çok { $share } üzerinde anlık limit olarak gönderilir
core-sent-at-once = { $account } piyasa emriyle alımları para olarak saydığı için { $price } fiyatından, son fiyatın { $share } üzerinde anlık limit olarak gönderilir; hemen gerçekleşmeyen kısım alınmaz
core-coarse-step = { $account } piyasa emriyle alımları para olarak sayar ve { $step } fiyat adımı { $price } fiyatında onların yerine geçecek bir limit için fazla kaba
core-enter-limit = limitle gir
core-no-price = { $symbol } için henüz bilinen fiyat yok
core-try-again = birazdan yeniden dene
core-full-entries = #{ $id } zaten { $most } girişe sahip, fazlası sığmaz
core-being-closed = { $side } pozisyonu kapatılıyor
core-wait-flat = pozisyon kapanana kadar bekle
core-breakeven-no-stop = `breakeven` bir stop taşır, ama stop yok
core-farthest = `100%p` diğerlerinden kalanı alır, bu yüzden en uzak hedef olmalı
core-over-100 = hedeflerin toplamı % 100 üstünde
core-full-targets = bir pozisyona bütün ömrü boyunca en çok { $most } hedef sığar
core-no-target-for = { $share } için hedef yok, stop fiyatına kadar gider
core-nothing-to-guard = korunacak bir { $side } { $symbol } pozisyonu yok
core-side-not-filled = #{ $id } için { $side } girişi henüz dolmadı
core-exits-later = dolunca çıkış eklenebilir
core-joins = { $quantity } tutan #{ $id } ile birleşir
core-sl-sooner = { $price } fiyatındaki sl, { $limit } fiyatındaki bu girişten önce gelir, { $bracket } pozisyonunu kapatır ve girişi iptal eder
core-replaces-stop = stop emri var olanın yerine geçer
core-trail-tightens = tek başına trail, duran sl emrini yalnızca sıkılaştırır

# Commands about what stands
core-nothing-ours = { $symbol } piyasasında bizim açık bir şeyimiz yok
core-no-side-ours = { $symbol } piyasasında bizim açık { $side } pozisyonumuz yok
core-say-which = hem long hem short var; hangisi olduğunu yaz
core-or = `{ $first }` ya da `{ $second }`
core-closes-all = tamamını kapatır: { $bracket }
core-less-than-step = pozisyonun bir adımından az
core-too-small = { $quantity } borsa için çok küçük bir emir
core-sl-stays = { $quantity } artık borsanın { $lot } lotundan az: sl emri olduğu yerde kalır
core-closes-rest = tamamını kapatır: { $bracket }; kalan, bir emir için çok küçük olurdu
core-closes-part = { $quantity } kapatır: { $bracket }
core-has-no = #{ $id } için { $what } yok
core-position-has-no = pozisyonda { $what } yok
core-cancels = { $bracket }: { $what } iptal
core-nothing-then = o zaman zararı hiçbir şey sınırlamaz
core-entry-without-stop = hâlâ duran giriş o zaman kendi sl emrini getirmez
core-which-target = hangi hedef?
core-its-targets = hedefleri: { $targets }
core-moved-wrong-side = { $price } fiyatındaki { $what }, { $now } olan piyasanın yanlış tarafında
core-moved-beyond-entry = { $price } fiyatındaki { $what }, { $entry } olan girişin yanlış tarafında
core-moves = #{ $id }: { $what } şuraya: { $price }
core-trail-keeps = trail onu { $price } seviyesinde tutar
core-position-moves = pozisyon: { $what } şuraya: { $price }
core-the-position = pozisyon
core-entry-not-filled = #{ $id } girişi henüz dolmadı
core-breakeven-wrong-side = başabaş { $price }, { $now } olan piyasanın yanlış tarafında
core-breakeven-at = { $bracket }: stop başabaşa, { $price }
core-breakeven-stays = { $bracket }: sl { $price } fiyatında kalır, { $even } olan başabaştan daha yakın
core-nothing-until = o zamana kadar zararı hiçbir şey sınırlamaz

# What explaining adds
core-orders-unknown = hangi emirlerin durduğu burada bilinmiyor, bu yüzden hiçbiri gösterilmiyor
core-follows = sl en iyi fiyatı { $distance } mesafeden izler
core-follows-after = sl en iyi fiyatı { $distance } mesafeden izler, fiyat { $price } seviyesine gelince
core-even-first = ilk hedef dolunca sl komisyonlar dahil başabaşa gelir
core-even-at = fiyat { $price } seviyesine gelince sl komisyonlar dahil başabaşa gelir
core-even-allowed = fiyat elverince sl komisyonlar dahil başabaşa gelir
core-price-option = fiyatını --price ile ver
core-give-price = --price ile bir fiyat ver
core-not-known = { $symbol }, { $account } hesabında bilinmiyor

# Reading a text
core-too-long = metinde { $size } karakter var, en çok { $most } olabilir
core-in-parts = parçalara bölüp gönder
core-placeholder = "{ $word }" yer tutucusu hiç doldurulmamış
core-correct-alert = alarm metnini gönderildiği yerde düzelt
core-no-command = bu metinde komut yok
core-too-many = bir mesaj en çok { $most } komut alır
core-plain-letters = yalnızca düz harf ve rakam
core-bad-character = { $name } karakteri dilde yok
core-unreadable = metin burada okunamadı
core-named-twice = "{ $word }" iki kez geçiyor
core-two-headers = "{ $symbol }", "{ $account }" hesabı için iki başlık altında komut var
core-one-header = hepsini bir başlık altında yaz
core-markets = { $count } piyasa (sembol çarpı hesap), en çok { $most } olabilir
core-commands = { $count } komut, en çok { $most } olabilir
core-speaks-of-position = "{ $word }" bir pozisyondan söz ediyor; giriş miktarı baz coin ile yazılır
core-write = şöyle yaz: { $line }
core-limit-price = limit girişinin kendi fiyatı olmalı
core-second-entry = bir mesajda ikinci { $side } girişi
core-own-message = ayrı bir mesaj olarak gönder
core-side-beside = { $side } girişinin yanında { $command }
core-names-position = yön pozisyonu belirtir: "{ $line }" mi?
core-stop-below-100 = stop mesafesi 100% altındadır
core-short-gains = short en çok 100% kazanır
core-say-stoploss = bir "stoploss" komutunda yaz, ya da "sl-or-tp … tp … sl …"
core-no-stop-there = stop, takeprofit içinde olmaz
core-needs-tp = { $command } için tp gerekir
core-needs-sl = { $command } için sl ya da trail gerekir
core-write-two = "sl-or-tp … sl … tp …" yaz, ya da ayrı bir "takeprofit"
core-no-target-there = hedef, stoploss içinde olmaz
core-one-stop-may = bir stop "sl off 2% trail 1%" diyebilir
core-second-stop = { $side } için ikinci bir stop
core-breakeven-twice = bir stop için "breakeven" iki kez geçiyor
core-second-rest = ikinci bir hedef kalanın tümünü alıyor
core-nearer-share = yakındakilere pay ver: 33%p
core-targets-add-up = { $side } hedeflerinin toplamı { $total }%p
core-100-at-most = en çok 100%p, son 100%p kalanı alır
core-not-with-entry = "{ $command }" var olanı yönetir, girişle birlikte olmaz
core-breakeven-option = çıkış komutundan sonra "breakeven" onun seçeneği olurdu
core-breakeven-first = önce breakeven yaz ya da aynı satıra yaz
core-said-twice = "{ $word }" iki kez geçiyor
core-twice-in-command = "{ $word }" bir komutta iki kez geçiyor
core-limit-needs-price = limit için fiyat gerekir
core-market-no-price = market emri fiyat almaz
core-trail-in-trailing = trailing komutunda "trail"
core-at-is-entry = "at" limit girişine aittir, çıkış sl ya da tp der
core-stop-may-wait = bir stop "after 63000" ile bekleyebilir
core-trailing-range = trailing mesafesi 0% üstünde ve 100% altındadır
core-above-zero = "{ $word }" sıfırın üstünde olmalı
core-zero-price = "{ $word }" sıfır ya da daha küçük bir fiyat
core-of-position = bir pozisyonun "{ $word }" kadarı
core-share-range = pay 0%p üstünde, en çok 100%p olur
core-decimals = "{ $word }" en çok { $most } ondalık alabilir

# What was probably meant
core-price-forms = fiyat şöyle: "off 2%", "e+4%" ya da "63000"
core-a-stop-is = stop şöyle: "sl off 2%"
core-is-not = "{ $word }" yerine gereken: { $what }
core-missing = sonda eksik olan: { $what }
core-word-by = "by" sözcüğü
core-word-to = "to" sözcüğü
core-a-percentage = bir yüzde
core-a-side = bir yön
core-a-size = bir miktar
core-a-distance = bir mesafe
core-a-price = bir fiyat
core-an-account = bir hesap adı
core-what-to-move = sl, tp ya da tpN
core-no-symbol = "on" önünde sembol eksik
core-write-symbol = "BTCUSDT" ya da "BTC/USDT" yaz
core-not-a-symbol = "{ $word }" bir sembol değil
core-symbol-first = önce sembol ve hesap gelir
core-leave-out = çıkar ya da sembolleri virgülle birleştir: "{ $line }"
core-before-header = "{ $word }" başlığın önünde duruyor
core-no-on = "{ $word }" ardından "on" eksik
core-no-on-account = "{ $word }" ardından "on" ve bir hesap eksik
core-no-account-after = "on" ardından hesap eksik, "{ $word }" bir komut
core-account-names = adlar şöyle: "Binance_F", "paper" ya da "paper:NAME"
core-later = "{ $word }" dilde var ama bu sürümde yok
core-not-to = "{ $word }" yerine "to" sözcüğü gerekir
core-side-first = önce yön gelir: "{ $line }"
core-entry-side = "{ $word }" girişler içindir; "{ $command }" ardından yön pozisyonu belirtir
core-write-either = "{ $first }" ya da "{ $second }" yaz
core-of-what = neyin "{ $word }" kadarı? giriş miktarı baz coin ile yazılır
core-not-a-size = "{ $word }" bir miktar değil
core-off-unsigned = "off" işaretsiz bir mesafedir; yönü sl, tp ve taraf belirler
core-percent-alone = "{ $word }" tek başına bir fiyat değil
core-not-a-price = "{ $word }" bir fiyat değil
core-numbers-like = sayılar "0.01" gibidir: noktanın her yanında en çok 18 rakam
core-no-sign = sayılarda işaret olmaz
core-all-digits = bütün rakamlarını yaz
core-blank = "{ $word }" ardından boşluk eksik
core-not-a-number = "{ $word }" bir sayı değil
core-unknown-word = bilinmeyen sözcük "{ $word }"
core-what-to-do = ne yapılacağını yaz: "market long 0.01 sl off 2% tp off 5%"
core-command-missing = sonda komut eksik
core-command-before = "{ $word }" önünde komut eksik
core-several-targets = birkaç hedefi şöyle yaz: "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"
core-not-a-clause = "{ $word }" bir ad, bir koşul değil
core-cancel-what = iptal edilebilenler: all, entries, exits, sl, tp ya da tpN
core-off-after = "sl off …" ya da "tp off …" yaz
core-limit-is = limit emri şöyle: "{ $line }"
core-without-blank = "{ $word }" boşluksuz yazılır
core-cannot-stand = "{ $word }" burada duramaz

# what heads many notices at once, after the chat platform was away
post-meanwhile = Bu sohbete ulaşılamazken, { $since } tarihinden beri:
post-aside = #{ $id } hakkındaki bir mesaj burada gösterilemedi ve bir kenara ayrıldı.  /why { $id } ne olduğunu anlatır.
chat-away = { $platform } çalışmıyor: { $why }.  İşlemler sürüyor.
chat-back = { $platform } yeniden çalışıyor.

# an exchange that does not answer; "lasted" is a length of time such as 10 min 5 s
notice-away = #{ $id } ⚠ borsa { $lasted } süredir { $symbol } için okunabilir yanıt vermiyor; { $price } fiyatındaki sl orada duruyor, bu arada başka bir şey izlenmiyor
notice-away-bare = #{ $id } ⚠⚠ KORUMASIZ: borsa { $lasted } süredir { $symbol } için okunabilir yanıt vermiyor ve tutulan { $quantity } için orada sl yok
notice-away-partly = #{ $id } ⚠⚠ KISMEN KORUMASIZ: borsa { $lasted } süredir { $symbol } için okunabilir yanıt vermiyor; { $price } fiyatındaki sl, { $quantity } miktarının { $bare } kadarını korumuyor
notice-away-entry = #{ $id } ⚠ borsa { $lasted } süredir { $symbol } için okunabilir yanıt vermiyor; bu arada dolan bir girişin sl fiyatı { $price }
notice-away-entry-bare = #{ $id } ⚠ borsa { $lasted } süredir { $symbol } için okunabilir yanıt vermiyor; bu arada dolan bir girişin, borsa yanıt verene kadar sl emri olmaz
notice-back = #{ $id } borsa { $lasted } sonra yeniden yanıt veriyor; bu arada olanlar şimdi geliyor
journal-away = borsa şu zamandan beri yanıt vermiyor: { $since }
journal-back = borsa yeniden yanıt veriyor

# what others did, or have resting, in a bracket's market
ticket-not-us = biz değil
ticket-not-by-us = { $head }, bizim tarafımızdan değil: sonuç bilinmiyor, { $fees } komisyon
ticket-not-closed-by-us = { $earned }; sayılmayan: bizim kapatmadığımız { $quantity }
ticket-not-entered-by-us = { $earned }; sayılmayan: bizim açmadığımız { $quantity }
others-title = bizim değil, dokunulmaz
column-whose = kimin
column-id = no
column-seen = görülme
others-ago = { $seconds } s önce
others-bot = başka bir botun
others-person = bir kişinin
others-reduce-only = { $type }, reduce-only
others-limit = { $trigger }, limit fiyatı { $price }
others-may-close-many = ⚠ bizim olmayan { $count } emir de onu kapatabilir; /orders onları listeler
others-may-close = ⚠ bizim değil, onu kapatabilir: { $side } { $quantity } { $type }, fiyat { $price }
not-counted = { $earned }, { $quantity } bizim tarafımızdan değil
core-market-both = hesabı ve sembolü yaz, örneğin paper BTCUSDT
command-positions-account = bu hesabın
command-orders-account = bu hesabın
command-positions-symbol = bu piyasada
command-orders-symbol = bu piyasada

ticket-pnl = K/Z { $pnl }
ticket-pnl-risk = K/Z { $pnl }, riskte { $risk }
ticket-pnl-safe = K/Z { $pnl }, sl seviyesinde en az { $least }

command-link = başka bir platformda da aynı kişi olmanız için tek kullanımlık kod
linked =
    Bunu iki gün içinde diğer platformda bana gönderin; ikisinde de aynı kişi olursunuz:
    /start { $code }

notice-suspended = #{ $id } ⚠ piyasası şu an işlem görmüyor: orada duranlar kalır, eksik olan denenmeye devam eder; piyasa tamamen sona erdiyse /forget { $id } bracketi bırakır
notice-resumed = #{ $id } piyasası yeniden işlem görüyor
command-forget = piyasası sona ermiş bir bracketi onaydan sonra artık izleme; hiçbir şey gönderilmez
command-forget-bracket = ticket üzerindeki bracket numarası
ask-forget =
    #{ $id } { $symbol }, { $account }: piyasası işlem görmüyor. Orada en son bilinen:
    { $known }
    Hiçbir şey gönderilmez ve bunların hiçbiri artık izlenmez. Önce borsaya bakın: orada bunlardan hiçbir şey kalmadı mı? (y/N)
forget-position = pozisyon: { $side } { $quantity } { $base }
forget-order = { $name }: { $side } { $amount }
forget-unsure = { $name }: { $side } { $amount } (gönderildi, hiç yanıtlanmadı)
forget-nothing = bize ait hiçbir şey
forget-traded = #{ $id } işlem görüyor; /close ya da /cancel onu bitirir. Hiçbir şey gönderilmedi.
forget-resting = #{ $id }: piyasası durduruldu ama sona ermedi ve orada hâlâ emirlerimiz var; önce /cancel { $id } onları kaldırır. Hiçbir şey gönderilmedi.
forget-unknown = #{ $id }: borsa, piyasasının sona erip ermediğini henüz bildirmedi; birazdan yeniden deneyin. Hiçbir şey gönderilmedi.
forget-changed = #{ $id } hakkında bilinenler bu arada değişti; /forget { $id } komutunu yeniden gönderin. Hiçbir şey gönderilmedi.
forget-way = Piyasa tamamen sona erdiyse /forget { $id } bracketi bırakır.
notice-forgotten = #{ $id } ⚠ bırakıldı: hiçbir şey gönderilmedi ve artık hiçbir şey izlenmiyor; orada en son bilinen: { $quantity } { $base }
ticket-forgotten = #{ $id } bırakıldı: { $side } { $symbol }, { $account }; orada en son bilinen: { $held } { $base }
notice-stopped = #{ $id } ⚠ { $account } hesabını bir program hatası durdurdu; artık kimse ilgilenmiyor olabilir, borsada duranlar kalır.  Borsaya ve günlüğe bak, sonra botu yeniden başlat.
notice-account-stopped = ⚠ { $account } hesabını bir program hatası durdurdu; yeni giriş almıyor.  Günlüğe bak, sonra botu yeniden başlat.
notice-taken = ⚠ Başka bir program bu { $platform } botunun mesajlarını alıyor; token'ı çalınmış olabilir.  Bir admin /resume gönderene kadar yeni giriş alınmayan hesaplar: { $accounts }; duranlar korunmaya devam eder.  O programı durdur ya da bota yeni bir token ver.
notice-no-entries = ⚠ { $name }, { $account } için yeni girişleri durdurdu; açık olanlar korunmaya devam ediyor
notice-waits = ⚠ { $accounts } şu anda yanıt vermiyor; yanıtın on beş saniye içinde gelecek
notice-entries = { $name }, { $account } için durdurmayı kaldırdı: yeni girişler yeniden kabul ediliyor
every-account = tüm hesaplar
bracket-of = { $id } { $symbol }, { $account }
notice-cut-off = ✗ “{ $line }” uygulanmadan önce durduruldum ve ondan hiçbir şey gönderilmedi: { $why }
journal-listed = piyasa şu adımlarla listeleniyor: fiyat { $tick }, miktar { $lot }
journal-listed-halted = piyasa şu adımlarla listeleniyor: fiyat { $tick }, miktar { $lot }, ve işlem görmüyor

core-nothing-sent = hiçbir şey gönderilmedi
core-until = { $error }, { $time } UTC saatine kadar
core-clock-unknown = bu makinenin saati { $account } saatiyle karşılaştırılamadı
core-clock-ahead = bu makinenin saati { $account } saatinden { $size } ileri
core-clock-behind = bu makinenin saati { $account } saatinden { $size } geri
core-clock-right = saati düzeltin, sonra botu yeniden başlatın
