-- Written by adapters/database/squash.py from the migrations; never edited.
BEGIN TRANSACTION;
CREATE TABLE "accounts" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "name" VARCHAR(64) NOT NULL,
    "exchange" VARCHAR(32) NOT NULL,
    "spot" INT NOT NULL,
    "testnet" INT NOT NULL,
    "key_version" INT NOT NULL,
    "wrapped" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "hint" VARCHAR(4) NOT NULL,
    "can_trade" INT,
    "can_withdraw" INT,
    "ip_bound" INT,
    "checked_at" VARCHAR(32),
    "created_at" VARCHAR(32) NOT NULL
);
CREATE TABLE "asking" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "person" VARCHAR(64) NOT NULL,
    "account" VARCHAR(64) NOT NULL,
    "above" VARCHAR(255),
    CONSTRAINT "uid_asking_person_4eeaa5" UNIQUE ("person", "account")
);
CREATE TABLE "brackets" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "number" BIGINT NOT NULL,
    "account" VARCHAR(64) NOT NULL,
    "symbol" VARCHAR(64) NOT NULL,
    "side" VARCHAR(8) NOT NULL,
    "version" BIGINT NOT NULL,
    "closed" INT NOT NULL,
    "document" TEXT NOT NULL
);
CREATE TABLE "chats" (
    "place" VARCHAR(255) NOT NULL  PRIMARY KEY,
    "accounts" TEXT NOT NULL,
    "language" VARCHAR(35) NOT NULL,
    "bound_by" VARCHAR(64) NOT NULL,
    "bound_at" VARCHAR(32) NOT NULL
);
CREATE TABLE "fills" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "bracket" VARCHAR(64) NOT NULL,
    "order_id" VARCHAR(64) NOT NULL,
    "leg" VARCHAR(8) NOT NULL,
    "cum_qty" VARCHAR(255) NOT NULL,
    "quantity" VARCHAR(255) NOT NULL,
    "value" VARCHAR(255) NOT NULL,
    "base_fee" VARCHAR(255) NOT NULL,
    "quote_fee" VARCHAR(255) NOT NULL,
    "at" VARCHAR(32) NOT NULL,
    CONSTRAINT "uid_fills_order_i_4a1845" UNIQUE ("order_id", "leg", "cum_qty")
);
CREATE TABLE "grants" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "person" VARCHAR(64) NOT NULL,
    "account" VARCHAR(64) NOT NULL,
    "role" INT NOT NULL,
    CONSTRAINT "uid_grants_person_afaecf" UNIQUE ("person", "account")
);
CREATE TABLE "guesses" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "person" VARCHAR(64) NOT NULL,
    "at" VARCHAR(32) NOT NULL
);
CREATE TABLE "halts" (
    "account" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "by" VARCHAR(64) NOT NULL,
    "at" VARCHAR(32) NOT NULL,
    "why" TEXT NOT NULL
);
CREATE TABLE "identities" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "person" VARCHAR(64) NOT NULL,
    "name" TEXT NOT NULL,
    "locale" VARCHAR(35) NOT NULL,
    "private" VARCHAR(255) NOT NULL
);
CREATE TABLE "inbox" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "key" VARCHAR(255) NOT NULL UNIQUE,
    "at" VARCHAR(32) NOT NULL,
    "text" TEXT NOT NULL,
    "source" VARCHAR(255) NOT NULL,
    "number" BIGINT NOT NULL,
    "reserved" INT NOT NULL,
    "answer" TEXT
);
CREATE TABLE "invitations" (
    "hash" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "for_owner" INT NOT NULL,
    "person" VARCHAR(64),
    "account" VARCHAR(64),
    "role" INT,
    "made_by" VARCHAR(64) NOT NULL,
    "expires_at" VARCHAR(32) NOT NULL,
    "used_at" VARCHAR(32),
    "used_by" VARCHAR(64)
);
CREATE TABLE "journal" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "bracket" VARCHAR(64) NOT NULL,
    "version" BIGINT NOT NULL,
    "n" INT NOT NULL,
    "at" VARCHAR(32) NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "uid_journal_bracket_2e6d52" UNIQUE ("bracket", "version", "n")
);
CREATE TABLE "left_tickets" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "bracket" VARCHAR(64) NOT NULL,
    "place" VARCHAR(255) NOT NULL,
    "message" VARCHAR(64) NOT NULL,
    CONSTRAINT "uid_left_ticket_place_f7e4ee" UNIQUE ("place", "message")
);
CREATE TABLE "letters" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "outgoing" VARCHAR(128) NOT NULL,
    "place" VARCHAR(255) NOT NULL,
    "bracket" VARCHAR(64) NOT NULL,
    "account" VARCHAR(64) NOT NULL,
    "symbol" VARCHAR(64) NOT NULL,
    "at" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "severity" INT NOT NULL,
    "attempts" INT NOT NULL,
    "done_at" VARCHAR(32),
    "dropped" TEXT,
    CONSTRAINT "uid_letters_outgoin_b39384" UNIQUE ("outgoing", "place")
);
CREATE TABLE "limits" (
    "subject" VARCHAR(80) NOT NULL  PRIMARY KEY,
    "per_order" VARCHAR(255),
    "per_day" VARCHAR(255),
    "symbols" TEXT NOT NULL,
    "leverage" VARCHAR(255)
, "asked" VARCHAR(255));
CREATE TABLE "live_tickets" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "bracket" VARCHAR(64) NOT NULL,
    "place" VARCHAR(255) NOT NULL,
    "message" VARCHAR(64) NOT NULL,
    "shown" VARCHAR(64) NOT NULL,
    "at" VARCHAR(32) NOT NULL, "person" VARCHAR(64),
    CONSTRAINT "uid_live_ticket_bracket_4bf931" UNIQUE ("bracket", "place")
);
CREATE TABLE "meta" (
    "key" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "value" TEXT NOT NULL
);
CREATE TABLE "offsets" (
    "bot" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "next_update" BIGINT NOT NULL
);
CREATE TABLE "order_index" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "bracket" VARCHAR(64) NOT NULL,
    "slot" VARCHAR(16) NOT NULL
);
CREATE TABLE "outbox" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "id" VARCHAR(128) NOT NULL UNIQUE,
    "bracket" VARCHAR(64) NOT NULL,
    "account" VARCHAR(64) NOT NULL,
    "symbol" VARCHAR(64) NOT NULL,
    "at" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "delivered" INT NOT NULL
);
CREATE TABLE "people" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "language" VARCHAR(35) NOT NULL,
    "zone" VARCHAR(64) NOT NULL,
    "confirm" VARCHAR(16) NOT NULL,
    "above" VARCHAR(255)
);
CREATE TABLE "spending" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message" VARCHAR(255) NOT NULL,
    "n" INT NOT NULL,
    "day" VARCHAR(10) NOT NULL,
    "person" VARCHAR(64) NOT NULL,
    "account" VARCHAR(64) NOT NULL,
    "notional" VARCHAR(255) NOT NULL,
    CONSTRAINT "uid_spending_message_98c59f" UNIQUE ("message", "n")
);
CREATE TABLE "tortoise_migrations" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "app" VARCHAR(255) NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMP NOT NULL,
    CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
