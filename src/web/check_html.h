/* check_html.h - the findings of a draft as a part of a page. */
#ifndef XIANJIN_WEB_CHECK_HTML_H
#define XIANJIN_WEB_CHECK_HTML_H

#include "src/query/check.h"
#include "src/web/call.h"

/* What was read and tested, then each finding: where, why, by which article, how to
 * mend it.  Beyond WEB_MOST_FINDINGS the page says that there are more. */
#define WEB_MOST_FINDINGS 500u
void web_check_write(struct web_call *c, struct xj_html *h, const struct xj_check *found);

#endif
