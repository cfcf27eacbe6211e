-- The tables of a catalog of schema 1, as the newscite that made them wrote them.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE articles (
        id TEXT NOT NULL, version INTEGER NOT NULL, current INTEGER NOT NULL,
        origin TEXT NOT NULL, title TEXT NOT NULL, outlet TEXT, author TEXT, published TEXT,
        language TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL,
        page_origin TEXT NOT NULL, page_digest TEXT NOT NULL, page_text BLOB NOT NULL,
        page_media TEXT NOT NULL, page_encoding TEXT NOT NULL, added TEXT NOT NULL,
        PRIMARY KEY (id, version));

CREATE UNIQUE INDEX current_articles ON articles (id) WHERE current = 1;

CREATE INDEX articles_by_page ON articles (page_origin);

CREATE TABLE passages (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        article_id TEXT NOT NULL, version INTEGER NOT NULL, place INTEGER NOT NULL,
        span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, heading TEXT NOT NULL,
        sentences TEXT NOT NULL, indexed_text TEXT NOT NULL, embedding BLOB,
        FOREIGN KEY (article_id, version) REFERENCES articles (id, version) ON DELETE CASCADE);

CREATE INDEX passages_by_article ON passages (article_id, version);

CREATE INDEX searchable_passages ON passages (number) WHERE embedding IS NOT NULL;

CREATE TABLE pending (number INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL);

CREATE TABLE staged (number INTEGER PRIMARY KEY, embedding BLOB NOT NULL);

CREATE VIRTUAL TABLE words USING fts5 (
        title, heading, body, tokenize = 'porter unicode61 remove_diacritics 2');

INSERT INTO meta VALUES ('schema', '1');
