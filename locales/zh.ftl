### 简体中文。价格和数量保持 Smart Syntax 的写法；要键入的词（sl、tp1、market …）保持英文。

## Small words and how they are put together

nothing-was-sent = 未发送任何内容。
listed = { $first }、{ $more }
clauses = { $first }；{ $more }
side-long = 做多
side-short = 做空
side-buy = 买入
side-sell = 卖出
everything = 全部
amount-at = { $quantity } @ { $price }
as-you-asked = 应你的要求
machine = 操作本机的人
somebody = 其他人
as-somebody-asked = 应 { $name } 的要求
as-asked = 应要求

## Who protects a position

protection = { $protection }：{ $said }
protection-exchange-linked = sl 和目标都挂在交易所，一方成交时交易所会撤掉另一方
protection-resting-stop = sl 挂在交易所；其余由本机器人盯着
protection-bot-only = 交易所没有挂 sl：只由本机器人盯着，它关闭时没有任何保护
protection-no-stop = 没有 sl；亏损没有任何限制
protection-missing = ⚠ 但现在那里没有 sl
protection-unknown = ⚠ 尚不知道 sl 是否已挂上：交易所没有应答
protection-last-known = ⚠ 交易所没有应答；最后已知 { $price } 的 sl 挂在那里
protection-entry-unknown = ⚠ 不知道入场是否已成交：交易所没有应答，也没有已知挂着的 sl

## Notices: what happened to an order or a bracket

notice-filled =
    { $side ->
        [buy] #{ $id } { $name }：已买入 { $amount }
       *[sell] #{ $id } { $name }：已卖出 { $amount }
    }
notice-filled-partly =
    { $side ->
        [buy] #{ $id } { $name }：已买入 { $amount }，剩余 { $left }
       *[sell] #{ $id } { $name }：已卖出 { $amount }，剩余 { $left }
    }
notice-in-parts = { $said }（{ $parts }）
notice-placed = #{ $id } { $name } 已挂单：{ $side } { $amount }
notice-changed = #{ $id } { $name } 已修改：{ $side } { $amount }
notice-stop-moved = #{ $id } sl 已移至 { $price }
notice-stop-moved-from = #{ $id } sl 已从 { $was } 移至 { $price }
notice-canceled = #{ $id } { $name } 已撤单
notice-canceled-why = #{ $id } { $name } 已撤单：{ $why }
notice-refused = #{ $id } ✗ { $name } 被拒绝
notice-refused-why = #{ $id } ✗ { $name } 被拒绝：{ $why }
notice-closed = #{ $id } 已平仓
notice-closing = #{ $id } 正在全部平仓：{ $why }
notice-unprotected = #{ $id } ⚠ 仓位没有 sl
notice-protected = #{ $id } 仓位重新受到保护
notice-dust = #{ $id } ⚠ { $quantity } { $base } 低于交易所单笔订单的最小量：无法保护，需你手动平掉
notice-outside = #{ $id } ⚠ 仓位变动了 { $quantity }，并非由我们的订单造成
notice-overfilled = #{ $id } ⚠ 出场单比持仓多成交了 { $quantity }
notice-halted = #{ $id } ⚠ 不再为它发送任何订单：{ $why }

## Tickets

ticket-stop-moving = sl 正在移至 { $price }；已知挂着的是 { $was }
ticket-waits = #{ $id } 等待入场：{ $side } { $symbol }，账户 { $account }
ticket-open = #{ $id } { $side } { $quantity } { $symbol }，账户 { $account }，入场价 { $entry }
ticket-unknown = #{ $id } { $side } { $quantity } { $symbol }，账户 { $account }，入场价未知
ticket-now = { $head }，现价 { $price }
ticket-closing = { $head }，正在平仓：{ $why }
ticket-halted = { $head }，已停止：{ $why }
ticket-moved = #{ $id } 现在显示在下方；请在那里继续。
ticket-row = { $filled }/{ $total } @ { $price }
ticket-row-away = { $filled }/{ $total } @ { $price }（{ $away }）
ticket-closed = #{ $id } 已平仓：{ $side } { $symbol }，账户 { $account }
ticket-unfilled = { $head }，入场单未成交
ticket-untold = { $head }，入场价未知：无法得知盈亏，手续费 { $fees }
ticket-earned = { $head }，盈亏 { $earned }（已扣手续费 { $fees }）

## What goes on once the bot is off

after = #{ $id } { $symbol }，账户 { $account }：{ $said }
after-waiting = 尚无仓位
after-flat = 已空仓，最后的订单正在撤销
after-unsent = ⚠ 要等本机器人再次运行才会发送 sl
after-open = { $side } { $quantity } 保持持仓
after-unprotected = ⚠ 本机器人关闭期间没有任何保护
after-protected = { $side } { $quantity } 保持持仓，由交易所的 sl 保护（{ $protection }）
after-resting = 交易所挂着 { $orders }
after-order = { $name } @ { $price }
after-pair = { $name } @ { $price }，与 { $stop } 的 sl 联动
not-watched = #{ $id } { $symbol }，账户 { $account } 未被监视：{ $error }；挂在交易所的订单保留
start-trouble = 警告：{ $accounts } 目前无法使用：{ $why }
start-withdraws = 警告：{ $account } 的密钥可以提币，因此不会在那里开新仓；请在交易所取消该权限，然后运行：bracketeer account test { $account }
start-working = 以下账户可用：{ $accounts }
start-again = { $accounts } 现在可以使用了
serving-alone = 运行中：守护未平仓位，不接受输入；用 SIGTERM 或 ctrl-C 停止，之后可用 `bracketeer` 在同一账本上输入
serving-listening = 运行中：守护未平仓位，并在 { $chats } 接收消息；用 SIGTERM 或 ctrl-C 停止
serving-deaf = 运行中：守护未平仓位，尚无聊天连接；用 SIGTERM 或 ctrl-C 停止
served = 已运行 { $seconds } 秒
start-recorded = { $file } 作为 { $symbols } 的价格播放
start-telegram-posts = Telegram：推送到 { $url }
start-telegram-fetched = Telegram：主动拉取消息
start-discord-slash = Discord：斜杠命令
start-discord-plain = Discord：斜杠命令和普通文字
start-owner = 此机器人尚无主人；请在一小时内在私聊中发送：/start { $code }
start-health = 健康状态：{ $url }

## What happened to a bracket, step by step

journal-price = { $said }  （价格 { $price }）
journal-opened = 已规划，并决定了首批订单
journal-joined-entry = 又并入一行：新的入场
journal-joined-exits = 又并入一行：新的出场
journal-missed = 在交易所没有找到 { $name }
journal-held = 交易所持有 { $quantity }
journal-typed = 你输入了：{ $line }
journal-typed-by = { $name } 输入了：{ $line }
journal-typed-once = 已输入：{ $line }
journal-report = { $name }：{ $status }
journal-filled = { $said }，已成交 { $quantity } @ { $price }
journal-triggered = { $said }，已触发
journal-why = { $said }：{ $why }
status-pending-new = 发送中
status-new = 挂单中
status-filled = 已成交
status-canceled = 已撤单
status-expired = 已过期
status-rejected = 被拒绝
status-never = 未送达

## What a line would do

