-- At most one row: the expression has the same value in every row. Of two servers of different kinds that mark the
-- database at the same time, the second one finds the mark of the first one.
--
-- Until now such servers could leave both marks, and then neither of them started. A database without users can belong to
-- either kind, so it loses both marks. With users, strangers may have its accounts, so it is for demos.
DELETE FROM marks
WHERE (SELECT COUNT(*) FROM marks) > 1 AND (name <> 'demo' OR NOT EXISTS (SELECT 1 FROM users));
CREATE UNIQUE INDEX marks_single ON marks ((name IS NOT NULL));