INSERT INTO "tortoise_migrations" VALUES(1,'ledger','0001_initial','2026-11-21 05:02:55.798266+00:00');
INSERT INTO "tortoise_migrations" VALUES(2,'ledger','0002_accounts','2026-11-21 05:02:55.827407+00:00');
INSERT INTO "tortoise_migrations" VALUES(3,'ledger','0003_people','2026-11-21 05:02:56.022176+00:00');
INSERT INTO "tortoise_migrations" VALUES(4,'ledger','0004_left_tickets','2026-11-21 05:02:56.073439+00:00');
INSERT INTO "tortoise_migrations" VALUES(5,'ledger','0005_asking','2026-11-21 05:02:56.145607+00:00');
INSERT INTO "tortoise_migrations" VALUES(6,'ledger','0006_shown_to','2026-11-21 05:02:56.187987+00:00');
CREATE TABLE "updates" (
    "seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "bot" VARCHAR(64) NOT NULL,
    "update_id" BIGINT NOT NULL,
    "at" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "done" INT NOT NULL,
    CONSTRAINT "uid_updates_bot_881e53" UNIQUE ("bot", "update_id")
);
CREATE INDEX "idx_brackets_closed_1e0c7d" ON "brackets" ("closed", "number");
CREATE INDEX "idx_fills_bracket_dcb39c" ON "fills" ("bracket");
CREATE INDEX "idx_outbox_deliver_dbf55f" ON "outbox" ("delivered", "seq");
CREATE INDEX "idx_guesses_person_1a5cb4" ON "guesses" ("person", "at");
CREATE INDEX "idx_identities_person_42fce3" ON "identities" ("person");
CREATE INDEX "idx_letters_done_at_249bb1" ON "letters" ("done_at", "place", "seq");
CREATE INDEX "idx_spending_day_358d92" ON "spending" ("day", "person");
CREATE INDEX "idx_spending_day_de8ed9" ON "spending" ("day", "account");
CREATE INDEX "idx_updates_done_191bbe" ON "updates" ("done", "at");
CREATE INDEX "idx_inbox_number_d6a04b" ON "inbox" ("number");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('tortoise_migrations',6);
COMMIT;