explained = { $symbol }，账户 { $account }：{ $side } { $quantity } { $base }
explained-market = 市价{ $side } { $quantity }，现价 { $price }（{ $worth }）
explained-limit = { $side } { $quantity } @ { $price } 或更优（{ $worth }）
explained-at-once = { $side } { $quantity }，立即以 { $price } 或更优成交，现价 { $now }（{ $worth }）
explained-exit-market = 市价{ $side } { $quantity }
explained-exit-at = { $side } { $quantity } @ { $price }（距入场 { $away }）
explained-exit-once = 价格到达 { $price } 时{ $side } { $quantity }（距入场 { $away }）
explained-at-risk = 风险
explained-at-least = 至少
explained-reward = 收益
explained-ratio = 盈亏比
explained-fees = 手续费
explained-protection = 保护
explained-note = 提示
explained-refused = 会被拒绝：{ $why }
explained-loss = { $amount }，若全部在 sl 出场
explained-loss-only = { $amount }，若全部在 sl 出场；没有目标
explained-gain = 盈利 { $amount }，若全部在 sl 出场
explained-gain-only = 盈利 { $amount }，若全部在 sl 出场；没有目标
explained-reached = { $amount }，若到达全部目标
explained-reached-rest = { $amount }，若到达全部目标，其余 { $share } 在 sl 出场
explained-reached-even = { $amount }，若到达全部目标，其余 { $share } 在届时位于 { $price } 的 sl 出场
explained-each = 每单位风险对应 { $ratio } 收益
explained-rates = 挂单 { $maker }，吃单 { $taker }
explained-rates-counted = 挂单 { $maker }，吃单 { $taker }；上面已计入

## What a replay came to, and the demo

played-ambiguous = { $said }（这根 K 线同时包含 sl 和一个目标）
played-row = 第 { $row } 行
played-closed = 已平仓
played-refused = 已拒绝
played-open = 仍未平仓：持仓 { $position }，挂单 { $orders } 个
played-average = 平均入场价
played-result = 盈亏
played-fills = 成交
played-earned = { $earned }（已扣手续费 { $fees }）
played-unknown = 未知（手续费 { $fees }）
played-uncovered = { $count }；有 { $ms } 毫秒 sl 未覆盖全部持仓
played-bare = { $count }；有 { $ms } 毫秒 sl 未覆盖全部持仓，结束时仍未覆盖
played-overfilled = 平仓成交超出持仓 { $quantity }
demo-opening = 在模拟账户上同时输入三行；价格为合成行情。
demo-bracket = 一个 bracket：一个止损，一个目标
demo-ladder = 一个保护盈利的阶梯
demo-trail = 一个跟踪止损

## `bracketeer account`, on the machine itself

account-none = 还没有账户；请看：bracketeer account add --help
account-column-account = 账户
account-column-exchange = 交易所
account-column-market = 市场
account-column-net = 网络
account-column-key = 密钥
account-column-may = 权限
account-net-live = 实盘
account-net-testnet = 测试网
account-market-spot = 现货
account-market-swap = 永续
account-kept = 已保存 { $account }：{ $may }
account-not-checked = 未检查：{ $why }
account-answers = { $account } 有应答
account-balance = 余额：{ $held }
account-balance-none = 余额：没有计价货币
account-clock-untold = 时钟：交易所不报时间
account-clock-ahead = 时钟：比交易所快 { $seconds } 秒
account-clock-behind = 时钟：比交易所慢 { $seconds } 秒
account-clock-wrong = { $clock }；请校准本机时钟，否则请求会被拒绝
account-key = 密钥：{ $may }
account-forgot = 已忘记 { $account }；若无他用，请在交易所也删除该密钥
account-forget = 忘记 { $account } 的密钥？(y/N)
account-rotated = { $count } 个账户现已用以下密钥加密：{ $origin }
account-rotated-file = { $rotated }；请设置 BRACKETEER_KEY_FILE={ $path }，取消 BRACKETEER_KEY，另存一份副本，若机器人在运行请重启
account-rotated-passphrase = { $rotated }；请取消 BRACKETEER_KEY_FILE 和 BRACKETEER_KEY，若机器人在运行请重启
account-may-untold = 交易所不告知其权限
account-trade-yes = 可交易
account-trade-no = 不可交易
account-trade-untold = 交易权限未告知
account-withdraw-yes = 可以提币
account-withdraw-no = 不可提币
account-withdraw-untold = 提币权限未告知
account-bound-yes = 已绑定地址
account-bound-no = 任何地方都可使用
account-bound-untold = 地址限制未告知
account-unasked = 未向交易所询问密钥权限；询问请用：bracketeer account test { $account }
account-warning = 警告：{ $what }
account-warn-trade = 警告：{ $account } 的密钥不能在此交易，因此每个订单都会被拒绝
account-warn-withdraw = 警告：请自行确认 { $account } 的密钥不能提币
account-warn-address = 警告：请在交易所将 { $account } 的密钥绑定到本机地址
account-exists = 已有账户 { $account }；请先移除，未保存任何内容
account-brackets = { $account } 有未平的 bracket（{ $brackets }）；请先平仓或取消，未移除任何内容
account-mighty = { $account } 的密钥可以提币；未保存：请创建只能读取和交易的密钥
account-mighty-kept = { $account } 的密钥可以提币；请换成只能读取和交易的密钥
account-consent = { $consent }；若接受：bracketeer account add { $account } --accept
account-on-paper = { $account } 是模拟账户，不需要密钥
account-no-exchange = 没有交易所 { $name }：名称形如 Binance_F、OKX、ByBit_F:second
account-nearest = 没有交易所 { $name }；你是指 { $nearest } 吗？
account-no-name = { $name } 不是账户名：名称形如 Binance_F、OKX、ByBit_F:second
account-unremoved = 未移除任何内容
prompt-api-key = API 密钥
prompt-secret = 私钥（secret）
prompt-password = 密钥口令
prompt-of = { $account } 的{ $word }：
prompt-no-variable = 环境变量 { $variable } 缺失；未保存任何内容
prompt-no-word = 缺少{ $word }；未保存任何内容
prompt-no-line = 缺少{ $word }（stdin 第 { $line } 行，共 { $lines } 行）；未保存任何内容
prompt-not-kept = { $error }；未保存任何内容
prompt-vault = 保险库口令：
prompt-vault-new = 新的保险库口令：
prompt-again = 再输入一次：
prompt-differ = 两次口令不同；未作任何更改
prompt-nobody = 这里无人可问，什么都没做；用 --yes 继续
prompt-shown = 这里输入的内容无法隐藏，因此未询问；请使用终端

## `bracketeer people`, on the machine itself

people-none = 还不认识任何人；请看：bracketeer people add --help 或 people invite
people-each-account = 每个账户
people-all-accounts = 所有账户
people-place = { $place } 用于 { $accounts }
people-place-none = { $place } 不用于任何账户
people-halted = 自 { $time } UTC 起 { $account } 不开新仓，由 { $by } 设置
people-halted-why = { $halted }：{ $why }
people-machine = 本机
people-nothing = 没有任何权限
people-role = { $account } 的 { $role }
people-no-owner = 现在没有人是所有账户的 admin；机器人启动时会打印一个代码
people-invited = 最先向机器人发送 /start { $code } 的人成为 { $role }；仅一次，{ $hours } 小时内有效

## Commands: what each is for (chat platforms show 100 characters of it), and its parts

