/*
 * load.c - owns rule files: where they come from, and which rule replaces which.
 * Whether the query is sound shows when it runs.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtin.h"
#include "rules_private.h"
#include "xianjin/text.h"

#define MAX_RULE_BYTES (1u << 20)
#define MAX_RULES 1000u

struct loading {
	struct xj_rules *r;
	void (*warn)(void *ctx, const char *text);
	void *ctx;
};

const char *xj_rules_keep(struct xj_rules *r, struct xj_str text)
{
	struct xj_kept *k = malloc(sizeof(*k) + text.n + 1);

	if (!k)
		return NULL;
	if (text.n)
		memcpy(k->text, text.p, text.n);
	k->text[text.n] = '\0';
	k->next = r->kept;
	r->kept = k;
	return k->text;
}

/* ---- adding ---------------------------------------------------------- */

static const char *page_of(const struct xj_builtin *pages, struct xj_str id)
{
	for (const struct xj_builtin *p = pages; p->name; p++)
		if (xj_str_is(id, p->name))
			return p->text;
	return NULL;
}

static enum xj_status make_rule(struct xj_rules *r, const char *file,
                                const struct xj_rule_head *h, bool ours,
                                struct xj_rule *out, struct xj_error *err)
{
	struct xj_str en[2], zh[2];

	xj_rule_head_halves(h->value[XJ_H_TITLE], &en[0], &zh[0]);
	xj_rule_head_halves(h->value[XJ_H_MESSAGE], &en[1], &zh[1]);
	*out = (struct xj_rule){
		.id = xj_rules_keep(r, h->value[XJ_H_ID]),
		.law = xj_rules_keep(r, h->value[XJ_H_LAW]),
		.severity = xj_rules_keep(r, h->value[XJ_H_SEVERITY]),
		.unit = xj_rules_keep(r, h->value[XJ_H_UNIT]),
		.needs = xj_rules_keep(r, h->value[XJ_H_NEEDS]),
		.title_en = xj_rules_keep(r, en[0]), .title_zh = xj_rules_keep(r, zh[0]),
		.message_en = xj_rules_keep(r, en[1]),
		.message_zh = xj_rules_keep(r, zh[1]),
		.sql = xj_rules_keep(r, h->sql),
		.file = xj_rules_keep(r, xj_str_c(file)),
		.line = h->sql_line,
		.page = ours ? page_of(xj_builtin_pages, h->value[XJ_H_ID]) : NULL,
		.page_zh = ours ? page_of(xj_builtin_pages_zh, h->value[XJ_H_ID]) : NULL,
	};
	if (!out->id || !out->law || !out->severity || !out->unit || !out->needs ||
	    !out->title_en || !out->title_zh || !out->message_en || !out->message_zh ||
	    !out->sql || !out->file)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return XJ_OK;
}

/* A user's rule replaces ours of the same id, but not another one of his. */
static enum xj_status place_rule(struct xj_rules *r, const struct xj_rule *rule,
                                 bool ours, struct xj_error *err)
{
	struct xj_rule *more;

	for (size_t i = 0; i < r->rules; i++) {
		if (strcmp(r->rule[i].id, rule->id) != 0)
			continue;
		if (ours || strchr(r->rule[i].file, '/'))
			return xj_fail(err, XJ_BAD_INPUT, _("%s: line 1: the id %s is that of "
			               "%s too"), rule->file, rule->id, r->rule[i].file);
		r->rule[i] = *rule;
		return XJ_OK;
	}
	if (r->rules >= MAX_RULES)
		return xj_fail(err, XJ_LIMIT, _("%s: more than %u rules"), rule->file,
		               MAX_RULES);
	more = realloc(r->rule, (r->rules + 1) * sizeof(*more));
	if (!more)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	r->rule = more;
	r->rule[r->rules++] = *rule;
	return XJ_OK;
}

static enum xj_status add_rule(const struct loading *l, const char *file,
                               struct xj_str text, bool ours, struct xj_error *err)
{
	struct xj_error why = { 0 };
	struct xj_rule rule;
	struct xj_rule_head h;
	enum xj_status st;

	if (xj_str_starts(text, XJ_STR("\xef\xbb\xbf")))
		text = xj_str_of(text.p + 3, text.n - 3);
	xj_rule_head_read(text, &h);
	if (xj_utf8_valid(text) != text.n || memchr(text.p, '\0', text.n))
		st = xj_rule_head_wrong(file, 1, &why, _("the file is not UTF-8 text"));
	else
		st = xj_rule_head_check(file, &h, &why);
	if (!st)
		st = make_rule(l->r, file, &h, ours, &rule, &why);
	if (!st)
		st = place_rule(l->r, &rule, ours, &why);
	if (st == XJ_BAD_INPUT) {
		if (l->warn)
			l->warn(l->ctx, why.text);
		return XJ_OK;
	}
	if (st && err)
		*err = why;
	return st;
}

/* ---- folders --------------------------------------------------------- */

