/*
 * registry.c - the table of readers and the one who chooses among them.  A new
 * file format is one row here.  The layouts have their own table in layouts.c.
 */
#include "importers/readers.h"

const struct xj_reader *const xj_readers[] = {
	&xj_reader_zip,
	&xj_reader_xlsx,
	&xj_reader_ods,
	&xj_reader_xls,
	&xj_reader_html,
	&xj_reader_json,
	&xj_reader_xml,
	&xj_reader_pdf,
	&xj_reader_csv,
	NULL
};

/* Our own simple parser, and those that start another program themselves. */
static const struct xj_reader *const at_home[] = {
	&xj_reader_csv,
	&xj_reader_pdf
};

bool xj_reader_is_contained(const struct xj_reader *reader)
{
	for (size_t i = 0; i < XJ_COUNT(at_home); i++)
		if (at_home[i] == reader)
			return false;
	return true;
}

/* What is not read inside a container: containers, and what starts a program of
 * its own, which the container's process may not. */
static const struct xj_reader *const outermost[] = {
	&xj_reader_zip,
	&xj_reader_pdf
};

static bool is_outermost(const struct xj_reader *reader)
{
	for (size_t i = 0; i < XJ_COUNT(outermost); i++) {
		if (outermost[i] == reader)
			return true;
	}
	return false;
}

const struct xj_reader *xj_reader_for(struct xj_str head, const char *name,
                                      const char *encoding, bool leaf)
{
	const struct xj_reader *best = NULL;
	int most = 0;

	for (size_t i = 0; xj_readers[i]; i++) {
		int bid;

		if (leaf && is_outermost(xj_readers[i]))
			continue;
		bid = xj_readers[i]->bid(head, name);
		if (bid > most) {
			most = bid;
			best = xj_readers[i];
		}
	}
	return best || !encoding ? best : &xj_reader_csv;
}