command-trade = 执行一行 Smart Syntax
command-trade-line = 要做什么：BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-explain = 一行指令现在会下什么单；不会发送
command-explain-line = 指令：BTCUSDT on paper market long 0.01 sl off 2% tp off 5%
command-brackets = 所有未平 bracket 的单据
command-positions = 持有什么、由什么保护；给出市场时，也看那里另外持有什么
command-orders = 所有有效订单；给出市场时，也看那里另外挂着什么
command-close = 市价离场，全部或一部分（0.01、50%p）
command-close-bracket = bracket 的编号，见单据
command-close-quantity = 多少：all、数量（0.01）或比例（50%p）
command-cancel = 不再要某些订单（all、entries、exits、sl、tp、tp2）；仓位保留
command-cancel-bracket = bracket 的编号，见单据
command-cancel-what = 哪些订单：all、entries、exits、sl、tp 或 tpN
command-be = 把止损移到含手续费的入场价
command-be-bracket = bracket 的编号，见单据
command-sl = 把止损移到某价（58000、off 2%、e-1%），或设第一个止损
command-sl-bracket = bracket 的编号，见单据
command-sl-price = 移到哪里：58000、距现价 off 2%、距入场 e-1%
command-tp = 把目标（如 tp2）移到某价（63000、off 5%、e+2%），或设第一个目标
command-tp-bracket = bracket 的编号，见单据
command-tp-price = 移到哪里：63000、距现价 off 5%、距入场 e+2%
command-tp-which = 有多个时是哪个目标：tp1、tp2 等
command-trail = 让止损以百分比距离跟随最优价
command-trail-bracket = bracket 的编号，见单据
command-trail-percent = 距最优价多远，百分比：2
command-why = 一个 bracket 发生了什么，逐步列出
command-why-bracket = bracket 的编号，未平或已平
command-price = 最新价
command-price-symbol = 一个市场，如 BTCUSDT
command-price-account = 向哪个账户的交易所询问
command-balance = 账户值多少，其中多少可用
command-balance-account = 某个账户；不填则为使用中的账户
command-history = 最近平仓的 bracket 及其盈亏
command-accounts = 你在这里可用的账户，以及你的角色
command-doctor = 每个账户和每个未平 bracket 的状况
command-halt = 在某个账户或你在此可交易的所有账户上不再入场；保护照常
command-halt-account = 某个账户；不填则为全部
command-halt-why = 原因，供以后查问
command-resume = 恢复接受新入场，指定账户或所有已暂停之处
command-resume-account = 被停止的账户；不填则为对全部的停止
command-flatten = 经确认后平掉你可交易的所有 bracket
command-flatten-account = 只限某个账户
command-settings = 你自己的设置；/settings confirm always|live|above 500|never [账户]
command-settings-name = 哪一项：confirm、above、lang 或 tz
command-settings-value = 新的值
command-lang = 回复你所用的语言；/lang auto 跟随你的应用
command-lang-language = 语言代码：en、de、es、tr、zh 或 auto
command-tz = 显示时间所用的时区，如 Asia/Shanghai
command-tz-zone = 时区数据库中的城市，如 Asia/Shanghai
command-bind = 把本群绑定到账户：这里只能看到和交易它们；/bind none 取消
command-bind-accounts = 账户名，或 none
command-invite = 一次性代码，使某人成为某个或所有账户的 viewer、trader 或 admin
command-invite-role = viewer、trader 或 admin
command-invite-account = 某个账户；不填则为全部
command-people = 在你的账户上谁可以做什么；/people confirm always|above 500|off [账户]
command-people-name = 要更改的项：confirm，何时先询问所有人
command-people-value = always、above 500 或 off，以及账户
command-start = 打招呼，或使用一次性代码
command-start-code = 你得到的代码
command-help = 本列表
command-quit = 离开；不会平仓

## What commands answer

help = 键入一行 Smart Syntax，例如：
help-numbers = 每个 bracket 的编号永久不变，也不会重复使用，所以有些编号会空缺。
usage = 用法：{ $usage }：{ $help }
one-command = 每条消息请只写一个命令：什么都没有执行。
no-command = 没有 /{ $name } 这个命令；/help 列出所有命令。
no-command-near = 没有 /{ $name } 这个命令；是不是 /{ $near }？
console-welcome = Bracketeer，模拟盘。/help 显示可以键入什么，ctrl-D 离开；离开不会平仓。
console-no-bracket = 没有未平的 bracket
welcome = 欢迎。/help 说明我能听懂什么，/accounts 列出你可用的账户。
all = 全部
note = 提示：{ $note }
not-answered-yet = ⚠ #{ $id }：交易所尚未应答。平仓和保护的指令会保留并重发，直到它应答；入场只在一分钟内重发。
unknown-entry = 入场价未知
bracket-briefly = #{ $id } { $side } { $quantity } { $symbol }，账户 { $account }
more-brackets =
    { $count ->
       *[other] … 还有 { $count } 个：{ $brackets }
    }
more-lines =
    { $count ->
       *[other] … 还有 { $count } 行，见 /brackets
    }
no-brackets = 没有未平的 bracket。
nothing-held = 没有持仓。
no-orders = 我们没有有效订单。
nothing-closed = 还没有平过仓。
nothing-open = 没有未平的仓位。
nothing-connected = 没有未平的仓位，也没有连接。
nothing-to-flatten = 没有你可以平掉的 bracket。
no-price-yet = { $symbol } 还没有价格。
no-accounts = 这里没有你可用的账户。
nobody-else = 除了你没有别人。
halted = 已停止：账户 { $account } 不再入场。已有仓位继续受保护；/resume 结束停止。
halted-anywhere = 已停止：所有账户不再入场。已有仓位继续受保护；/resume 结束停止。
halted-because = 原因：{ $why }
resumed = 已重新接受入场。
resumed-but = 等 /resume 也结束所有账户的暂停后，那里将恢复接受新入场。
bound = 本聊天绑定到 { $accounts }。
unbound = 本聊天没有绑定账户。
invited = 供一人使用一次，两天内有效，成为 { $account } 的 { $role }：
invited-all = 供一人使用一次，两天内有效，成为所有账户的 { $role }：
follows-app = 跟随你的应用
not-set = 未设置
limit-order = 每笔订单最多 { $limit } USD
limit-day = 每天最多 { $limit } USD
limit-symbols = 仅限 { $limit }
limit-leverage = 杠杆最高 { $limit }
limit-asked = 下单前询问：{ $when }
asked-always = 始终
asked-above = 超过 { $limit } USD 时
asked-never = 从不
demanded-of-you = 对你的要求
demanded-on = { $account } 的要求
limits-of-you = 你的限制
limits-on = { $account } 的限制
limit-none = 无限制
limit-each = 每个账户
title-positions = 持仓
title-orders = 订单
title-balances = 余额
title-accounts = 账户
title-closed = 已平 bracket
title-doctor = 状况
title-settings = 设置
title-people = 人员
column-account = 账户
column-symbol = 交易对
column-side = 方向
column-size = 数量
column-entry = 入场价
column-protection = 保护
column-name = 名称
column-type = 类型
column-left = 剩余
column-at = 价格
column-status = 状态
column-equity = 权益
column-free = 可用
column-coins = 可用币
column-you-are = 你是
column-now = 现在
column-earned = 盈亏
column-fees = 手续费
column-what = 对象
column-value = 值
column-role = 角色
column-limits = 限制

## Questions and their buttons

words-yes = 是, 好
words-no = 否, 不
ask-again = 同一行在 { $seconds } 秒前已执行。再来一次？(y/N)
same-line = 同一行在 { $seconds } 秒前已执行。
ask-adopt = 要接管吗？(y/N)
ask-replace = 要替换吗？(y/N)
ask-carry-out = 执行吗？(y/N)
ask-unanswered = 问题没有得到回答，因此没有发送任何内容。回答写在下一行：{ $yes }
ask-sure = 真实资金。确定吗？(y/N)
ask-flatten =
    { $count ->
       *[other] 按市价平掉 { $count } 个 bracket：{ $brackets }。确定吗？(y/N)
    }
