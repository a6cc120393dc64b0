-- Custom header of a generated file
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE users (id integer, name text, "order" integer);--> statement-breakpoint
CREATE TABLE `__new_users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text DEFAULT 'a;b' NOT NULL,
	`order` integer,
	CONSTRAINT "name_check" CHECK("__new_users"."name" <> '')
);
--> statement-breakpoint
INSERT INTO `__new_users`("id", "name", "order") SELECT "id", "name", "order" FROM `users`;--> statement-breakpoint
DROP TABLE `users`;--> statement-breakpoint
ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `users_name_unique` ON `users` (`name`);
