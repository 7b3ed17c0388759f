-- cache.db as version 1 of its schema wrote it; made by the program of that time.
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE summary (
                document_id TEXT PRIMARY KEY,
                position    INTEGER NOT NULL,
                document    TEXT NOT NULL
            ) STRICT
            ;
INSERT INTO "summary" VALUES('waiting',0,'{"id":"waiting","file_name":"","document_type":"","collection_name":"invoices","ocr_id":null,"page_count":null,"overall_confidence":null,"is_approved":false,"is_rejected":false,"uploaded_at":null,"fields":[{"name":"Inv_Total","value":"1.234,50","original_value":"1.234,50","confidence":null,"page":null,"box":null,"occurrence":0},{"name":"Supplier","value":"Muster GmbH","original_value":"Muster GmbH","confidence":null,"page":null,"box":null,"occurrence":0}],"tables":[],"extras":"{}"}');
INSERT INTO "summary" VALUES('being edited',1,'{"id":"being edited","file_name":"","document_type":"","collection_name":"invoices","ocr_id":null,"page_count":null,"overall_confidence":null,"is_approved":false,"is_rejected":false,"uploaded_at":null,"fields":[{"name":"Inv_Total","value":"1.234,50","original_value":"1.234,50","confidence":null,"page":null,"box":null,"occurrence":0},{"name":"Supplier","value":"Muster GmbH","original_value":"Muster GmbH","confidence":null,"page":null,"box":null,"occurrence":0}],"tables":[],"extras":"{}"}');
CREATE TABLE view_state (
                key   TEXT PRIMARY KEY,
                value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            ;
INSERT INTO "view_state" VALUES('last open document','"being edited"');
CREATE INDEX summary_in_order ON summary (position);
COMMIT;