ask-resting =
    { $count ->
       *[other] 仍有 { $count } 个入场订单挂着，可能成交：{ $entries }。也撤回吗？(y/N)
    }
not-sure-of-one = ✗ #{ $id } { $symbol } · { $account }：结果不明：{ $why }；请查看 /brackets
real-money = { $account }：真实资金
forwarded = 转发的消息只是草稿。这条消息写于 { $age } 前。
forwarded-stale = 这条消息写于 { $age } 前，已太旧，不能据此交易；未发送任何内容。如仍需要，请自己重新输入。
on-paper = 模拟盘：{ $line }
carried-out-before = 这已经执行过：{ $what }
answered-already = 这已经回答过，或已被之后的提问取代，或隔得太久；请重新发送那一行。
edited = 编辑过的消息绝不执行。如果它最初的内容已执行，则仍然有效；再次发送前请先查看 /brackets。
burned = 这看起来像 API 密钥。能删的地方我已删除，但别人可能已经看到：它已泄露。请立即在交易所撤销，并在机器本身上添加新的：bracketeer account add NAME
tap-foreign = 这个按钮不是我的，或来自别的聊天。
tap-another = 这个按钮是别人的。
too-many = 一次太多了，没有处理。请稍等一下。
tap-expired = 这个按钮已过期；/brackets 会显示新的。
discord-trade-message = 交易这条消息
discord-too-late = 这条消息来得太晚，无法在此回答，什么也没有发送。请重新发送。
discord-broke = 这件事中途出错了，原因见日志。重新发送之前，请先看 /brackets。
discord-closed = 我无法私信你，而这个回答只给你本人。请允许来自此服务器的私信，然后再问一次。
discord-unread = 机器人离线期间这里写的内容无法读取，均未执行。请查看 /brackets，把仍然有效的重新发送。
tap-away = 这是在我离线期间按下的，因此现在不会执行；如仍需要，请再按一次。
tap-cut-off = 处理这次按键时我被停止了，它可能已经执行；再次按下之前，请先看 /brackets。
tap-changed = 它已发生变化；未发送任何内容。现在是：
button-confirm = 确认
button-decline = 放弃
button-why = 原因
button-cancel = 撤单
button-move-stop = 移动 SL
button-new-stop = 新止损：价格、off 2% 或 e-1%
button-breakeven = 保本
button-close-half = 平 50 %
button-close = 平仓

## What forbids something.  Said in English and told again, as what core says is

