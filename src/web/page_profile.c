/* page_profile.c - owns the page of one donor and the page of one recipient. */
#include <stdlib.h>

#include "src/web/pages.h"

typedef enum xj_status profile_view(struct xj_data *d, const char *who,
                                    struct xj_output *o, struct xj_error *err);

struct profile {
	const char *who;
	profile_view *view;
};

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	const struct profile *p = ctx;

	return p->view(c->data, p->who, o, err);
}

static enum xj_status show(struct web_call *c, const char *who, const char *title,
                           profile_view *v, struct xj_error *err)
{
	struct profile p = { who, v };
	const struct web_page page = { .title = xj_str_c(title), .rank = 4, .file = "profile" };
	enum xj_status st = web_data(c, err);

	return st ? st : web_show(c, &page, view, &p, err);
}

/* Keys of persons begin with p: nobody's name should be found by a search engine
 * that reads this site. */
enum xj_status web_page_donor(struct web_call *c, struct xj_error *err)
{
	const char *name = web_value(&c->query, "name");
	char *key = web_copy(c->part.n ? c->part : xj_str_c(name));
	enum xj_status st;

	if (!key)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	c->noindex = key[0] != 'b';
	c->about_name = "donor";
	c->about_value = xj_str_c(key);
	if (!*key)
		st = xj_fail(err, XJ_USAGE, _("say which donor: name=..."));
	else
		st = show(c, key, *name ? name : key, xj_view_donor, err);
	c->about_name = NULL;
	free(key);
	return st;
}

enum xj_status web_page_recipient(struct web_call *c, struct xj_error *err)
{
	const char *name = web_value(&c->query, "name");
	struct xj_buf exact;
	enum xj_status st;

	if (!*name)
		return xj_fail(err, XJ_USAGE, _("say which recipient: name=..."));
	xj_buf_init(&exact, WEB_MAX_TARGET);
	st = xj_buf_addf(&exact, "=%s", name);
	c->about_name = "recipient";
	c->about_value = xj_buf_str(&exact);
	if (!st)
		st = show(c, name, name, xj_view_recipient, err);
	c->about_name = NULL;
	xj_buf_clear(&exact);
	return st;
}
