-- work.db as version 1 of its schema wrote it; made by the program of that time.
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE decision (
                document_id TEXT PRIMARY KEY,
                kind        TEXT NOT NULL CHECK (kind IN ('approve', 'reject'))
            ) STRICT, WITHOUT ROWID
            ;
INSERT INTO "decision" VALUES('applied','approve');
INSERT INTO "decision" VALUES('rejected','reject');
CREATE TABLE draft (
                document_id TEXT PRIMARY KEY,
                revision    INTEGER NOT NULL,
                comment     TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            ;
INSERT INTO "draft" VALUES('being edited',7,'"wrong total?"');
INSERT INTO "draft" VALUES('conflict',0,'"sent with it"');
INSERT INTO "draft" VALUES('only a comment',8,'"ask Ann"');
INSERT INTO "draft" VALUES('refused',0,'"sent with it"');
INSERT INTO "draft" VALUES('sending',0,'"sent with it"');
INSERT INTO "draft" VALUES('unknown',0,'"sent with it"');
INSERT INTO "draft" VALUES('withdrawn',0,'"sent with it"');
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
INSERT INTO "draft_part" VALUES('conflict','field','total_value',0,'{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}');
INSERT INTO "draft_part" VALUES('refused','field','total_value',0,'{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}');
INSERT INTO "draft_part" VALUES('unknown','field','total_value',0,'{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}');
INSERT INTO "draft_part" VALUES('withdrawn','field','total_value',0,'{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}');
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
            ) STRICT
            ;
INSERT INTO "outbox" VALUES(1,'cd613e30-d8f1-4adf-91b7-584a2265b1f5','waiting','"invoices"','approve','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','waiting','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',0,'""');
INSERT INTO "outbox" VALUES(2,'1e2feb89-414c-443c-9027-c4d1c386bbc4','sending','"invoices"','save','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','sending','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',1,'""');
INSERT INTO "outbox" VALUES(3,'78e51061-7311-48a3-82ce-6f447ed4d57b','applied','"invoices"','approve','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','applied','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',1,'"done"');
INSERT INTO "outbox" VALUES(4,'35bf992d-c9e9-4616-a12e-7696a6cecc1b','rejected','"invoices"','reject','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','applied','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',1,'""');
INSERT INTO "outbox" VALUES(5,'e4b06ce6-0741-47a8-bce4-2c8218072e8c','refused','"invoices"','save','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','refused','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',1,'"because"');
INSERT INTO "outbox" VALUES(6,'9b810e76-6ec9-4286-a3ca-828dd5f4b3b2','conflict','"invoices"','approve','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','conflict','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',1,'"because"');
INSERT INTO "outbox" VALUES(7,'b2221a58-008a-45a6-8464-7159c324c985','unknown','"invoices"','approve','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','unknown','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',1,'"because"');
INSERT INTO "outbox" VALUES(8,'cd447e35-b8b6-48fe-842e-3d437204e52d','withdrawn','"invoices"','reject','{"draft":{"fields":[["total_value",0,{"base":{"value":"1.234,50","box":null},"mine":{"value":"1.234,60","box":[10,20,110,45]}}]],"tables":[],"comment":"sent with it","checked":[]},"wire_names":[["total_value",0,"Inv_Total"]]}','"looks right"','withdrawn','2026-11-01T09:30:00+00:00','2026-11-01T09:30:05+00:00',0,'"because"');
CREATE INDEX outbox_of_document ON outbox (document_id, sequence);
CREATE INDEX outbox_by_state ON outbox (state, sequence);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',8);
COMMIT;