denied-unknown = 我不认识你；请向机器人的管理者要一个代码，然后发送 /start 代码
denied-anonymous = 匿名消息无人负责；请以自己的身份发送
denied-role = 只有 { $role } 可以这样做
denied-role-on = 在 { $account } 上只有 { $role } 可以这样做
denied-unbound = 本聊天没有绑定账户；admin 可用 /bind 账户 来绑定
denied-place = 不能在本聊天中
denied-place-account = 本聊天与 { $account } 无关；请私聊我
denied-private = 只能在与我的私聊中
denied-halted = 不接受新入场：已停止；/resume 结束停止
denied-halted-on = { $account } 不接受新入场：已停止；/resume 结束停止
denied-halted-why = 不接受新入场：已停止（{ $why }）；/resume 结束停止
denied-halted-why-on = { $account } 不接受新入场：已停止（{ $why }）；/resume 结束停止
denied-order = 单笔订单 { $value } 超过{ $whose } { $limit }
denied-day = 单日 { $value } 超过{ $whose } { $limit }
denied-left = 今天还剩 { $limit }
denied-symbol = { $symbol } 不在{ $whose }允许的交易对之内
denied-leverage = 杠杆 { $value } 超过{ $whose } { $limit }
denied-quote = { $symbol } 不以美元计价，因此无法执行{ $whose }
denied-made = 自机器人启动以来你已开设 { $limit } 个 paper 账户，已达每人上限；请使用其中一个
state-your-limit = 你的限额
state-limit-of = { $what } 的限额
state-the-account = 该账户
state-unknown-amount = 未知金额
refused-no-bracket = 没有 bracket #{ $id }
refused-closed-already = #{ $id } 已经平仓
refused-open-ones = 未平：{ $brackets }
refused-none-open = 没有未平的
refused-not-traded-there = { $symbol } 不在那里交易
refused-moved = { $symbol } 其间从 { $before } 变为 { $price }
refused-another = { $account } 上的 { $symbol } 已与所示不同
refused-riskier = { $account } 上的 { $symbol } 现在的风险是 { $most }，而不是 { $least }
refused-changed = 询问你之后，#{ $id } 已发生变化
refused-agreed = 已确认的价格已无从得知
refused-not-halted = 那没有被停止；已停止：{ $what }
state-nothing = 无
refused-private = 这是私聊；请在群里发送
refused-no-role = 没有角色 { $role }；有 { $roles }
refused-codes = 代码用于聊天
refused-code = 这个代码无效，或已失效
refused-no-people = 这需要人员记录，它由 `bracketeer` 和 `bracketeer serve` 保存
refused-for-chats = 这用于聊天
refused-environment = 这用于聊天；这里由环境变量决定
refused-confirm = confirm 只能是 { $words } 之一
refused-confirm-one = confirm 只接受一个账户，不写则表示全部
refused-settings = 有 confirm、above、lang 和 tz
refused-amount = 一个金额，如 500
refused-zone = 没有时区 { $name }；例如 Europe/Berlin
refused-language = 还没有 { $name }；有 { $names }
refused-where-to = 移到哪里？/sl { $id } 价格，例如 /sl { $same } off 2%
refused-not-asked = 现在无法询问交易所：{ $error }
refused-no-account = 这里没有可用的账户
refused-untraded = { $account } 上无法交易
state-not-connected = 尚未连接
state-stopped = 因程序缺陷停止，见日志
state-another = 另一个 Bracketeer 正在使用它
state-connected = 已连接
state-unreadable = 已连接，但现在无法读取账本
state-key-withdraws = 其密钥可以提币，因此那里只平仓和保护
state-unusable = 目前无法使用，正反复询问
state-key-refused = { $exchange } 拒绝该密钥
state-key-refused-said = { $exchange } 拒绝该密钥（{ $words }）
state-key-unasked = { $exchange } 不允许此密钥查询
state-key-unasked-said = { $exchange } 不允许此密钥查询（{ $words }）
state-key-meaningless = { $exchange } 的回答在此没有意义
state-key-meaningless-said = { $exchange } 的回答在此没有意义（{ $words }）
state-key-set-clock = 请校准
state-key-set-clock-said = 请校准（{ $words }）
state-key-wait = 请等几分钟
state-key-wait-said = 请等几分钟（{ $words }）
state-key-clock = { $exchange } 不接受本机时钟
state-key-often = 从这里询问 { $exchange } 过于频繁
state-key-away = 无法连接 { $exchange }：{ $value }
state-key-undocumented = { $exchange } 的回答不在其文档中（{ $name }）
state-key-form = 这不是 { $exchange } 的密钥：私钥格式不符
state-nothing-kept = 未保存任何内容
state-nothing-kept-unchecked = 未保存任何内容（--unchecked 可照样保存密钥）
state-nothing-decrypted = 未解密任何内容
state-no-answer = { $seconds } 秒内没有应答
state-vault-none = 没有账户 { $account }
state-vault-see = 请看：bracketeer account list
state-vault-wrong = { $what } 无法打开已存的账户
state-vault-one = { $what } 无法打开 { $account }：密钥不对，或 { $name } 在数据库中被改动
state-vault-changed = { $account } 在数据库中被改动
state-vault-no-key = 没有打开账户的密钥：请设置 BRACKETEER_KEY_FILE 或 BRACKETEER_KEY，或在终端运行以便询问口令
state-vault-bad-key = { $what } 不是密钥：必须是 { $bytes } 字节，或其 base64
state-vault-unread = 无法读取密钥文件 { $path }：{ $why }
state-vault-unwritten = 无法写入密钥文件 { $path }：{ $why }
state-vault-no-file = 密钥文件 { $path } 不是文件
state-vault-open = 密钥文件 { $path } 对他人开放（权限 { $mode }）
state-vault-chmod = 请运行：chmod 600 { $path }
state-vault-checkout = 密钥文件 { $path } 位于 git 检出目录中
state-vault-move = 请移出，否则总有一天会被公开
state-vault-short = 少于 { $count } 个字符的口令毫无保护
state-vault-longer = 请用更长的
state-vault-file = 密钥文件 { $path }
state-vault-credential = systemd 凭据 { $name }
state-vault-passphrase = 口令
state-elsewhere = { $exchange }：订单及其签名密钥发往 { $where }，而不是 { $whose }（BRACKETEER_HOSTS）
state-own-hosts = 其自己的主机
state-no-connection = 没有连接
state-check-network = 请检查网络
state-no-proxy = 无法通过代理连接
state-no-proxy-there = 无法通过代理 { $proxy } 连接
state-check-proxies = 请检查 BRACKETEER_PROXIES
state-late = 没有及时应答
state-maintenance = 正在维护
state-broke-off = 应答之前连接中断
state-no-person = { $whom } 不是人员：请写 telegram:42 或 discord:42，用用户编号而不是名字
state-no-chat = { $word } 不是聊天：请写 telegram:-1001234 或 discord:42，用编号而不是名字
state-no-role = { $word } 不是角色：viewer、trader、admin
state-no-symbol = { $word } 不是交易对：请写 BTC、BTC/USDT 或 */USDT
state-off-for-all = 全部用 off
state-prices-stopped = 暂无实时价格：{ $value }
state-prices-back = 实时价格已恢复
state-prices-invented = 改用合成行情：这些价格是虚构的
state-prices-unanswered = { $exchange }：没有应答（{ $name }）
state-prices-missing = { $exchange }：没有 { $symbol } 的价格
state-nobody = 不认识 { $whom }
state-add-first = 请先：bracketeer people add { $whom }
state-nothing-changed = 未作任何更改
state-granted-nothing = { $whom } 未被授予任何权限
state-granted-nothing-on = { $whom } 在 { $account } 上未被授予任何权限
state-about-nothing = { $place } 原本就不用于任何账户
state-unreachable = 现在无法连接
state-unread = 现在无法读取：{ $symbols }
state-first-look = 正在首次查看
state-not-watched = 未被监视：{ $error }
state-halted-by-why = 自 { $time } UTC 起由 { $name } 停止：{ $why }
state-halted-by = 自 { $time } UTC 起由 { $name } 停止
state-nothing-sent = 不再发送任何订单：{ $error }
state-without-stop = 仓位没有 sl
state-no-stop = 没有 sl；亏损没有任何限制
state-waits-exchange = 等待交易所
state-waits-entry = 等待入场
state-aside = 因无法显示而搁置：{ $count }；见日志
state-connecting = 正在首次连接
state-telegram-token = Telegram 不认识机器人的令牌：请从 @BotFather 重新复制到设置中
state-telegram-taken = 另一个程序正在接收此 Telegram 机器人的消息：请停止它，或给它单独的机器人
state-discord-token = Discord 不认识机器人的令牌：请从应用页面重新复制到设置中
state-discord-intent = Discord 不允许机器人读取消息：请在应用页面打开 message content intent，或关闭 BRACKETEER_DISCORD_READS_MESSAGES，然后重启机器人；在此期间命令照常可用
state-discord-lost = Discord 未连接；机器人会自行重新连接
state-broke = 它出错中断：{ $what }，见日志
state-telegram-away = 无法连接 Telegram：{ $why }
state-telegram-refuses = Telegram 拒绝了请求：{ $why }
state-telegram-waits = Telegram 要求等待 { $seconds } 秒
state-discord-away = 无法连接 Discord：{ $why }
state-discord-fails = Discord 出现故障：{ $why }
state-discord-waits = Discord 要求等待 { $seconds } 秒
state-webhook-deaf = 无法监听 Telegram 的更新：{ $why }
state-webhook-unsaved = 无法保存 Telegram 发来的内容：{ $why }
state-webhook-elsewhere = 另一个程序曾把此机器人的消息引到 { $host }：请停止它，或给它单独的机器人
state-webhook-undelivered = Telegram 上等待的消息（{ $count }）无法送达此处：{ $why }
state-no-price-given = 未给出 --price，因此按 { $price } 计算
state-borrowed-steps = 使用 paper 的步长和手续费；该交易所自己的可能不同
state-guessed-steps = paper 没有 { $symbol }：步长按其价格估计
state-tell-position = 请指明是哪一个：--position long:0.01@60000
state-no-stop-orders = { $exchange } 现货没有止损单：那里什么都不挂，机器人停止时没有任何保护
state-coinex-ends = CoinEx 已宣布终止全部交易：订单可能被拒绝，资金可能无法取出

## What core says.  It speaks English only, and some of it is stored: it is known by its shape and told again, so these
## sentences must be core's own, letter for letter, without choices.  A test holds the two together.

# Why something is closed, canceled, refused or left alone
core-oversold = 卖出多于持有
core-at-the-stop = 价格已到止损
core-stop-at-once = 止损会立即触发
core-stop-refused = 止损被拒绝
core-unprotected = 无保护时间过长
core-no-id-left = 没有可用于止损的订单号了
core-never-reached = 从未到达交易所
core-no-more-at-once = 在 { $price } 或更优价位没有更多可立即成交的卖单
core-not-reachable = 无法连接交易所
core-too-late = 太晚，不再发送
core-would-trigger = 会立即触发
core-no-margin = 保证金或余额不足
core-reduce-only = reduce-only 被拒绝
core-filter = 价格、数量或金额限制
core-many-conditions = 条件单过多
core-not-in-time = 未及时发送
core-rate-limit = 请求过于频繁
core-market-closed = 市场休市
core-linked = 由联动订单结束
core-position-closed = 仓位已平
core-liquidated = 已强平
core-lost = 交易所已不再知道它
core-refused = 被拒绝

