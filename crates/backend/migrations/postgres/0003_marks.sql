-- Says for whom the database is: the mark `demo` is for demos and imitated servers only.
CREATE TABLE marks (name TEXT PRIMARY KEY);
