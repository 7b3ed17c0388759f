-- work.db as version 2 of its schema wrote it; made by the program of that time.
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE decision (
                document_id TEXT PRIMARY KEY,
                kind        TEXT NOT NULL CHECK (kind IN ('approve', 'reject'))
            ) STRICT, WITHOUT ROWID
            ;
CREATE TABLE draft (
                document_id TEXT PRIMARY KEY,
                revision    INTEGER NOT NULL,
                comment     TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            ;
INSERT INTO "draft" VALUES('being edited',7,'"wrong total?"');
INSERT INTO "draft" VALUES('only a comment',7,'"ask Ann"');
CREATE TABLE draft_part (
                document_id TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
                part        TEXT NOT NULL CHECK (part IN ('field', 'table', 'checked')),
                name        TEXT NOT NULL,
                occurrence  INTEGER NOT NULL,
                value       TEXT NOT NULL,
                PRIMARY KEY (document_id, part, name, occurrence)
            ) STRICT, WITHOUT ROWID
            ;
INSERT INTO "draft_part" VALUES('being edited','checked','Date',0,'');
INSERT INTO "draft_part" VALUES('being edited','field','Supplier',1,'{"base":{"value":"Muster GmbH","box":null},"mine":{"value":"M\u00fcller & S\u00f6hne \u202e","box":null}}');
INSERT INTO "draft_part" VALUES('being edited','field','Total',0,'{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}');
INSERT INTO "draft_part" VALUES('being edited','table','Line Items',0,'{"base":{"columns":["Item","Price"],"rows":[{"cells":[{"value":"Bolt"},{"value":"1,00"}]}]},"mine":{"columns":["Item","Price"],"rows":[{"cells":[{"value":"Bolt M8"},{"value":"1,00"}]},{"cells":[{"value":"Nut"},{"value":"0,50"}]}]}}');
CREATE TABLE journal (
                sequence INTEGER PRIMARY KEY,
                entry    TEXT NOT NULL,
                chain    TEXT NOT NULL,
                mac      TEXT NOT NULL
            ) STRICT
            ;
INSERT INTO "journal" VALUES(1,'{"at":"2026-11-01T09:30:00.000000Z","by":{"company":"Acme","server":"https://tenant.example","system_user":"anna","user":"ann","version":"0.0","workstation":"desk-7"},"document":"waiting","facts":{"comment":"looks right","corrections":[{"after":{"box":[10,20,110,45],"value":"1.234,60"},"before":{"value":"1.234,50"},"field":"total_value"}],"decision":"approve","pages":{"1":"abababababababababababababababababababababababababababababababab"},"row":"46341420-2c59-493f-a7f0-c712ecd917e8","unseen_fields":[],"unseen_pages":[],"waived_pages":{}},"format":1,"kind":"decision","seal":"sha256"}','8b1cce2f0ba11b080f68d4c50d681352cf5fad50a32119e6644c4098feefb605','');
CREATE TABLE journalled (
                document_id TEXT NOT NULL,
                part        TEXT NOT NULL CHECK (part IN ('field', 'table')),
                name        TEXT NOT NULL,
                occurrence  INTEGER NOT NULL,
                value       TEXT NOT NULL,
                PRIMARY KEY (document_id, part, name, occurrence)
            ) STRICT, WITHOUT ROWID
            ;
CREATE TABLE outbox (
                sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
                id              TEXT NOT NULL UNIQUE,
                document_id     TEXT NOT NULL,
                collection_name TEXT NOT NULL,
                kind            TEXT NOT NULL CHECK (kind IN ('save', 'approve', 'reject')),
                snapshot        TEXT NOT NULL,
                comment         TEXT NOT NULL,
                state           TEXT NOT NULL,
                created_at      TEXT NOT NULL,
                not_before      TEXT NOT NULL,
                attempts        INTEGER NOT NULL DEFAULT 0,
                note            TEXT NOT NULL DEFAULT '""'
            , seen TEXT, is_updated INTEGER NOT NULL DEFAULT 0, was_unknown INTEGER NOT NULL DEFAULT 0, finished_at TEXT, conflict TEXT, needs_person INTEGER NOT NULL DEFAULT 0) STRICT
            ;
INSERT INTO "outbox" VALUES(1,'46341420-2c59-493f-a7f0-c712ecd917e8','waiting','"invoices"','approve','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[["total_value",0]]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','waiting','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',0,'""','{"document":"{\"id\":\"waiting\",\"file_name\":\"\",\"document_type\":\"\",\"collection_name\":\"invoices\",\"ocr_id\":null,\"page_count\":null,\"overall_confidence\":null,\"is_approved\":false,\"is_rejected\":false,\"uploaded_at\":null,\"fields\":[{\"name\":\"Inv_Total\",\"value\":\"1.234,50\",\"original_value\":\"1.234,50\",\"confidence\":null,\"page\":null,\"box\":null,\"occurrence\":0}],\"tables\":[],\"extras\":\"{}\"}","pages":[[1,"abababababababababababababababababababababababababababababababab"]]}',0,0,NULL,NULL,0);
CREATE TABLE undo_step (
                document_id TEXT NOT NULL,
                position    INTEGER NOT NULL,
                is_undone   INTEGER NOT NULL,
                label       TEXT NOT NULL,
                visit       TEXT NOT NULL,
                change      TEXT NOT NULL,
                PRIMARY KEY (document_id, position)
            ) STRICT, WITHOUT ROWID
            ;
INSERT INTO "undo_step" VALUES('being edited',0,0,'"edit of Total"','"total_value#1"','["field","Total",0,"{\"base\":{\"value\":\"1.234,50\",\"box\":null},\"mine\":{\"value\":\"1.234,60\",\"box\":[10,20,110,45]}}"]');
INSERT INTO "undo_step" VALUES('being edited',1,0,'"edit of the comment"','"comment#2"','["comment","","wrong total?"]');
CREATE INDEX outbox_of_document ON outbox (document_id, sequence);
CREATE INDEX outbox_by_state ON outbox (state, sequence);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',1);
COMMIT;