# The engine
core-changed-meanwhile = 其间另一个进程改动了这个 bracket；请重新发送
core-not-saved = 账本未能记录（{ $error }）
core-earlier-unsaved = 较早的消息还未能保存
core-look-at-brackets = 请看 /brackets
core-defect = 机器人执行失败，详情见日志
core-being-done = 正在执行
core-late-entry = 这条消息已有 { $seconds } 秒；入场不会迟到执行
core-late = 这条消息已有 { $seconds } 秒；太迟，不再执行
core-send-again = 请重新发送
core-not-traded = { $symbol } 不在 { $account } 交易
core-unreachable = 现在无法连接 { $account }
core-unreachable-why = 现在无法连接 { $account }（{ $error }）
core-unread = { $account } 上的 { $symbol } 现在无法读取
core-another-works = { $account } 不接受订单：另一个 Bracketeer 正在使用它
core-stopped = { $account } 不接受订单：因程序缺陷停止，见日志
core-key-withdraws = { $account } 不接受订单：其密钥可以提币，因此那里只平仓和保护
core-key-mend = 请在交易所取消该密钥的此权限，然后运行：bracketeer account test
core-rests-days = 在那里挂着的止损和目标会在 { $days } 天后终止，并在前一天重新下达
core-market-twice = { $account } 上的 { $symbol } 出现了两次
core-no-account = 没有账户 "{ $name }"
core-did-you-mean = 是不是 "{ $name }"？
core-there-are = 有 { $names }
core-names-there-are = 有 paper、paper_spot，以及 `bracketeer exchanges` 列出的账户

# Size, price, margin
core-below-smallest = { $asked } 低于最小数量 { $least } { $base }
core-above-largest = { $asked } 高于交易所的最大订单 { $most }
core-rounded-down = { $asked } 向下取整为 { $quantity }（步长 { $lot }）
core-below-tick = { $price } 不到一个最小价位
core-through = 限价 { $limit } 穿过市价 { $price } 达 { $share }；最多允许 { $reach }
core-write-market = 要立即入场请写 `market`
core-below-notional = { $quantity } 价值 { $worth }，低于交易所最小值 { $least }
core-at-least = 至少 { $least }
core-above-cap = { $worth } 超过本账户单笔上限 { $cap }
core-cap-setting = 设置项 BRACKETEER_MAX_NOTIONAL
core-earlier-entries = 本消息较早的入场占用 { $amount }
core-not-free = 需要 { $need }，可用 { $free }
core-not-now = { $symbol } 此刻不交易
core-exits-tried = 出场、`close` 和 `cancel` 仍会尝试
core-stop-too-small = { $quantity } 的止损单对交易所来说太小
core-nearer-stop = 更大的数量或更近的止损
core-room = { $account } 的 { $symbol } 最多可挂 { $most } 个条件单；此处需要：{ $need }，该处其他：{ $rest }
core-fewer-targets = 减少目标，或取消该处的一些其他订单
core-no-exits-there = { $account } 上的 { $symbol } 不接受可作为止损的任何订单
core-reach = { $account } 上的 { $symbol } 不接受 { $price } 的卖单，最高 { $most }
core-nearer-target = 更近的目标
core-whole-stop = `stoploss ... 100%p`
core-pairs-guard-all = 联动订单保护其卖出的全部，而不是一部分
core-foreign-from = { $account } 上 { $symbol } 的 { $position }（价格 { $price }）不是在这里开的
core-foreign = { $account } 上 { $symbol } 的 { $position } 不是在这里开的
core-confirm-adopt = 请确认接管，或先平掉
core-own-stop = { $account } 上 { $symbol } 的仓位自带 { $price } 的止损，不是在这里设置的
core-own-target = { $account } 上 { $symbol } 的仓位自带 { $price } 的止盈目标，不是在这里设置的
core-confirm-replace = 请确认替换，或先撤掉
core-would-close = 账户持有 { $held }；单向模式下 { $side } 入场会把它平掉
core-close-first = 先 `{ $line }`
core-adopted-until = 止损立即保护接管的 { $quantity }，入场成交前位于 { $price }
core-adopted = 止损立即保护接管的 { $quantity }
core-more-than-position = { $quantity } 超过仓位 { $whole }
core-no-stop = 没有止损：亏损没有任何限制
core-beyond-liquidation = 止损 { $price } 超出强平价（约 { $near }）
core-beyond-isolated = 止损 { $price } 超出逐仓的强平价（约 { $near }）
core-smaller-size = 更近的止损或更小的数量
core-less-leverage = 更近的止损或更低的杠杆
core-liquidation = 强平价约 { $near }

# Levels
core-no-price-above-zero = { $price } 不是大于零的价格
core-no-entry-yet = { $price } 从入场价算起，但还没有成交的入场
core-write-price = 写一个价格，或 `off 2%`
core-level-not-above-zero = { $what } { $price } 不大于零
core-far = { $what } { $price } 距 { $now } 有 { $share }
core-distance-near = { $name } 距离为 { $size } { $quote }，不到价格的 { $share }
core-distance-far = { $name } 距离为 { $size } { $quote }，超过价格的 { $share }
core-distance-percent = { $share } 应写作 `{ $price }`
core-wrong-side-below = { $side } 的{ $what }必须低于市价 { $now }，而 { $price } 是 { $where }
core-wrong-side-above = { $side } 的{ $what }必须高于市价 { $now }，而 { $price } 是 { $where }
core-wrong-side-not-below = { $side } 的{ $what }必须低于市价 { $now }，不能在 { $where }
core-wrong-side-not-above = { $side } 的{ $what }必须高于市价 { $now }，不能在 { $where }
core-stop-word = 止损
core-target-word = 目标
core-trail-waits = 等待价格的 trail 会使仓位在此之前没有止损
core-add-stop = 加上 `sl off 2%`
core-would-be-at-once = `{ $line }` 会立即成立

# Planning
core-opposite = 一条消息里的 long 和 short 入场在单向模式下会互相平掉
core-spot-short = { $symbol } 是现货市场，无法做空
core-by-cost = { $account } 的市价买单按金额而不是按币数计算：`market` 会以最新价上方最多 { $share } 的即时限价单发送
core-sent-at-once = 以 { $price } 的即时限价单发送，高于最新价 { $share }，因为 { $account } 的市价买单按金额计算；未立即成交的部分不会买入
core-coarse-step = { $account } 的市价买单按金额计算，而在 { $price } 处 { $step } 的价格步长太粗，无法用限价单代替
core-enter-limit = 请用限价进场
core-no-price = 还不知道 { $symbol } 的价格
core-try-again = 请稍后再试
core-full-entries = #{ $id } 已有 { $most } 个入场，不能再多
core-being-closed = { $side } 仓位正在平仓
core-wait-flat = 请等到空仓
core-breakeven-no-stop = `breakeven` 移动止损，但没有止损
core-farthest = `100%p` 取其余的全部，所以必须是最远的目标
core-over-100 = 目标合计超过 100 %
core-full-targets = 一个仓位在整个存续期内最多 { $most } 个目标
core-no-target-for = { $share } 没有目标，会一直持有到止损
core-nothing-to-guard = 没有可保护的 { $symbol } { $side } 仓位
core-side-not-filled = #{ $id } 的 { $side } 入场尚未成交
core-exits-later = 成交后即可添加出场
core-joins = 并入 #{ $id }，其持有 { $quantity }
core-sl-sooner = 位于 { $price } 的 sl 会先于位于 { $limit } 的本次入场触发，平掉 { $bracket } 并撤销该入场
core-replaces-stop = 它的止损取代现有的止损
core-trail-tightens = 单独的 trail 只会收紧现有的 sl