static enum xj_status read_file(const char *path, struct xj_buf *out,
                                struct xj_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat info;
	enum xj_status st = XJ_OK;
	ssize_t got = 1;

	xj_buf_reset(out);
	if (fd < 0 || fstat(fd, &info) != 0)
		st = xj_fail(err, XJ_IO, _("%s: cannot open: %s"), path, strerror(errno));
	else if (!S_ISREG(info.st_mode))
		st = xj_fail(err, XJ_BAD_INPUT, _("%s: is not an ordinary file"), path);
	while (!st && got > 0) {
		char piece[4096];

		got = read(fd, piece, sizeof(piece));
		if (got < 0)
			st = xj_fail(err, XJ_IO, _("%s: cannot read: %s"), path,
			             strerror(errno));
		else if (xj_buf_add(out, piece, (size_t)got))
			st = xj_fail(err, XJ_BAD_INPUT, _("%s: is larger than %u bytes, the "
			             "most a rule may have"), path, MAX_RULE_BYTES);
	}
	if (fd >= 0)
		close(fd);
	return st;
}

static int is_sql(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 4 && d->d_name[0] != '.' && strcmp(d->d_name + n - 4, ".sql") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static enum xj_status add_file(const struct loading *l, const char *path,
                               struct xj_buf *text, struct xj_error *err)
{
	struct xj_error why = { 0 };
	enum xj_status st = read_file(path, text, &why);

	if (!st)
		return add_rule(l, path, xj_buf_str(text), false, err);
	if (l->warn)
		l->warn(l->ctx, why.text);
	return XJ_OK;
}

static enum xj_status add_folder(const struct loading *l, const char *folder,
                                 struct xj_error *err)
{
	struct dirent **list;
	struct xj_buf path, text;
	enum xj_status st = XJ_OK;
	int n = scandir(folder, &list, is_sql, by_bytes);

	if (n < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot open the folder of rules: %s"),
		               folder, strerror(errno));
	if (n == 0 && l->warn)
		l->warn(l->ctx, _("the folder of rules has no file that ends in .sql"));
	xj_buf_init(&path, 8192);
	xj_buf_init(&text, MAX_RULE_BYTES);
	for (int i = 0; i < n; i++) {
		xj_buf_reset(&path);
		if (!st && xj_buf_addf(&path, "%s/%s", folder, list[i]->d_name))
			st = xj_fail(err, XJ_LIMIT, _("%s: a path is too long"), folder);
		if (!st)
			st = add_file(l, path.p, &text, err);
		free(list[i]);
	}
	free(list);
	xj_buf_clear(&path);
	xj_buf_clear(&text);
	return st;
}

static enum xj_status add_ours(const struct loading *l, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	char file[100];

	for (const struct xj_builtin *b = xj_builtin_rules; b->name && !st; b++) {
		snprintf(file, sizeof(file), "%s.sql", b->name);
		st = add_rule(l, file, xj_str_c(b->text), true, err);
	}
	return st;
}

/* ---- the whole ------------------------------------------------------- */

/* The gravest first; then by id: the order of flags too. */
static int by_severity(const void *a, const void *b)
{
	static const char order[] = "CAFSI";
	const struct xj_rule *x = a, *y = b;
	const char *i = strchr(order, x->severity[0]), *k = strchr(order, y->severity[0]);

	return i != k ? (i < k ? -1 : 1) : strcmp(x->id, y->id);
}

static enum xj_status keep_only(struct xj_rules *r, const char *id,
                                struct xj_error *err)
{
	const struct xj_rule *found = xj_rules_find(r, id);

	if (!found)
		return xj_fail(err, XJ_USAGE, _("no rule is called \"%.60s\"; xianjin rules "
		               "lists them"), id);
	r->rule[0] = *found;
	r->rules = 1;
	return XJ_OK;
}

enum xj_status xj_rules_load(const struct xj_rules_options *options,
                             struct xj_rules **out,
                             void (*warn)(void *ctx, const char *text), void *ctx,
                             struct xj_error *err)
{
	static const struct xj_rules_options none = { 0 };
	struct xj_rules *r = calloc(1, sizeof(*r));
	const struct loading l = { r, warn, ctx };
	enum xj_status st;

	*out = NULL;
	if (!r)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (!options)
		options = &none;
	st = xj_law_load(r, options->law_file, options->set, options->sets, err);
	if (!st)
		st = add_ours(&l, err);
	if (!st && options->folder)
		st = add_folder(&l, options->folder, err);
	if (!st && r->rules)
		qsort(r->rule, r->rules, sizeof(*r->rule), by_severity);
	if (!st && options->only)
		st = keep_only(r, options->only, err);
	if (st) {
		xj_rules_free(r);
		return st;
	}
	*out = r;
	return XJ_OK;
}

void xj_rules_free(struct xj_rules *r)
{
	if (!r)
		return;
	while (r->kept) {
		struct xj_kept *next = r->kept->next;

		free(r->kept);
		r->kept = next;
	}
	free(r->rule);
	free(r->law);
	free(r);
}

size_t xj_rules_count(const struct xj_rules *r)
{
	return r->rules;
}

const struct xj_rule *xj_rules_get(const struct xj_rules *r, size_t i)
{
	return i < r->rules ? &r->rule[i] : NULL;
}

const struct xj_rule *xj_rules_find(const struct xj_rules *r, const char *id)
{
	for (size_t i = 0; i < r->rules; i++)
		if (strcmp(r->rule[i].id, id) == 0)
			return &r->rule[i];
	return NULL;
}

const char *xj_rules_law_hash(const struct xj_rules *r)
{
	return r->law_hash;
}

size_t xj_law_rows(const struct xj_rules *r, const struct xj_law_row **rows)
{
	*rows = r->law;
	return r->law_rows;
}
