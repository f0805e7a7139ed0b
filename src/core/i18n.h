/* i18n.h - gettext in one line.  Message ids are English. */
#ifndef XIANJIN_I18N_H
#define XIANJIN_I18N_H

#include <libintl.h>

#define _(text) dgettext("xianjin", text)
#define N_(text) text

#endif