# Commands about what stands
core-nothing-ours = 我们在 { $symbol } 没有未平仓位
core-no-side-ours = 我们在 { $symbol } 没有 { $side } 仓位
core-say-which = 同时有 long 和 short；请指明哪个
core-or = `{ $first }` 或 `{ $second }`
core-closes-all = 平掉 { $bracket } 的全部
core-less-than-step = 不到仓位的一个步长
core-too-small = { $quantity } 对交易所来说太小
core-sl-stays = { $quantity } 现在小于交易所的最小手数 { $lot }：其 sl 保持原位
core-closes-rest = 平掉 { $bracket } 的全部：剩余数量太小，无法下单
core-closes-part = 平掉 { $bracket } 的 { $quantity }
core-has-no = #{ $id } 没有 { $what }
core-position-has-no = 该仓位没有 { $what }
core-cancels = { $bracket }：撤销 { $what }
core-nothing-then = 此后亏损没有任何限制
core-entry-without-stop = 届时仍挂着的入场不会自带 sl
core-which-target = 哪个目标？
core-its-targets = 其目标：{ $targets }
core-moved-wrong-side = { $what } { $price } 在市价 { $now } 的错误一侧
core-moved-beyond-entry = { $what } { $price } 在入场价 { $entry } 的错误一侧
core-moves = #{ $id }：{ $what } 移至 { $price }
core-trail-keeps = 其 trail 使它保持在 { $price }
core-position-moves = 该仓位：{ $what } 移至 { $price }
core-the-position = 该仓位
core-entry-not-filled = #{ $id } 的入场尚未成交
core-breakeven-wrong-side = 保本价是 { $price }，在市价 { $now } 的错误一侧
core-breakeven-at = { $bracket }：止损移至保本价 { $price }
core-breakeven-stays = { $bracket }：sl 保持在 { $price }，比保本价 { $even } 更紧
core-nothing-until = 在此之前亏损没有任何限制

# What explaining adds
core-orders-unknown = 这里不知道挂着哪些订单，所以都不显示
core-follows = sl 以 { $distance } 的距离跟随最优价
core-follows-after = 价格到达 { $price } 后，sl 以 { $distance } 的距离跟随最优价
core-even-first = 第一个目标成交后，sl 移至含手续费的保本价
core-even-at = 价格到达 { $price } 后，sl 移至含手续费的保本价
core-even-allowed = 价格允许后，sl 移至含手续费的保本价
core-price-option = 用 --price 给出它的价格
core-give-price = 用 --price 给出一个
core-not-known = { $account } 上不认识 { $symbol }

# Reading a text
core-too-long = 文本有 { $size } 个字符，最多 { $most } 个
core-in-parts = 请分几次发送
core-placeholder = 占位符 "{ $word }" 没有被填入
core-correct-alert = 请在发送处更正警报的文本
core-no-command = 这段文本里没有命令
core-too-many = 一条消息最多 { $most } 个命令
core-plain-letters = 只能用普通字母和数字
core-bad-character = 字符 { $name } 不属于本语言
core-unreadable = 文本读到这里无法继续
core-named-twice = "{ $word }" 出现了两次
core-two-headers = "{ $account }" 上的 "{ $symbol }" 在两个抬头下都有命令
core-one-header = 请写在一个抬头下
core-markets = { $count } 个市场（交易对乘账户），最多 { $most } 个
core-commands = { $count } 个命令，最多 { $most } 个
core-speaks-of-position = "{ $word }" 指的是仓位；入场数量以基础币计
core-write = 请写 { $line }
core-limit-price = 限价入场需要自己的价格
core-second-entry = 一条消息里有第二个 { $side } 入场
core-own-message = 请作为单独的消息发送
core-side-beside = { $side } 入场旁边有 { $command }
core-names-position = 方向指的是仓位：是不是 "{ $line }"？
core-stop-below-100 = 止损距离要小于 100%
core-short-gains = 做空最多盈利 100%
core-say-stoploss = 请写在 "stoploss" 命令里，或 "sl-or-tp … tp … sl …"
core-no-stop-there = takeprofit 里不能有止损
core-needs-tp = { $command } 需要 tp
core-needs-sl = { $command } 需要 sl 或 trail
core-write-two = 请写 "sl-or-tp … sl … tp …"，或单独的 "takeprofit"
core-no-target-there = stoploss 里不能有目标
core-one-stop-may = 一个止损可以写 "sl off 2% trail 1%"
core-second-stop = { $side } 有第二个止损
core-breakeven-twice = 一个止损写了两次 "breakeven"
core-second-rest = 第二个目标取了其余全部
core-nearer-share = 给较近的目标一个比例：33%p
core-targets-add-up = { $side } 的目标合计 { $total }%p
core-100-at-most = 最多 100%p，最后的 100%p 取其余部分
core-not-with-entry = "{ $command }" 管理已有的订单，不能与入场同用
core-breakeven-option = 出场命令之后的 "breakeven" 会成为它的选项
core-breakeven-first = 请先写 breakeven，或写在同一行
core-said-twice = "{ $word }" 写了两次
core-twice-in-command = 一个命令里写了两次 "{ $word }"
core-limit-needs-price = limit 需要价格
core-market-no-price = market 订单不带价格
core-trail-in-trailing = trailing 命令里有 "trail"
core-at-is-entry = "at" 属于限价入场，出场写 sl 或 tp
core-stop-may-wait = 止损可以用 "after 63000" 等待
core-trailing-range = 跟踪距离要大于 0% 且小于 100%
core-above-zero = "{ $word }" 必须大于零
core-zero-price = "{ $word }" 是零或更小的价格
core-of-position = 仓位的 "{ $word }"
core-share-range = 比例要大于 0%p，最多 100%p
core-decimals = "{ $word }" 的小数超过 { $most } 位

# What was probably meant
core-price-forms = 价格写作 "off 2%"、"e+4%" 或 "63000"
core-a-stop-is = 止损写作 "sl off 2%"
core-is-not = "{ $word }" 不是{ $what }
core-missing = 末尾缺少{ $what }
core-word-by = 单词 "by"
core-word-to = 单词 "to"
core-a-percentage = 百分比
core-a-side = 方向
core-a-size = 数量
core-a-distance = 距离
core-a-price = 价格
core-an-account = 账户名
core-what-to-move = sl、tp 或 tpN
core-no-symbol = "on" 前面缺少交易对
core-write-symbol = 请写 "BTCUSDT" 或 "BTC/USDT"
core-not-a-symbol = "{ $word }" 不是交易对
core-symbol-first = 交易对和账户要写在最前面
core-leave-out = 去掉它，或用逗号连接交易对："{ $line }"
core-before-header = "{ $word }" 写在抬头之前
core-no-on = "{ $word }" 后面缺少 "on"
core-no-on-account = "{ $word }" 后面缺少 "on" 和账户
core-no-account-after = "on" 后面缺少账户，"{ $word }" 是命令
core-account-names = 名称形如 "Binance_F"、"paper" 或 "paper:NAME"
core-later = "{ $word }" 属于本语言，但不在这个版本里
core-not-to = "{ $word }" 不是单词 "to"
core-side-first = 方向写在前面："{ $line }"
core-entry-side = "{ $word }" 用于入场；在 "{ $command }" 之后，方向指的是仓位
core-write-either = 请写 "{ $first }" 或 "{ $second }"
core-of-what = 什么的 "{ $word }"？入场数量以基础币计
core-not-a-size = "{ $word }" 不是数量
core-off-unsigned = "off" 是不带符号的距离；sl、tp 和方向决定往哪边
core-percent-alone = 单独的 "{ $word }" 不是价格
core-not-a-price = "{ $word }" 不是价格
core-numbers-like = 数字形如 "0.01"：小数点两边各最多 18 位
core-no-sign = 数字不带符号
core-all-digits = 请写出全部数字
core-blank = "{ $word }" 后面缺少空格
core-not-a-number = "{ $word }" 不是数字
core-unknown-word = 不认识的词 "{ $word }"
core-what-to-do = 请写要做什么："market long 0.01 sl off 2% tp off 5%"
core-command-missing = 末尾缺少命令
core-command-before = "{ $word }" 前面缺少命令
core-several-targets = 多个目标请写 "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"
core-not-a-clause = "{ $word }" 是名称，不是子句
core-cancel-what = 可撤销 all、entries、exits、sl、tp 或 tpN
core-off-after = 请写 "sl off …" 或 "tp off …"
core-limit-is = 限价单写作 "{ $line }"
core-without-blank = 请写 "{ $word }"，不带空格
core-cannot-stand = "{ $word }" 不能写在这里

