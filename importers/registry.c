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
	&xj_reader_csv,
	NULL
};

/* Our own simple parser, and those that start another program themselves. */
static const struct xj_reader *const at_home[] = {
	&xj_reader_csv
};

bool xj_reader_is_contained(const struct xj_reader *reader)
{
	for (size_t i = 0; i < XJ_COUNT(at_home); i++)
		if (at_home[i] == reader)
			return false;
	return true;
}

/* Those that hold other files; a container inside one is refused. */
static const struct xj_reader *const containers[] = {
	&xj_reader_zip
};

static bool is_container(const struct xj_reader *reader)
{
	for (size_t i = 0; i < XJ_COUNT(containers); i++) {
		if (containers[i] == reader)
			return true;
	}
	return false;
}

const struct xj_reader *xj_reader_for(struct xj_str head, const char *name,
                                      bool leaf)
{
	const struct xj_reader *best = NULL;
	int most = 0;

	for (size_t i = 0; xj_readers[i]; i++) {
		int bid;

		if (leaf && is_container(xj_readers[i]))
			continue;
		bid = xj_readers[i]->bid(head, name);
		if (bid > most) {
			most = bid;
			best = xj_readers[i];
		}
	}
	return best;
}
