/* forms.h - the fields of forms; each keeps what the address of the page says. */
#ifndef XIANJIN_WEB_FORMS_H
#define XIANJIN_WEB_FORMS_H

#include "src/web/call.h"

struct web_choice {
	const char *value, *text; /* English msgid; text NULL: the value itself */
};

/* <form class="CLASS" action="PATH of ours"; the caller adds what else it has and > */
void web_form_begin(struct web_call *c, struct xj_html *h, const char *class_name,
                    const char *path);
/*  name="NAME" value="what the address says" */
void web_form_value(struct web_call *c, struct xj_html *h, const char *name);
/* A box under LABEL; HINT NULL none. */
void web_form_input(struct web_call *c, struct xj_html *h, const char *name,
                    const char *label, const char *hint);
/* A list to choose from, ended by value NULL. */
void web_form_choice(struct web_call *c, struct xj_html *h, const char *name,
                     const char *label, const struct web_choice *choices);

#endif