# what heads many notices at once, after the chat platform was away
post-meanwhile = 本聊天自 { $since } 起无法送达期间：
post-aside = 有一条关于 #{ $id } 的消息无法在此显示，已搁置。/why { $id } 会说明发生了什么。
chat-away = { $platform } 无法使用：{ $why }。交易继续进行。
chat-back = { $platform } 已恢复。

# an exchange that does not answer; "lasted" is a length of time such as 10 min 5 s
notice-away = #{ $id } ⚠ 交易所已有 { $lasted } 没有给出关于 { $symbol } 的可读应答；位于 { $price } 的 sl 挂在那里，期间不监视其他内容
notice-away-bare = #{ $id } ⚠⚠ 无保护：交易所已有 { $lasted } 没有给出关于 { $symbol } 的可读应答，持有的 { $quantity } 在那里没有 sl
notice-away-partly = #{ $id } ⚠⚠ 部分无保护：交易所已有 { $lasted } 没有给出关于 { $symbol } 的可读应答；位于 { $price } 的 sl 使 { $quantity } 中的 { $bare } 没有保护
notice-away-entry = #{ $id } ⚠ 交易所已有 { $lasted } 没有给出关于 { $symbol } 的可读应答；期间成交的入场，其 sl 位于 { $price }
notice-away-entry-bare = #{ $id } ⚠ 交易所已有 { $lasted } 没有给出关于 { $symbol } 的可读应答；期间成交的入场在它应答之前没有 sl
notice-back = #{ $id } 交易所在 { $lasted } 后重新应答；接下来说明期间发生的事
journal-away = 交易所自 { $since } 起没有应答
journal-back = 交易所重新应答

# what others did, or have resting, in a bracket's market
ticket-not-us = 并非我们
ticket-not-by-us = { $head }，且并非由我们：盈亏未知，手续费 { $fees }
ticket-not-closed-by-us = { $earned }；未计入：并非由我们平掉的 { $quantity }
ticket-not-entered-by-us = { $earned }；未计入：并非由我们开的 { $quantity }
others-title = 不是我们的，不予理会
column-whose = 归属
column-id = 编号
column-seen = 见于
others-ago = { $seconds } 秒前
others-bot = 另一个机器人的
others-person = 某人的
others-reduce-only = { $type }，只减仓
others-limit = { $trigger }，限价 { $price }
others-may-close-many = ⚠ 有 { $count } 个不属于我们的订单也可能把它平掉；/orders 会列出
others-may-close = ⚠ 不是我们的，也可能把它平掉：{ $side } { $quantity } { $type } @ { $price }
not-counted = { $earned }，{ $quantity } 并非由我们
core-market-both = 请指明账户和交易对，如 paper BTCUSDT
command-positions-account = 该账户的
command-orders-account = 该账户的
command-positions-symbol = 在该市场
command-orders-symbol = 在该市场

ticket-pnl = 盈亏 { $pnl }
ticket-pnl-risk = 盈亏 { $pnl }，风险 { $risk }
ticket-pnl-safe = 盈亏 { $pnl }，触及 sl 时至少 { $least }

command-link = 一次性代码，让你在另一个平台上也是同一个人
linked =
    请在两天内于另一个平台把它发给我，你在两边就是同一个人：
    /start { $code }

notice-suspended = #{ $id } ⚠ 该市场目前停止交易：已挂的订单保留，缺少的会继续尝试；若该市场已永久关闭，/forget { $id } 可放弃此 bracket
notice-resumed = #{ $id } 该市场恢复交易
command-forget = 经确认后不再照看市场已关闭的 bracket；不发送任何内容
command-forget-bracket = bracket 的编号，见单据
ask-forget =
    #{ $id } { $symbol }（{ $account }）：其市场未在交易。那里最后已知的内容：
    { $known }
    不会发送任何内容，此后也不再照看其中任何一项。请先查看交易所：那里是否已没有任何残留？(y/N)
forget-position = 仓位：{ $side } { $quantity } { $base }
forget-order = { $name }：{ $side } { $amount }
forget-unsure = { $name }：{ $side } { $amount }（已发送，从未得到答复）
forget-nothing = 没有我们的任何内容
forget-traded = #{ $id } 仍在交易；用 /close 或 /cancel 结束它。未发送任何内容。
forget-resting = #{ $id }：其市场只是暂停而未关闭，我们的订单仍挂在那里；请先用 /cancel { $id } 撤掉它们。未发送任何内容。
forget-unknown = #{ $id }：交易所尚未说明其市场是否已关闭；请稍后再试。未发送任何内容。
forget-changed = #{ $id } 的已知情况已有变化；请再次发送 /forget { $id }。未发送任何内容。
forget-way = 若其市场已永久关闭，/forget { $id } 可放弃此 bracket。
notice-forgotten = #{ $id } ⚠ 已放弃：未发送任何内容，此后也不再照看；那里最后已知：{ $quantity } { $base }
ticket-forgotten = #{ $id } 已放弃：{ $side } { $symbol }（{ $account }）；那里最后已知：{ $held } { $base }
notice-stopped = #{ $id } ⚠ 账户 { $account } 因程序缺陷停止，它可能已无人照看；挂在交易所的订单保留。请查看交易所和日志，然后重启机器人。
notice-account-stopped = ⚠ 账户 { $account } 因程序缺陷停止，不再接受新入场。请查看日志，然后重启机器人。
notice-taken = ⚠ 另一个程序正在接收这个 { $platform } 机器人的消息，其令牌可能已被盗。在 admin 发送 /resume 之前，账户 { $accounts } 不再入场；已有仓位继续受保护。请停止那个程序，或为机器人换一个新令牌。
notice-no-entries = ⚠ { $name } 已停止 { $account } 的新入场；已有的仍受保护
notice-waits = ⚠ { $accounts } 现在没有应答；你会在十五秒内得到答复
notice-entries = { $name } 已结束 { $account } 的停止：重新接受新入场
every-account = 所有账户
bracket-of = { $id } { $symbol }（{ $account }）
notice-cut-off = ✗ 我在执行“{ $line }”之前被停止，其中没有发送任何内容：{ $why }
journal-listed = 市场的最小变动：价格 { $tick }，数量 { $lot }
journal-listed-halted = 市场的最小变动：价格 { $tick }，数量 { $lot }，目前停止交易

core-nothing-sent = 未发送任何内容
core-until = { $error }，直到 { $time } UTC
core-clock-unknown = 无法将本机时钟与 { $account } 的时钟比较
core-clock-ahead = 本机时钟比 { $account } 快 { $size }
core-clock-behind = 本机时钟比 { $account } 慢 { $size }
core-clock-right = 请校正时钟，然后重启机器人
