/* pages.h - what the handlers of pages share, and the handlers themselves. */
#ifndef XIANJIN_WEB_PAGES_H
#define XIANJIN_WEB_PAGES_H

#include "src/web/call.h"
#include "xianjin/figures.h"

/* The question that the parameters of an address ask (query.h), to be freed. */
enum xj_status web_query_of(struct web_call *c, struct xj_query **out,
                            struct xj_error *err) XJ_MUST_USE;
/* Whether a parameter says how a page is drawn, not what is asked. */
bool web_is_of_page(const char *name);
/* The whole search form: the box, and its filters folded away. */
void web_search_form(struct web_call *c, struct xj_html *h);
/* <p><a href="PATH?NAME=VALUE">TEXT</a></p> */
void web_named_link(struct web_call *c, struct xj_html *h, const char *path,
                    const char *name, struct xj_str value, const char *text);
/* What a filter is called on a page; an English msgid. */
const char *web_filter_title(const char *name);
/* What people read in place of the id of a rule, which is English words: its title where
 * they read Chinese; else, and for who wrote a rule of their own, the ID. */
struct xj_str web_rule_name(struct xj_str id);
/* S as one word for a shell, quoted where it must be. */
void web_shell_word(struct xj_html *h, struct xj_str s);
/* Pictures of what the page is about; those without rows are left out. */
void web_figures(struct web_call *c, struct xj_html *h, const enum xj_figure_kind *kind,
                 size_t n);
/* <a href="/figure/KIND.SUFFIX?...">TEXT</a> of the same question; SUFFIX "" or ".svg". */
void web_figure_link(struct web_call *c, struct xj_html *h, enum xj_figure_kind kind,
                     const char *suffix, const char *text);
/* ST; where it is XJ_LIMIT, ERR says that the verb has no such limit. */
enum xj_status web_on_command_line(enum xj_status st, const char *verb,
                                   struct xj_error *err) XJ_MUST_USE;
/* A copy of S with its NUL, to be freed; NULL when out of memory. */
char *web_copy(struct xj_str s);

/* What the severity C, A, F, S or I of a rule means; an English msgid. */
const char *web_severity_title(char letter);
/* The list of them, for the top of a page. */
void web_severities(struct xj_html *h);

/* Handlers, by the names of their routes. */
web_handler web_page_front, web_page_search, web_page_donor, web_page_recipient,
	web_page_flags, web_page_rules, web_page_rule, web_page_reconcile, web_page_lag,
	web_page_whatif, web_page_check,
	web_page_pair, web_page_election, web_page_elections, web_page_entry,
	web_page_sources, web_page_source, web_page_text, web_page_figure, web_page_api, web_page_problem,
	web_style, web_icon, web_robots, web_openapi, web_sitemap, web_version, web_reconcile,
	web_suggest_entity, web_suggest_extend, web_view_entity, web_preview_entity;

#endif
